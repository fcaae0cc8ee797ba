"""Usage blocks: every fault by its name, all at once, and the limits at their borders."""

from copy import deepcopy
from typing import Any

import pytest

from processors import limits
from processors.faults import Faults
from processors.reports import ReportKey
from processors.subjects import SubjectIndex
from processors.usage_block import UsageBlock, read_usage_block
from schemas.identifiers import canonical
from tests import events
from tests.processors.random_markets import recorded

TODAY = recorded(0).millis // 86_400_000
AT = recorded(0)
Body = dict[str, Any]


def body_of(*lines: tuple[str, int, int], **said: Any) -> Body:
    body: Body = events.usage("tunefy", "r1", *(lines or [("work:a", 1, 1)]), **said)["body"][1]
    return body


def read(body: Body) -> UsageBlock | Faults:
    return read_usage_block("tunefy", body, AT, SubjectIndex(canonical))


def codes(body: Body) -> list[str]:
    """Codes of the faults, none for a block that is taken."""
    found = read(body)
    return [fault.code for fault in found.listed] if isinstance(found, Faults) else []


def taken(body: Body) -> UsageBlock:
    found = read(body)
    assert isinstance(found, UsageBlock), [str(fault) for fault in found.listed]
    return found


def allocations(**said: Any) -> Body:
    columns: Body = {
        "line": [0], "rights_controller": ["party:ann"], "rights_type": [""], "share_ppm": [-1],
        "amount": [0], "net_revenue": [0], "currency": ["CNY"], "net_revenue_currency": [""],
    }  # fmt: skip
    return {**columns, **said}


LINE_COLUMNS = ("reference", "use_type", "first_day", "units", "revenue_micros")
NO_LINES: Body = {name: [] for name in LINE_COLUMNS}
FAULTS = [
    # what is said, the fault, where
    ({"report_id": ""}, "bad_report_id", "report_id"),
    ({"report_id": "r" * 201}, "bad_report_id", "report_id"),
    ({"report_id": "r\n1"}, "bad_report_id", "report_id"),
    ({"revision": 0}, "bad_revision", "revision"),
    ({"revision": limits.MAX_REVISION + 1}, "bad_revision", "revision"),
    ({"part": 0}, "bad_part", "part"),
    ({"part": 3, "parts": 2}, "bad_part", "part"),
    ({"parts": limits.MAX_PARTS + 1}, "bad_part", "part"),
    ({"period_until_day": events.DAY}, "bad_period", "period_until_day"),
    ({"currency": "XXY"}, "unknown_currency", "currency"),
    ({"currency": ""}, "unknown_currency", "currency"),
    ({"territory": "Atlantis"}, "unknown_territory", "territory"),
    ({"use_types": ["Streaming"]}, "unknown_use_type", "use_types[0]"),
    (NO_LINES, "bad_block_size", "reference"),
    ({"units": []}, "unequal_columns", "units"),
    ({"units": [1, 2]}, "unequal_columns", "units"),
    ({"days": [1, 1]}, "unequal_columns", "days"),
    ({"units": [2**63]}, "overflow", "columns"),
    ({"use_type": [1]}, "bad_use_type_index", "use_type[0]"),
    ({"use_type": [-1]}, "bad_use_type_index", "use_type[0]"),
    ({"use_types": []}, "bad_use_type_index", "use_type[0]"),
    ({"units": [-1]}, "negative_units", "units[0]"),
    ({"units": [limits.MAX_UNITS_PER_LINE + 1]}, "overflow", "units[0]"),
    ({"revenue_micros": [-1]}, "negative_revenue", "revenue_micros[0]"),
    ({"revenue_micros": [limits.MAX_REVENUE_MICROS_PER_LINE + 1]}, "overflow", "revenue_micros[0]"),
    ({"days": [0]}, "bad_days", "days[0]"),
    ({"days": [limits.MAX_DAYS_PER_LINE + 1]}, "bad_days", "days[0]"),
    ({"first_day": [-1]}, "bad_day", "first_day[0]"),
    ({"first_day": [TODAY + 2]}, "future_date", "first_day[0]"),
    ({"reference": ["no-namespace"]}, "bad_reference", "reference[0]"),
    ({"reference": ["isrc:USSM1980303X"]}, "bad_reference", "reference[0]"),
    ({"allocations": allocations(share_ppm=[])}, "unequal_columns", "allocations"),
    ({"allocations": allocations(line=[1])}, "bad_line", "allocations.line"),
    ({"allocations": allocations(line=[-1])}, "bad_line", "allocations.line"),
]


@pytest.mark.parametrize(("said", "code", "where"), FAULTS)
def test_fault(said: Body, code: str, where: str) -> None:
    """One thing wrong with a block of one line: that fault and no other, with its place, the reason
    and the mend."""
    found = read(body_of() | said)
    assert isinstance(found, Faults)
    (fault,) = found.listed
    assert (fault.code, fault.where) == (code, where)
    assert fault.why
    assert fault.mend
    assert str(fault).startswith(f"{code} at {where}: ")


BORDERS = [
    {"report_id": "r" * limits.MAX_REPORT_ID},
    {"report_id": "报告 1"},
    {"revision": limits.MAX_REVISION},
    {"part": limits.MAX_PARTS, "parts": limits.MAX_PARTS},
    {"period_until_day": events.DAY + 1},
    {"territory": "Worldwide"},
    {"territory": "0156"},
    {"units": [0]},
    {"units": [limits.MAX_UNITS_PER_LINE]},
    {"revenue_micros": [0]},
    {"revenue_micros": [limits.MAX_REVENUE_MICROS_PER_LINE]},
    {"days": [1]},
    {"days": [limits.MAX_DAYS_PER_LINE]},
    {"first_day": [0]},
    {"first_day": [TODAY + limits.FUTURE_TOLERANCE_DAYS]},
    {"use_types": ["Broadcast", "Rent"], "use_type": [1]},
    {"allocations": allocations()},
]


@pytest.mark.parametrize("said", BORDERS)
def test_the_last_value_that_is_allowed(said: Body) -> None:
    """Limits include themselves."""
    assert codes(body_of() | said) == []


def test_block_size_at_its_border() -> None:
    """Ten thousand lines are a block, one more is not."""
    most = limits.MAX_BLOCK_LINES
    assert len(taken(body_of(*[("work:a", 1, 1)] * most)).lines) == most
    assert codes(body_of(*[("work:a", 1, 1)] * (most + 1))) == ["bad_block_size"]


def test_all_faults_of_the_header_are_told_at_once() -> None:
    """Nobody corrects a report one fault at a time."""
    wrong = {
        "report_id": "", "revision": 0, "part": 2, "period_until_day": 0, "currency": "?",
        "territory": "?", "use_types": ["?", "Stream", "?"], "units": [],
    }  # fmt: skip
    assert codes(body_of() | wrong) == [
        "bad_report_id", "bad_revision", "bad_part", "bad_period", "unknown_currency",
        "unknown_territory", "duplicate_use_type", "unknown_use_type", "unknown_use_type",
        "unequal_columns",
    ]  # fmt: skip


def test_all_faults_of_the_lines_are_told_at_once() -> None:
    """Each with the number of its line; a bad report id does not hide them."""
    body = body_of(("work:a", -1, -1), ("nowhere", 1, 1), ("work:b", 1, 1), ("nowhere", -5, 1))
    found = read(body | {"report_id": "", "first_day": [0, 0, TODAY + 9, 0]})
    assert isinstance(found, Faults)
    assert [(fault.code, fault.where) for fault in found.listed] == [
        ("bad_report_id", "report_id"),
        ("negative_units", "units[0]"),
        ("negative_units", "units[3]"),
        ("negative_revenue", "revenue_micros[0]"),
        ("future_date", "first_day[2]"),
        ("bad_reference", "reference[1]"),
    ]


def test_ten_thousand_faults_are_listed_up_to_a_bound() -> None:
    """The dead letter of a large block stays readable, and there is always a reason."""
    body = body_of(*[(f"nowhere{number}", -1, -1) for number in range(10_000)])
    found = read(body)
    assert isinstance(found, Faults)
    assert len(found.listed) == limits.MAX_FAULTS_LISTED
    assert found.total >= 10_000


def test_an_accepted_block_in_columns() -> None:
    """Distinct subjects in order of appearance under their canonical names; one day unless said."""
    block = taken(
        body_of(("isrc:US-SM1-98-03037", 1, 10), ("work:a", 2, 20), ("isrc:USSM19803037", 3, 30))
    )
    assert block.subjects.names == ["isrc:USSM19803037", "work:a"]
    columns = [
        block.lines.line, block.lines.subject, block.lines.days, block.lines.units,
        block.lines.revenue_micros,
    ]  # fmt: skip
    assert [column.tolist() for column in columns] == [
        [0, 1, 2], [0, 1, 0], [1, 1, 1], [1, 2, 3], [10, 20, 30],
    ]  # fmt: skip
    assert block.header.key == ReportKey("tunefy", "r1")
    assert (block.header.block_lines, block.header.recorded_at) == (3, AT)
    assert taken(body_of() | {"territory": "156"}).context.territory == "CN"


def digest(body: Body) -> bytes:
    return taken(body).header.digest


SAME: list[Body] = [
    {"report_id": "r2"},
    {"revision": 2},
    {"part": 2},
    {"territory": "156"},
    {"reference": ["isrc:US-SM1-98-03037"]},
]
OTHER: list[Body] = [
    {"parts": 3},
    {"period_from_day": events.DAY - 1},
    {"period_until_day": events.DAY + 31},
    {"service": "family"},
    {"commercial_model": "Free"},
    {"currency": "EUR"},
    {"territory": "FR"},
    {"use_types": ["Broadcast"]},
    {"reference": ["work:b"]},
    {"first_day": [events.DAY + 1]},
    {"days": [2]},
    {"units": [2]},
    {"revenue_micros": [2]},
    {"allocations": allocations()},
]


def test_digest_is_that_of_the_content() -> None:
    """Who sends it under which number is not content; every other field is, once each."""
    body = body_of(("isrc:USSM19803037", 1, 1), parts=2)
    assert {digest(body | deepcopy(said)) for said in SAME} == {digest(body)}
    assert digest(body | {"days": [1]}) == digest(body)
    others = {digest(body | deepcopy(said)) for said in OTHER}
    assert len(others - {digest(body)}) == len(OTHER)

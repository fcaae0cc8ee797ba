"""Reports line by line in, parts out: whole, numbered, the same every time."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.intake import Intake, Received
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.enums import UseType
from schemas.identifiers import canonical
from schemas.models import UsageEvent, UsageReported
from streams.client import ReportClosed, UsageReportWriter, message_of
from tests.streams.client.report_examples import DAY, NOON, SEPTEMBER, filled, ids, writer

CODECS = codecs_of(None)


def bodies(report: UsageReportWriter) -> list[UsageReported]:
    return [event.body for event in report.close()]


def test_a_line_is_a_line_of_the_block() -> None:
    report = writer(service="premium", commercial_model="SubscriptionModel", revision=3)
    report.add("work:w-1", UseType.DOWNLOAD, DAY, 2, Decimal("1.98"))
    report.add("tunefy:77", "Stream", date(2026, 9, 5), 100, 480_000)
    report.add("work:w-1", "Download", DAY, 0, Decimal(0))
    assert len(report) == 3
    (event,) = report.close()
    assert event.source == "tunefy"
    assert event.subject == "R1"
    assert event.occurred_at == NOON
    assert event.body == UsageReported(
        report_id="R1",
        revision=3,
        part=1,
        parts=1,
        period_from_day=SEPTEMBER[0],
        period_until_day=SEPTEMBER[1],
        service="premium",
        commercial_model="SubscriptionModel",
        currency="CNY",
        territory="CN",
        use_types=("Download", "Stream"),
        reference=("work:w-1", "tunefy:77", "work:w-1"),
        use_type=(0, 1, 0),
        first_day=(20_700, 20_701, 20_700),
        days=(),
        units=(2, 100, 0),
        revenue_micros=(1_980_000, 480_000, 0),
    )


def test_lines_of_several_days_say_so() -> None:
    report = writer()
    report.add("work:w-1", "Stream", DAY, 1, 1, days=7)
    report.add("work:w-1", "Stream", DAY, 1, 1)
    assert bodies(report)[0].days == (7, 1)


@pytest.mark.parametrize(
    ("lines", "sizes"),
    [(1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])],
)
def test_parts_are_numbered_and_full(lines: int, sizes: list[int]) -> None:
    parts = bodies(filled(lines, block_lines=3))
    assert [len(part.reference) for part in parts] == sizes
    assert [(part.part, part.parts) for part in parts] == [
        (number + 1, len(sizes)) for number in range(len(sizes))
    ]


def test_a_block_has_only_its_own_use_types() -> None:
    report = writer(block_lines=2)
    for use_type in ("Stream", "Download", "Broadcast", "Stream"):
        report.add("work:w-1", use_type, DAY, 1, 1)
    first, second = bodies(report)
    assert (first.use_types, first.use_type) == (("Stream", "Download"), (0, 1))
    assert (second.use_types, second.use_type) == (("Broadcast", "Stream"), (0, 1))


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["work:w-1", "work:w-2", "isrc:USSM19803037", "tunefy:9"]),
            st.sampled_from(["Stream", "Download", "Broadcast"]),
            st.dates(date(2026, 9, 1), date(2026, 9, 30)),
            st.integers(0, 10**10),
            st.integers(0, 10**15),
            st.integers(1, 30),
        ),
        min_size=1,
        max_size=30,
    ),
    block_lines=st.integers(1, 12),
)
def test_intake_takes_every_part_and_no_line_is_lost(
    lines: list[tuple[str, str, date, int, int, int]], block_lines: int
) -> None:
    report = writer(block_lines=block_lines)
    for line in lines:
        report.add(*line)
    intake = Intake(4, SubjectIndex(canonical), lambda *_: True)
    back = []
    for number, event in enumerate(report.close()):
        message = message_of(event, topics.USAGE, CODECS)
        record = CODECS.decode(topics.USAGE, message.value)
        at = RecordedAt(int(NOON.timestamp() * 1000), 0, number)
        taken = intake.take(Received(topics.USAGE, at, message.key, message.value, {}), record)
        assert taken.accepted
        body = event.body
        days = body.days or (1,) * len(body.reference)
        use_types = [body.use_types[code] for code in body.use_type]
        first = [date.fromordinal(day + date(1970, 1, 1).toordinal()) for day in body.first_day]
        columns = (body.reference, use_types, first, body.units, body.revenue_micros, days)
        back += list(zip(*columns, strict=True))
    assert back == lines


def test_the_same_report_is_the_same_events() -> None:
    def messages(report: UsageReportWriter) -> list[bytes]:
        return [message_of(event, topics.USAGE, CODECS).value for event in report.close()]

    assert messages(filled(5, block_lines=2)) == messages(filled(5, block_lines=2))
    assert ids(filled(5)) == ids(filled(5, occurred_at=None))


def test_ids_stay_what_they_are() -> None:
    """Another id for the same report would be another event to whoever was sent the first."""
    assert ids(filled(2)) == ["usage-771b1079073cd955e84aeb55df9f041d"]


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": "streamy"},
        {"report_id": "R2"},
        {"revision": 2},
        {"currency": "EUR"},
        {"territory": "FR"},
        {"service": "premium"},
        {"commercial_model": "SubscriptionModel"},
        {"period": (date(2026, 8, 1), date(2026, 10, 1))},
        {"block_lines": 2},
    ],
    ids=str,
)
def test_another_report_is_other_events(changed: dict[str, Any]) -> None:
    assert not set(ids(filled(5))) & set(ids(filled(5, **changed)))


def test_another_line_changes_its_part_only() -> None:
    one, other = filled(4, block_lines=2), filled(3, block_lines=2)
    other.add("work:w-3", "OnDemandStream", DAY, 3, 3001)
    first, second = ids(one)
    assert ids(other)[0] == first
    assert ids(other)[1] != second


def test_parts_can_be_had_again_after_closing() -> None:
    report = filled(5, block_lines=2)
    assert list(report.close()) == list(report.close())
    with pytest.raises(ReportClosed, match="R1"):
        report.add("work:w-1", "Stream", DAY, 1, 1)
    assert len(report) == 5


def test_events_are_of_the_usage_topic() -> None:
    assert all(isinstance(event, UsageEvent) for event in filled(3, block_lines=1).close())

"""Values a field may not have: what each costs, and what is taken instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from processors.cwr.errors import Level, Place
from processors.cwr.version import CwrVersion
from streams.importers.cwr.layouts import LAYOUTS
from streams.importers.cwr.record import read_record
from tests.streams.importers.cwr.cwr_text import (
    cwr_file,
    publisher,
    read_text,
    song,
    statuses,
    told,
    work,
)

FAULTS = [
    # record of the song, position, text put there, level, edit, what the field then holds
    ("NWR", 20, " " * 60, "TR", "F001", None),
    ("NWR", 80, "XX", "TR", "F002", None),
    ("NWR", 82, " " * 14, "TR", "F003", None),
    ("NWR", 96, "T0000000005", "FR", "F004", None),
    ("NWR", 107, "20261301", "FR", "F005", None),
    ("NWR", 127, "PUP", "TR", "F006", None),
    ("NWR", 130, "006100", "FR", "F008", None),
    ("NWR", 136, "Z", "FR", "F009", "U"),
    ("NWR", 137, "XXX", "FR", "F010", None),
    ("NWR", 143, "OLD", "TR", "F012", None),
    ("NWR", 146, "ZZZ", "FR", "F013", None),
    ("SPU", 20, "0X", "TR", "F001", None),
    ("SPU", 22, " " * 9, "TR", "F002", None),
    ("SPU", 31, " " * 45, "TR", "F004", None),
    ("SPU", 77, "QQ", "TR", "F006", None),
    ("SPU", 88, "00000000198", "FR", "F010", "00000000198"),
    ("SPU", 113, "999", "FR", "F012", None),
    ("SPU", 116, "0500X", "TR", "F013", None),
    ("SPU", 124, "10001", "TR", "F016", None),
    ("SPU", 138, "Z", "FR", "F021", None),
    ("SPT", 51, "9999", "TR", "F009", None),
    ("SPT", 50, "X", "TR", "F010", None),
    ("SPT", 55, "Q", "FR", "F011", "N"),
    ("SWR", 29, " " * 45, "TR", "F003", None),
    ("SWR", 105, "ZZ", "TR", "F008", None),
    ("SWR", 116, "1234567890A", "FR", "F009", None),
    ("SWR", 130, "20000", "TR", "F011", None),
    ("SWT", 45, "    ", "TR", "F006", None),
]


@pytest.mark.parametrize(("record", "position", "text", "level", "edit", "taken"), FAULTS)
def test_a_value_that_is_not_allowed(
    tmp_path: Path,
    record: str,
    position: int,
    text: str,
    level: str,
    edit: str,
    taken: str | None,
) -> None:
    lines = cwr_file([song(), song(number="W2")]).splitlines()
    (number,) = [n for n, line in enumerate(lines[:8]) if line.startswith(record)]
    line = f"{lines[number]:<260}"
    lines[number] = line[: position - 1] + text + line[position - 1 + len(text) :]
    outcome = read_text(tmp_path, "\r\n".join(lines))
    found = [
        one.error for one in outcome.errors if (one.error.record, one.error.edit) == (record, edit)
    ]
    assert [error.level.value for error in found] == [level]
    assert (found[0].line, found[0].record) == (number + 1, record)
    assert found[0].why
    assert found[0].mend
    assert statuses(outcome) == ["AC" if level == "FR" else "RJ", "AS"]
    if level == "FR":
        place = Place(record, number + 1)
        read, _ = read_record(CwrVersion.V21, place, lines[number])
        (field,) = [one for one in LAYOUTS[CwrVersion.V21][record].fields if one.start == position]
        assert read.values.get(field.name) == taken


DETAILS = [
    # a record behind the song, the level, record and edit it leads to; nothing if it is fine
    (f"ALT|{'ANOTHER TITLE':60}AT", None),
    (f"ALT|{'':60}AT", ("RR", "ALT", "F001")),
    (f"ALT|{'ANOTHER TITLE':60}OT", ("FR", "ALT", "F002")),
    (f"ALT|{'ANOTHER TITLE':60}ATQQ", ("RR", "ALT", "F003")),
    (f"ALT|{'AUTRE TITRE':60}AL", ("RR", "ALT", "F006")),
    (f"PER|{'':45}{'CHER':30}", ("RR", "PER", "F001")),
    (f"REC|{'0' * 8}{'':60}{'0' * 6}{'':5}{'':151}USSM19803037", None),
    (f"REC|{'0' * 8}{'':60}{'0' * 6}{'':5}{'':151}US-M1980303", ("FR", "REC", "F010")),
    (f"REC|{'0' * 8}{'':60}{'0' * 6}{'':5}{'':138}4006381333932", ("FR", "REC", "F009")),
    (f"REC|{'20261340'}{'':60}{'0' * 6}{'':5}AN ALBUM", ("FR", "REC", "F002")),
    (f"ORN|XXX{'A FILM':60}", ("RR", "ORN", "F001")),
    (f"ORN|LIB{'':60}{'':15}0000{'A LIBRARY':60}", ("RR", "ORN", "F004")),
    (f"ORN|GEN{'':60}{'CD':15}0000", ("RR", "ORN", "F010")),
    (f"ORN|FIL{'':60}{'CD':15}0000{'A LIBRARY':60}", ("TR", "ORN", "F013")),
    (f"COM|{'A PART':60}{'':11}{'W7':14}{'0' * 6}{'DOE':45}", ("RR", "COM", "R001")),
    ("IND|XYZ001", ("RR", "IND", "R001")),
    (f"ARI|052{'':14}ALL", ("RR", "ARI", "R001")),
    (f"ARI|052{'':14}ALL  A NOTE", ("RR", "ARI", "F003")),
    (f"NPR|{'':344}", ("RR", "NPR", "F005")),
    (f"NVT|{'TITLE':640}EN", ("RR", "NVT", "R003")),
]


@pytest.mark.parametrize(("record", "expected"), DETAILS)
def test_a_detail_record(
    tmp_path: Path, record: str, expected: tuple[str, str, str] | None
) -> None:
    outcome = read_text(tmp_path, cwr_file([[*song(), record]]))
    assert [one[:3] for one in told(outcome)] == ([expected] if expected else [])
    status = {"FR": "AC", "RR": "AC", "TR": "RJ"}[expected[0]] if expected else "AS"
    assert statuses(outcome) == [status]


HEADERS = [
    (work(category="SER"), "F007"),
    (work(version_type="MOD"), "F014"),
    (work(version_type="MOD"), "F015"),
]


@pytest.mark.parametrize(("header", "edit"), HEADERS)
def test_a_header_whose_fields_ask_for_others(tmp_path: Path, header: str, edit: str) -> None:
    outcome = read_text(tmp_path, cwr_file([[header, *song()[1:]]]))
    assert ("TR", "NWR", edit) in [one[:3] for one in told(outcome)]


UNKNOWN = [
    ("OPU", "", "Y", []),
    ("OPU", "", " ", [("TR", "OPU", "F004")]),
    ("OPU", "A NAME", "Y", [("FR", "OPU", "F009")]),
    ("OPU", "A NAME", "Z", [("FR", "OPU", "F008")]),
]


@pytest.mark.parametrize(("record", "name", "flag", "expected"), UNKNOWN)
def test_a_publisher_is_named_or_called_unknown(
    tmp_path: Path, record: str, name: str, flag: str, expected: list[tuple[str, str, str]]
) -> None:
    text = publisher(record, 2, "", name, ipi="", shares=(0, 0, 0))
    text = text[:60] + flag + text[61:]
    header, *rest = song()
    outcome = read_text(tmp_path, cwr_file([[header, *rest[:2], text, *rest[2:]]]))
    assert [one[:3] for one in told(outcome)] == expected


def test_all_errors_of_a_work_are_told_at_once(tmp_path: Path) -> None:
    header = work(iswc="T0000000005", category="XXX", version_type="YYY")
    outcome = read_text(tmp_path, cwr_file([[header, *song()[1:]]]))
    edits = [one.error.edit for one in outcome.errors]
    assert edits == ["F004", "F006", "F012"]
    assert [one.error.level for one in outcome.errors] == [
        Level.FIELD,
        Level.TRANSACTION,
        Level.TRANSACTION,
    ]

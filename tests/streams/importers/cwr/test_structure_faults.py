"""Damage to the frame of a file: what it costs, and that what is sound is told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.importers.cwr import read_cwr
from tests.streams.importers.cwr.cwr_text import (
    cwr_file,
    grh,
    hdr,
    read_text,
    song,
    statuses,
    told,
)

TWO_SONGS = cwr_file([song(), song(number="W2", title="OTHER SONG")])
Lines = list[str]


def without(number: int) -> Callable[[Lines], Lines]:
    return lambda lines: lines[:number] + lines[number + 1 :]


def with_line(number: int, text: str) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[:number], text, *lines[number + 1 :]]


def inserted(number: int, text: str) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[:number], text, *lines[number:]]


FRAME = [
    # HDR is line 0, GRH 1, the songs 2 to 7 and 8 to 13, GRT 14, TRL 15.
    ("no header", without(0), ("ER", "GRH", "E002", "header-missing")),
    ("no group header", without(1), ("ER", "NWR", "E003", "outside-of-group")),
    ("no group trailer", without(14), ("ER", "TRL", "E007", "group-not-ended")),
    ("no trailer", without(15), ("ER", "TRL", "E005", "trailer-missing")),
    ("a second header", inserted(2, hdr()), ("ER", "HDR", "E002", "header-not-first")),
    (
        "more after the trailer",
        inserted(16, grh("REV")),
        ("ER", "GRH", "E008", "record-after-trailer"),
    ),
    (
        "an empty group",
        lambda lines: [*lines[:2], *lines[14:]],
        ("ER", "GRT", "E006", "group-empty"),
    ),
    (
        "group trailer of another",
        with_line(14, "GRT000020000000200000014"),
        ("GR", "GRT", "F001", "group-number"),
    ),
    (
        "transactions miscounted",
        with_line(14, "GRT000010000000300000014"),
        ("GR", "GRT", "F002", "transaction-count"),
    ),
    (
        "records miscounted",
        with_line(14, "GRT000010000000200000013"),
        ("GR", "GRT", "F003", "record-count"),
    ),
    (
        "groups miscounted",
        with_line(15, "TRL000020000000200000016"),
        ("ER", "TRL", "F001", "group-count"),
    ),
    (
        "file's transactions miscounted",
        with_line(15, "TRL000010000000100000016"),
        ("ER", "TRL", "F002", "transaction-count"),
    ),
    (
        "file's records miscounted",
        with_line(15, "TRL000010000000200000099"),
        ("ER", "TRL", "F003", "record-count"),
    ),
    (
        "counts not numeric",
        with_line(15, "TRL00001000000020000001X"),
        ("ER", "TRL", "F003", "field-not-allowed"),
    ),
    ("group numbered 2", with_line(1, grh("NWR", number=2)), ("GR", "GRH", "F002", "group-number")),
    ("unknown group type", with_line(1, grh("XXX")), ("GR", "GRH", "F001", "group-type")),
    (
        "group of another version",
        with_line(1, grh("NWR", "02.20")),
        ("ER", "GRH", "", "version-disagrees"),
    ),
    (
        "header of another version",
        with_line(0, hdr(version="2.2")),
        ("GR", "GRH", "F004", "version-disagrees"),
    ),
    (
        "header of a version to come",
        with_line(0, hdr(version="4.0")),
        ("ER", "HDR", "F015", "version-not-read"),
    ),
    (
        "shifted header",
        with_line(0, hdr(sender="PB00000199")),
        ("ER", "HDR", "F009", "edi-version"),
    ),
    (
        "unknown sender type",
        with_line(0, hdr(sender="XX000000199")),
        ("ER", "HDR", "F002", "sender-type"),
    ),
    ("no society", with_line(0, hdr(sender="SO000009999")), ("ER", "HDR", "F004", "sender-id")),
    (
        "made on no day",
        with_line(0, hdr(created="20260231120000")),
        ("ER", "HDR", "F010", "field-not-allowed"),
    ),
]


@pytest.mark.parametrize(
    ("damage", "expected"), [one[1:] for one in FRAME], ids=[one[0] for one in FRAME]
)
def test_damage_to_the_frame_is_told_and_nothing_is_accepted(
    tmp_path: Path, damage: Callable[[Lines], Lines], expected: tuple[str, str, str, str]
) -> None:
    lines = damage(TWO_SONGS.splitlines())
    outcome = read_text(tmp_path, "\r\n".join(lines))
    assert expected in told(outcome)
    assert outcome.exit_code == 2
    assert outcome.accepted() == []


def test_the_undamaged_file_is_accepted(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, TWO_SONGS)
    assert told(outcome) == []
    assert statuses(outcome) == ["AS", "AS"]
    assert outcome.exit_code == 0


def test_salvage_takes_in_what_is_sound_of_a_miscounted_file(tmp_path: Path) -> None:
    lines = TWO_SONGS.splitlines()
    lines[15] = "TRL000010000009900000999"
    path = tmp_path / "CW260001TST_000.V21"
    path.write_text("\r\n".join(lines))
    assert len(read_cwr([path]).accepted()) == 0
    salvaged = read_cwr([path], salvage=True)
    assert len(salvaged.accepted()) == 2
    assert salvaged.exit_code == 2


IN_TRANSACTION = [
    ("transaction numbers with a gap", 8, 3, "00000005", "transaction-number", "F003"),
    ("record numbers with a gap", 10, 11, "00000007", "record-number", "F006"),
    ("a header with a record number", 8, 11, "00000001", "record-number", "F005"),
    ("a record of another transaction", 10, 3, "00000009", "transaction-number", "F004"),
    ("a prefix of letters", 10, 3, "0000000A", "prefix-not-numeric", ""),
    ("an unknown record", 10, 0, "XYZ", "record-unknown", ""),
    ("a record of 2.2", 10, 0, "OPT", "record-not-in-version", ""),
    ("a record of agreements", 10, 0, "TER", "record-not-allowed", "T008"),
    ("a publisher's territory after a writer", 12, 0, "SPT", "record-out-of-place", "F001"),
]


@pytest.mark.parametrize(
    ("line", "position", "text", "code", "edit"),
    [one[1:] for one in IN_TRANSACTION],
    ids=[one[0] for one in IN_TRANSACTION],
)
def test_damage_in_a_transaction_leaves_the_other_standing(
    tmp_path: Path, line: int, position: int, text: str, code: str, edit: str
) -> None:
    lines = TWO_SONGS.splitlines()
    damaged = lines[line]
    lines[line] = damaged[:position] + text + damaged[position + len(text) :]
    outcome = read_text(tmp_path, "\r\n".join(lines))
    found = [one.error for one in outcome.errors if one.error.code == code]
    assert [error.edit for error in found][:1] == [edit]
    assert found[0].line == line + 1
    assert statuses(outcome)[0] == "AS"


def test_a_transaction_of_another_kind_is_refused_and_its_group_goes_on(tmp_path: Path) -> None:
    text = cwr_file([song(), song("REV", "W2"), song(number="W3")])
    outcome = read_text(tmp_path, text)
    assert told(outcome) == [
        ("TR", "REV", "T022", "wrong-group"),
        ("FR", "REV", "T002", "revision_of_unknown"),
    ]
    assert statuses(outcome) == ["AS", "RJ", "AS"]


def test_an_acknowledgement_within_registrations_is_told_and_its_status_shown(
    tmp_path: Path,
) -> None:
    ack = "20250620123938" + "00001" + "00000000" + "NWR" + f"{'A TITLE':60}{'W9':20}{'145CV':20}"
    text = cwr_file([song(), [f"ACK|{ack}20250620AS"], song(number="W3")])
    outcome = read_text(tmp_path, text)
    assert told(outcome) == [("TR", "ACK", "T022", "wrong-group")]
    (answer,) = [one.transaction.answer for one in outcome.judged if one.transaction.answer]
    assert (answer.status, answer.submitter_work_number) == ("AS", "W9")
    assert statuses(outcome) == ["AS", "AS"]


def test_the_name_of_the_file_disagrees_with_its_records(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, TWO_SONGS, "CW260001TST_000.V22")
    assert told(outcome) == [("ER", "GRH", "", "version-disagrees")]
    assert statuses(outcome) == ["RJ", "RJ"]


@pytest.mark.parametrize("name", ["songs.txt", "CW2601TST_000.V21", "cw260001tst_000.v21"])
def test_names_that_say_nothing_else_are_fine(tmp_path: Path, name: str) -> None:
    assert told(read_text(tmp_path, TWO_SONGS, name)) == []


def test_a_group_of_one_type_is_there_once(tmp_path: Path) -> None:
    first = cwr_file([song()]).splitlines()
    second = [grh("NWR", number=2), *cwr_file([song(number="W2")]).splitlines()[2:-2]]
    second.append("GRT000020000000100000008")
    lines = [*first[:-1], *second, f"TRL0000200000002{len(first) + len(second):08}"]
    outcome = read_text(tmp_path, "\r\n".join(lines))
    assert told(outcome) == [("GR", "GRH", "F005", "group-repeated")]
    assert statuses(outcome) == ["AS", "RJ"]


def test_no_file_and_an_empty_file_are_told(tmp_path: Path) -> None:
    assert told(read_text(tmp_path, b""))[0][0] == "ER"
    assert told(read_cwr([tmp_path / "missing.V21"])) == [("ER", "", "", "cannot-read")]


def test_answers_may_come_in_several_groups(tmp_path: Path) -> None:
    """The skeleton of what societies send (6.3) has a group of ACK for each type answered."""
    ack = f"ACK{0:08}{0:08}20260103120000{1:05}{0:08}NWR{'A TITLE':60}{'W9':20}{'':20}20260105AS"
    lines = [
        hdr("SO000000052"),
        *(grh("ACK", number=1), ack, f"GRT00001{1:08}{3:08}"),
        *(grh("ACK", number=2), ack, f"GRT00002{1:08}{3:08}"),
        f"TRL00002{2:08}{8:08}",
    ]
    outcome = read_text(tmp_path, "\r\n".join(lines), "CW260001052_TST.V21")
    assert told(outcome) == []
    assert len(outcome.to_json()["answers"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(("named", "known"), [("ASCII", True), ("UTF-8", True), ("KLINGON", False)])
def test_a_character_set_nobody_knows_is_told(tmp_path: Path, named: str, known: bool) -> None:
    text = cwr_file([song()], header=f"{hdr():86}{named}")
    expected = [] if known else [("FR", "HDR", "F014", "character-set")]
    assert told(read_text(tmp_path, text)) == expected


def test_records_of_2_2_come_in_the_order_of_edit_43(tmp_path: Path) -> None:
    header, *parties = song()
    title = f"ALT|{'ANOTHER TITLE':60}AT"
    parties[-1] += "01"
    for records, expected in (
        ([header, *parties, title], []),
        ([header, *parties[:2], title, *parties[2:]], ["T043"]),
    ):
        text = cwr_file([records], header=hdr(version="2.2"), group=grh("NWR", "02.20"))
        outcome = read_text(tmp_path, text, "CW260001TST_000.V22")
        assert sorted({one.error.edit for one in outcome.errors}) == expected
        older = read_text(tmp_path, cwr_file([records]))
        assert "T043" not in {one.error.edit for one in older.errors}

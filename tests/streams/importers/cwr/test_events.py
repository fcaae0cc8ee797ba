"""Names, ids and revisions of registration events."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.cwr.errors import Place
from schemas.identifiers import canonical
from streams.importers.cwr import read_cwr
from streams.importers.cwr.names import cwr_party, cwr_source, cwr_work, work_prefix
from streams.importers.cwr.transmission import CwrFile, Header
from streams.importers.cwr_events import event_prefix, registration_events
from tests.streams.importers.cwr.cwr_text import (
    cwr_file,
    hdr,
    read_text,
    song,
    statuses,
    told,
    work,
)


def file_of(sender_type: str, sender_id: str) -> CwrFile:
    return CwrFile("any", header=Header(sender_type, sender_id, "NAME", 20_000, 0))


SENDERS = [
    ("PB", "000000199", "ipi:00000000199", "work:CWR-199-W.1"),
    ("00", "000000199", "ipi:00000000199", "work:CWR-199-W.1"),
    ("PB", "000000198", "198", "work:CWR-198-W.1"),
    ("PB", "000000DP1", "DP1", "work:CWR-DP1-W.1"),
    ("PB", "A-B", "A-B", "work:CWR-A_2DB-W.1"),
    ("SO", "000000052", "SO52", "work:CWR-SO52-W.1"),
    ("AA", "000000199", "ipi:00000000199", "work:CWR-199-W.1"),
]


@pytest.mark.parametrize(("kind", "number", "source", "name"), SENDERS)
def test_who_says_it_and_what_the_work_is_called(
    kind: str, number: str, source: str, name: str
) -> None:
    file = file_of(kind, number)
    assert cwr_source(file) == source
    assert cwr_work(file, "W.1") == name
    assert name.startswith(work_prefix(file))


IDS = st.text(st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=14)


@given(senders=st.tuples(IDS, IDS), numbers=st.tuples(IDS, IDS))
def test_different_works_never_have_one_name(
    senders: tuple[str, str], numbers: tuple[str, str]
) -> None:
    names = [
        cwr_work(file_of("PB", f"X{sender}"), number)
        for sender, number in zip(senders, numbers, strict=True)
    ]
    if (senders[0], numbers[0]) == (senders[1], numbers[1]):
        assert names[0] == names[1]
    elif names[0] is not None:
        assert canonical(names[0]) == names[0]
        assert names[0] != names[1]


def test_a_number_with_other_characters_is_spelled_in_ours() -> None:
    file = file_of("PB", "000000199")
    assert cwr_work(file, "A/B 1_Ä") == "work:CWR-199-A_2FB_201_5F_C3_84"
    assert cwr_party(file, "", "P#1") == "party:CWR-199-P_231"


def test_a_number_that_would_be_too_long_is_refused(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file([song(number="/" * 14, title="ONE")]))
    assert told(outcome) == []
    assert len(outcome.accepted()) == 1
    text = cwr_file([song(number="Ä" * 14)])
    outcome = read_text(tmp_path, text)
    assert ("TR", "NWR", "", "work-number") in told(outcome)
    assert outcome.accepted() == []


@pytest.mark.parametrize("created", ["19991231235959", "20990101000000"])
def test_a_file_made_at_an_impossible_time_is_refused(tmp_path: Path, created: str) -> None:
    outcome = read_text(tmp_path, cwr_file([song()], header=hdr(created=created)))
    assert told(outcome) == [("TR", "NWR", "", "creation-time")]


def test_the_same_file_gives_the_same_ids_and_a_later_one_a_higher_revision(
    tmp_path: Path,
) -> None:
    def first_event(created: str) -> dict:
        outcome = read_text(tmp_path, cwr_file([song()], header=hdr(created=created)))
        (event,) = registration_events(outcome.accepted()[0])
        assert event[2]["event_id"].startswith(event_prefix(outcome.files[0]))
        return event[2]

    one, again, later = map(first_event, ("20260103120000", "20260103120000", "20260103120001"))
    assert one == again
    assert one["event_id"] == "cwr/199/20260103T120000/1/0"
    assert later["event_id"] != one["event_id"]
    assert later["body"][1]["revision"] == one["body"][1]["revision"] + 1


def test_what_is_not_accepted_is_no_event(tmp_path: Path) -> None:
    bad = [work(version_type="XXX"), *song()[1:]]
    outcome = read_text(tmp_path, cwr_file([bad]))
    (judged,) = outcome.judged
    assert judged.transaction.place == Place("NWR", 3)
    assert list(registration_events(judged)) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_work_is_known_in_files_made_later_in_whatever_order_they_are_given(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    first, later = tmp_path / "first.V21", tmp_path / "later.V21"
    first.write_text(cwr_file([song()], header=hdr(created="20260103120000")))
    header = hdr(created="20260104120000")
    later.write_text(cwr_file([song("REV")], header=header, kind="REV"))
    paths = [(first, later)[index] for index in order]
    outcome = read_cwr(paths)
    assert told(outcome) == []
    assert [file.name for file in outcome.files] == [path.name for path in paths]
    assert statuses(outcome) == ["AS", "AS"]
    alone = read_cwr([later])
    assert told(alone) == [("FR", "REV", "T002", "revision_of_unknown")]

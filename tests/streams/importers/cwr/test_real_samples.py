"""The real files of ../shared/data/cwr: two of 2.1, one of 2.2 with faults of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.importers.cwr import CwrOutcome, read_cwr
from tests.streams.importers.cwr.cwr_text import statuses, told

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "cwr"


def sample(name: str, *, salvage: bool = False) -> CwrOutcome:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the shared sample {path} is not on this machine")
    return read_cwr([path], salvage=salvage)


def test_a_new_work_with_an_administrator() -> None:
    outcome = sample("nwrexample2.V21")
    assert told(outcome) == []
    # Accepted, and not payable: the other writer is not identified.
    assert statuses(outcome) == ["RA"]
    (told_work,) = outcome.to_json()["works"]  # type: ignore[misc]
    assert told_work["ownership"] == {"PR": "100.00", "MR": "100.00", "SR": "100.00"}
    (collected,) = told_work["collection"]
    assert collected["territories"] == "World"
    assert collected["controlled"] == {"PR": "50.00", "MR": "50.00", "SR": "50.00"}


def test_two_revisions_of_works_nobody_registered_before() -> None:
    outcome = sample("revexample.V21")
    assert told(outcome) == [("FR", "REV", "T002", "revision_of_unknown")] * 2
    assert statuses(outcome) == ["AC", "AC"]
    assert [one.decision.payable for one in outcome.judged if one.decision] == [True, False]
    first, second = (one.edited.work for one in outcome.judged if one.edited)
    assert (first.title, second.title) == ("THE ONE", "SECOND BEST")
    assert [title.title for title in first.titles] == [
        "THE ONE BED",
        "THE ONE DRUMS ONLY",
        "THE ONE NO DRUMS",
        "THE ONE STING",
    ]
    assert second.writers[1].last_name == "ADAMS"
    assert second.writers[1].ownership.pr_centi_percent == 5000
    assert outcome.exit_code == 0


def test_a_file_cut_down_is_refused_by_its_counts_with_every_other_fault_told() -> None:
    outcome = sample("demo_cwr_cleaned.v22")
    heavy = [one for one in told(outcome) if one[0] != "FR"]
    assert heavy == [
        ("TR", "NWR", "T022", "wrong-group"),
        ("TR", "NWR", "T022", "wrong-group"),
        ("TR", "XRF", "F006", "record-number"),
        ("TR", "REV", "T011", "ownership_not_whole"),
        ("TR", "ACK", "T022", "wrong-group"),
        ("TR", "ACK", "F003", "transaction-number"),
        ("TR", "MSG", "F003", "field-not-allowed"),
        ("TR", "REV", "T014", "collected_too_much"),
        ("TR", "REV", "T027", "collection_not_ownership"),
        ("TR", "SPU", "F040", "collector_without_ipi"),
        ("TR", "NWR", "T022", "wrong-group"),
        ("GR", "GRT", "F002", "transaction-count"),
        ("GR", "GRT", "F003", "record-count"),
        ("ER", "TRL", "F002", "transaction-count"),
        ("ER", "TRL", "F003", "record-count"),
    ]
    assert statuses(outcome) == ["RJ"] * 9
    (answer,) = [one.transaction.answer for one in outcome.judged if one.transaction.answer]
    assert (answer.status, answer.submitter_work_number) == ("AS", "KEY005B")
    assert answer.messages[0].text.startswith("Submitter work number for revision work does not")


def test_its_sound_works_can_be_salvaged() -> None:
    outcome = sample("demo_cwr_cleaned.v22", salvage=True)
    assert [one.edited.work.submitter_work_number for one in outcome.accepted() if one.edited] == [
        "KEY004",
        "KEY005B",
        "KEY009",
    ]
    assert outcome.exit_code == 2

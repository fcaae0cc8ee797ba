"""Agreements (AGR): read, checked, answered, and not published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.importers.cwr.acknowledgement_file import Recipient, acknowledgement_file
from tests.streams.importers.cwr.cwr_text import (
    OWN_IPI,
    WRITER_IPI,
    cwr_file,
    read_text,
    statuses,
    told,
)


def agreement(  # every date of the record in its order
    kind: str = "OS",
    start: str = "20200101",
    end: str = "20241231",
    retention: str = "20251231",
    prior: str = f"N{'0' * 8}",
    post: str = f"N{'0' * 8}",
    clause: str = "S",
) -> str:
    dates = f"{start}{end}{retention}{prior}{post}{'0' * 8}"
    return f"AGR|{'AG1':14}{'':14}{kind}{dates}00001{clause}NN"


def territory(tis: str = "2136", sign: str = "I") -> str:
    return f"TER|{sign}{tis}"


def party(role: str, ip: str, name: str, ipi: str, pr: int, mr: int = 5000) -> str:
    return f"IPA|{role}{ipi}{'':13}{ip:9}{name:45}{'':30}052{pr:05}044{mr:05}   00000"


WRITER = party("AS", "A1", "SMITH", WRITER_IPI, 5000)
PUBLISHER = party("AC", "P1", "ONE PUBLISHING", OWN_IPI, 5000)
SOUND = [agreement(), territory(), WRITER, PUBLISHER]


def test_a_sound_agreement_is_read_and_not_published(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file([SOUND], kind="AGR"))
    assert told(outcome) == []
    assert statuses(outcome) == ["RA"]
    assert outcome.accepted() == []
    (one,) = outcome.to_json()["agreements"]  # type: ignore[misc]
    assert one["submitter_agreement"] == "AG1"
    assert (one["start_date"], one["retention_end_date"]) == ("2020-01-01", "2025-12-31")
    assert one["published"] is False
    (scope,) = one["scopes"]
    assert scope["territories"] == ["I 2136"]
    assert [(p["role"], p["shares"]["PR"]) for p in scope["parties"]] == [
        ("AS", "50.00"),
        ("AC", "50.00"),
    ]


FAULTS = [
    ([agreement(kind="XX"), *SOUND[1:]], "F003"),
    ([agreement(start="0" * 8), *SOUND[1:]], "F005"),
    ([agreement(start="20201301"), *SOUND[1:]], "F004"),
    ([agreement(retention="20230101"), *SOUND[1:]], "F007"),
    ([agreement(prior=f"X{'0' * 8}"), *SOUND[1:]], "F008"),
    ([agreement(prior="D20210101"), *SOUND[1:]], "F009"),
    ([agreement(post="D20250101"), *SOUND[1:]], "F013"),
    ([agreement(clause=" "), *SOUND[1:]], "F020"),
    ([agreement(), WRITER, PUBLISHER], "T002"),
    ([agreement(), territory(), WRITER], "T003"),
    ([*SOUND[:3], party("AC", "P1", "ONE", OWN_IPI, 4000)], "T005"),
]


@pytest.mark.parametrize(("records", "edit"), FAULTS, ids=[edit for _, edit in FAULTS])
def test_a_fault_of_an_agreement_refuses_it(tmp_path: Path, records: list[str], edit: str) -> None:
    outcome = read_text(tmp_path, cwr_file([records, SOUND], kind="AGR"))
    found = {one.error.edit for one in outcome.errors if one.error.record == "AGR"}
    assert edit in found
    assert statuses(outcome) == ["RJ", "RA"]


def test_a_territory_after_a_party_begins_a_new_scope(tmp_path: Path) -> None:
    records = [*SOUND, territory("0826"), WRITER, PUBLISHER]
    outcome = read_text(tmp_path, cwr_file([records], kind="AGR"))
    (judged,) = outcome.judged
    assert judged.transaction.agreement is not None
    scopes = judged.transaction.agreement.scopes
    assert [[one.tis for one in scope.territories] for scope in scopes] == [["2136"], ["0826"]]


def test_an_agreement_is_answered_with_its_number(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file([SOUND], kind="AGR"))
    at = datetime(2026, 1, 5, tzinfo=UTC)
    text = acknowledgement_file(outcome.files[0], outcome.judged, Recipient("052", "PRS"), at)
    answered = read_text(tmp_path, text, "CW260001052_TST.V21")
    assert told(answered) == []
    (answer,) = [one.transaction.answer for one in answered.judged if one.transaction.answer]
    assert (answer.original_type, answer.submitter_work_number) == ("AGR", "AG1")
    assert answer.status == "RA"

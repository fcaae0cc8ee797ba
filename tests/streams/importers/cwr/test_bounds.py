"""Bounds on what a sender controls: a clear error, and nothing beyond it."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.importers.cwr import file_reader, findings, transaction_reader
from tests.streams.importers.cwr.cwr_text import (
    cwr_file,
    read_text,
    song,
    statuses,
    told,
    work,
    writer,
)


def test_errors_of_one_kind_are_kept_up_to_a_bound_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "KEPT_OF_ONE_KIND", 10)
    wrong = [[work(number=f"W{n}", iswc="T0000000005"), *song()[1:]] for n in range(25)]
    outcome = read_text(tmp_path, cwr_file([*wrong, song(number="LAST", title="")]))
    assert [code for *_, code in told(outcome)] == ["field-not-allowed"] * 10 + ["field-missing"]
    document = outcome.to_json()
    assert document["errors_not_kept"] == 15
    assert document["errors_by_level"] == {"FR": 25, "RR": 0, "TR": 1, "GR": 0, "ER": 0}


def test_a_transaction_without_end_is_refused_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction_reader, "MAX_RECORDS", 50)
    titles = [f"ALT|{f'TITLE {n}':60}AT" for n in range(100)]
    outcome = read_text(tmp_path, cwr_file([[*song(), *titles], song(number="W2")]))
    assert told(outcome) == [("TR", "ALT", "", "transaction-too-long")]
    assert statuses(outcome) == ["RJ", "AS"]


@pytest.mark.parametrize("bound", ["MAX_RECORDS", "MAX_ERRORS"])
def test_reading_stops_at_the_bounds_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(file_reader, bound, 20)
    wrong = [[work(iswc="T0000000005", category="X"), *song()[1:]] for _ in range(30)]
    outcome = read_text(tmp_path, cwr_file(wrong))
    assert "file-too-long" in [code for *_, code in told(outcome)]
    assert outcome.accepted() == []
    assert outcome.files[0].records < 120


def test_a_work_of_more_claims_than_a_registration_may_have_is_refused(tmp_path: Path) -> None:
    share = (80, 80, 80)
    writers = [writer(ip=f"A{n}", last=f"WRITER {n}", ipi="", shares=share) for n in range(125)]
    outcome = read_text(tmp_path, cwr_file([[work(), *writers]]))
    assert ("TR", "NWR", "", "too-many-claims") in told(outcome)
    assert statuses(outcome) == ["RJ"]

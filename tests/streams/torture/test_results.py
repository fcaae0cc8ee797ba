"""Two runs are told apart by anything a reader could see, and rows given twice are counted."""

from dataclasses import replace

import pyarrow as pa

from sinks.summary import LineProof, MoneyProof
from streams.torture.duplicates import _hashes
from streams.torture.results import Results

PEACE = Results(
    LineProof(received=10, accrued=6, held=2, unmatched=1, rejected=1, superseded=0),
    {"CNY": MoneyProof(500, {"payable": 400, "held": 100})},
    "a" * 64,
    {"cases": [["c1", "Open"], ["c2", "Retracted"]], "receipts": [["event|a"]]},
)


def test_equal_results_have_no_faults_and_no_differences() -> None:
    assert PEACE.faults() == []
    assert PEACE.differences(replace(PEACE)) == []


def test_sums_that_balance_do_not_hide_lines_that_stayed_unmatched() -> None:
    """One line less is accrued and one more unmatched: both proofs hold, and it is a difference."""
    moved = replace(PEACE, lines=replace(PEACE.lines, accrued=5, unmatched=2), digest="b" * 64)
    assert moved.faults() == []
    told = moved.differences(PEACE)
    assert [one.partition(":")[0] for one in told] == ["lines", "accrual rows"]


def test_lines_and_money_that_are_missing_are_faults() -> None:
    lost = replace(
        PEACE,
        lines=replace(PEACE.lines, accrued=5),
        money={"CNY": MoneyProof(500, {"payable": 400, "held": 99})},
    )
    assert lost.faults() == [
        "lines: 1 are missing (or doubled)",
        "CNY: 1 e8 are in no account (or in two)",
    ]


def test_rows_of_a_view_that_differ_are_shown() -> None:
    other = replace(PEACE, views={**PEACE.views, "cases": [["c1", "Open"]]})
    assert other.differences(PEACE) == [
        "cases: 1 rows against 2",
        "cases, only there: ('c2', 'Retracted')",
    ]


def test_a_row_is_given_twice_when_key_and_version_are_the_same() -> None:
    """Whatever batch it came in; another version is another row."""
    first = pa.table({"work": ["w1", "w2"], "version": [3, 4], "title": ["x", "y"]})
    second = pa.table({"work": ["w2", "w1"], "version": [4, 5], "title": ["z", "x"]})
    one, two = (_hashes(rows, ("work",)).tolist() for rows in (first, second))
    assert len({*one, *two}) == 3
    assert one[1] == two[0]

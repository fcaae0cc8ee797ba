"""The table of docs/reliability.md is what the recorded figures say."""

import pytest

from bench.reliability import BEGIN, END, PAGE, figures_table, page_with, table

MACHINE = {"cores": 2, "cpu": "x86_64"}
SIMULATION = {
    "date": "2026-01-02T03:04:05+00:00", "machine": MACHINE, "seeds": 10_000, "failed": 0,
    "seeds_per_minute": 1_650, "faults": 48_000, "duplicates_before_dedup": 36_000,
    "duplicates_after_dedup": 0, "lost": 0,
}  # fmt: skip
TORTURE = {
    "date": "2026-01-03T03:04:05+00:00", "machine": MACHINE, "minutes": 60.0, "faults": 580,
    "ok": True, "wrong": [], "lines": {"difference": 0},
    "rows_given_to_subscribers": {
        "ipr.accruals": {"messages": 9, "rows": 4_000, "again": 90},
        "ipr.cases": {"messages": 9, "rows": 9, "again": 2},
    },
    "rows_seen_twice_in_views": {"accrual_lines": 0, "case_rows": 0},
}  # fmt: skip
RECOVERY = {
    "date": "2026-01-04T03:04:05+00:00", "machine": MACHINE,
    "market": {"lines": 10_000_000, "works": 200_000}, "plan": {"partitions": 4},
    "recoveries": [{}, {}, {}], "most_seconds": 45.36,
}  # fmt: skip

BACK_PRESSURE = {
    "date": "2026-01-05T03:04:05+00:00", "machine": MACHINE, "away_seconds": 25.0,
    "sink_bytes": {"idle": 2e8, "fed": 1.7e9, "away": 1.8e9}, "behind_when_back_messages": 1500,
}  # fmt: skip


def test_figures_stand_beside_what_they_are_of() -> None:
    made = table(SIMULATION, TORTURE, RECOVERY, BACK_PRESSURE)
    assert "| faults injected | 48,000 | 580 |" in made
    assert "| runs that ended otherwise than in peace | 0 | 0 |" in made
    assert "| 36,000 rows | 92 of 4,009 rows |" in made
    assert "2026-01-03" in made
    assert "10,000,000 open lines and 200,000 works in 4 partitions, killed 3 times" in made
    assert "**45.36 s**" in made
    assert "stood still for 25 s and 1,500 messages waited, the sink had at most 1,800 MB" in made


def test_a_torture_that_failed_says_so() -> None:
    failed = {**TORTURE, "ok": False, "wrong": ["lines: 3 lost", "money: 1"]}
    assert "**1**, with 2 differences" in table(SIMULATION, failed, RECOVERY, BACK_PRESSURE)


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for figures"):
        page_with("# Reliability\n", "| |")
    assert page_with(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\nnew\n{END}\nb"


def test_the_page_has_the_figures_that_are_recorded() -> None:
    """After a run: `python -m bench.reliability`."""
    page = PAGE.read_text()
    assert page_with(page, figures_table()) == page

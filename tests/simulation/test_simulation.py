"""Histories of the whole pipeline with faults by seed: no row lost, none doubled, none wrong."""

import pytest

from .corpus import corpus
from .faults import KINDS, no_faults
from .many import judge_all, summary_of
from .run import run_seed

SEEDS = 300


def test_all_seeds_that_once_failed_pass() -> None:
    failed = {
        one.seed: verdict.why
        for one, verdict in zip(corpus(), judge_all([one.seed for one in corpus()], 2), strict=True)
        if verdict.failed
    }
    assert not failed


def test_some_hundred_seeds_pass_and_have_every_kind_of_fault() -> None:
    """`./rightstream simulate` runs any number."""
    record = summary_of(judge_all(range(SEEDS), 2))
    assert record["first_failed"] == []
    assert (record["lost"], record["duplicates_after_dedup"]) == (0, 0)
    assert record["duplicates_before_dedup"] > 0
    never = {kind for kind in KINDS if not record["faults_by_kind"][kind]}
    assert never <= {"outputs compacted"}, "of what is not compacted nothing can be"


@pytest.mark.parametrize("seed", [5, 89, 546])
def test_one_seed_is_one_history(seed: int) -> None:
    """The same steps at the same times, however often and after whatever it is run."""
    first, _, again = (run_seed(one, told=True) for one in (seed, seed + 1, seed))
    assert len(first.schedule.splitlines()) > 50
    assert first.schedule == again.schedule


def test_runs_without_faults_pass_too() -> None:
    for seed in range(10):
        verdict = run_seed(seed, plan=lambda *_: no_faults())
        assert not verdict.failed, verdict.why

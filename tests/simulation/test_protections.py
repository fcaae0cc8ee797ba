"""The simulator finds faults: without any one protection some check fails."""

from functools import partial

import pytest

from .faults import plan_of
from .protections import PROTECTIONS, Protection
from .run import run_seed

FEW = 6


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda one: one.name)
def test_without_it_a_check_fails(protection: Protection, monkeypatch: pytest.MonkeyPatch) -> None:
    protection.remove(monkeypatch)
    for seed in range(protection.first, protection.first + FEW):
        verdict = run_seed(seed, plan=partial(plan_of, kinds=protection.kinds))
        if verdict.failed:
            assert verdict.failed in protection.checks, verdict.why
            return
    pytest.fail(f"{FEW} seeds pass with {protection.removed}")

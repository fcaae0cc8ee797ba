"""A rule broken by itself shows within a few histories: they are worth their time."""

from collections.abc import Callable

import pytest

from tests.processors.ownership_oracle.by_keys import segments_by_keys
from tests.processors.ownership_oracle.compare import differences
from tests.processors.ownership_oracle.engine import EngineAnswer
from tests.processors.ownership_oracle.faults import FAULTS
from tests.processors.ownership_oracle.histories import random_history

WITHIN = 1_000


def _first_difference(engine: Callable[[int], EngineAnswer]) -> int | None:
    for seed in range(WITHIN):
        answer = engine(seed)
        if next(differences(random_history(seed), answer), None):
            return seed
    return None


def test_the_oracle_agrees_with_itself() -> None:
    assert _first_difference(lambda seed: segments_by_keys(random_history(seed))) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    def faulty(seed: int) -> EngineAnswer:
        with pytest.MonkeyPatch.context() as patch:
            owner, name, broken = FAULTS[fault]
            patch.setattr(owner, name, broken)
            return segments_by_keys(random_history(seed))

    assert _first_difference(faulty) is not None

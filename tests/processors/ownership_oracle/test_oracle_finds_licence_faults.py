"""A rule of licences broken by itself shows within a few histories."""

from collections.abc import Callable

import pytest

from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.licence_compare import (
    licence_differences,
    licences_by_rules,
)
from tests.processors.ownership_oracle.licence_engine import EngineLicences
from tests.processors.ownership_oracle.licence_faults import FAULTS
from tests.processors.ownership_oracle.licence_histories import random_licences
from tests.processors.ownership_oracle.licence_uses import random_uses
from tests.processors.ownership_oracle.licence_words import Use

WITHIN = 1_000

Engine = Callable[[list[Told], list[Use]], EngineLicences]


def _first_difference(engine: Engine) -> int | None:
    for seed in range(WITHIN):
        told = random_licences(seed)
        uses = random_uses(seed, told)
        if next(licence_differences(told, uses, engine(told, uses)), None):
            return seed
    return None


def test_the_oracle_agrees_with_itself() -> None:
    assert _first_difference(licences_by_rules) is None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    def faulty(told: list[Told], uses: list[Use]) -> EngineLicences:
        with pytest.MonkeyPatch.context() as patch:
            owner, name, broken = FAULTS[fault]
            patch.setattr(owner, name, broken)
            return licences_by_rules(told, uses)

    assert _first_difference(faulty) is not None

"""The licensing engine beside the oracle, on random histories of licences."""

from collections import Counter
from random import Random

import pytest

from tests.processors.ownership_oracle.licence_compare import licence_differences, short_licences
from tests.processors.ownership_oracle.licence_engine import licences_of
from tests.processors.ownership_oracle.licence_histories import random_licences
from tests.processors.ownership_oracle.licence_uses import random_uses
from tests.processors.ownership_oracle.licences import read_licences

HISTORIES = 10_000
CHUNK = 500
COVERED = 2_000
ORDERS = 3

OFTEN = {
    "counting": 900,
    "two counting": 150,
    "excluded": 250,
    "overlapping": 700,
    "parent": 400,
    "works": 100,
    "rights": 50,
    "uses": 80,
    "territories": 100,
    "days": 200,
    "exclusivity": 100,
    "too deep": 50,
    "circle": 100,
}
"""The least number of the first histories in which each must occur."""


@pytest.mark.parametrize("first", range(0, HISTORIES, CHUNK))
def test_the_engine_says_what_the_rules_say_of_licences(first: int) -> None:
    for seed in range(first, first + CHUNK):
        told = random_licences(seed)
        uses = random_uses(seed, told)
        answer = licences_of(told, uses)
        found = next(licence_differences(told, uses, answer), None)
        assert found is None, f"seed {seed}\n{short_licences(told)}\n{found}"
        if seed % 10 == 0:
            _in_any_order(seed)


def _in_any_order(seed: int) -> None:
    """Facts arriving in other orders, and some of them twice, change nothing."""
    told = random_licences(seed)
    uses = random_uses(seed, told)
    answer = licences_of(told, uses)
    rng = Random(seed)
    for _ in range(ORDERS):
        arriving = told + rng.sample(told, rng.randint(0, len(told)))
        rng.shuffle(arriving)
        order = [told.index(fact) for fact in arriving]
        again = licences_of(arriving, uses)
        assert again == answer, f"seed {seed}, order {order}\n{short_licences(told)}"


def test_the_histories_come_upon_all_that_the_rules_tell_apart() -> None:
    found: Counter[str] = Counter()
    for seed in range(COVERED):
        found.update(_words(seed))
    assert {word: found[word] for word, least in OFTEN.items() if found[word] < least} == {}


def _words(seed: int) -> set[str]:
    told = random_licences(seed)
    licences = read_licences(told)
    answers = [licences.answer(use) for use in random_uses(seed, told)]
    words = {word for exceeded in licences.ineffective.values() for word in exceeded}
    occurring = {
        "counting": any(answer.counting for answer in answers),
        "two counting": any(len(answer.counting) > 1 for answer in answers),
        "excluded": any(answer.excluded for answer in answers),
        "overlapping": bool(licences.overlapping),
        "too deep": any(len(levels) > 16 for levels in licences.levels.values()),
        "circle": any(
            licences.parent(levels[-1]) is not None for levels in licences.levels.values()
        ),
    }
    return words | {word for word, occurs in occurring.items() if occurs}

"""The ownership engine beside the oracle, which asks the rules one key at a time."""

from random import Random

import pytest

from tests.processors.ownership_oracle.compare import differences
from tests.processors.ownership_oracle.coverage import coverage
from tests.processors.ownership_oracle.engine import segments_of
from tests.processors.ownership_oracle.histories import random_history
from tests.processors.ownership_oracle.probes import short

HISTORIES = 20_000
CHUNK = 500
COVERED = 2_000
ORDERS = 3

OFTEN = {
    "Clear": 300,
    "Underclaimed": 800,
    "MinorOverclaim": 80,
    "MajorOverclaim": 300,
    "DataFault": 200,
    "nothing counts": 600,
    "total of 999399": 30,
    "total of 999400": 30,
    "total of 1000600": 60,
    "total of 1000601": 50,
    "total of 1010000": 30,
    "total of 1010001": 30,
    "late revision": 400,
    "late revision over a baseline": 250,
    "late revision over a withdrawal": 15,
    "late claim not applied": 200,
    "two late claims not applied": 20,
    "late claim and no segment": 5,
    "late and less, in an overclaim": 40,
    "upheld against the rest": 200,
    "Upheld there, late": 100,
    "Rejected there, late": 60,
    "Unknown there, late": 40,
    "Upheld there, after another": 120,
    "Rejected there, after another": 70,
    "Unknown there, after another": 70,
    "withdrawn registration": 200,
    "withdrawn trade": 200,
    "conveys nothing": 200,
    "assignment takes effect": 600,
    "two assignments take effect": 300,
    "in effect throughout": 250,
    "defective": 700,
    "defective here, in effect there": 400,
    "parked": 120,
    "parked RegistrationSubmitted": 60,
    "parked RegistrationWithdrawn": 20,
    "parked ClaimDecided": 5,
    "parked AssignmentRecorded": 60,
    "parked TradeWithdrawn": 12,
    "mended by RegistrationSubmitted": 120,
    "mended by RegistrationWithdrawn": 40,
    "mended by ClaimDecided": 60,
    "mended by AssignmentRecorded": 70,
    "mended by TradeWithdrawn": 15,
    "mended under another event id": 140,
    "recorded twice": 600,
    "tie of time": 900,
}
"""The least number of the first histories in which each must occur."""


@pytest.mark.parametrize("first", range(0, HISTORIES, CHUNK))
def test_the_engine_says_what_the_rules_say_of_every_key(first: int) -> None:
    for seed in range(first, first + CHUNK):
        told = random_history(seed)
        answer = segments_of(told)
        found = next(differences(told, answer), None)
        assert found is None, f"seed {seed}\n{short(told)}\n{found}"
        if seed % 10 == 0:
            _in_any_order(seed)


def _in_any_order(seed: int) -> None:
    """Facts arriving in other orders, and some of them twice, change nothing."""
    told = random_history(seed)
    answer = segments_of(told)
    rng = Random(seed)
    for _ in range(ORDERS):
        arriving = told + rng.sample(told, rng.randint(0, len(told)))
        rng.shuffle(arriving)
        order = [told.index(fact) for fact in arriving]
        assert segments_of(arriving) == answer, f"seed {seed}, order {order}\n{short(told)}"


def test_the_histories_come_upon_all_that_the_rules_tell_apart() -> None:
    found = coverage(random_history(seed) for seed in range(COVERED))
    assert found["histories"] == COVERED
    assert {word: found[word] for word, least in OFTEN.items() if found[word] < least} == {}

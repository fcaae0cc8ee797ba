"""Seeded random histories of one work, of up to 30 facts: everything meets everything.

Every history is about few rights, rules of territories, days and parties, so that facts often speak
of the same key; its first registrations add up to a total worth asking about.
"""

from random import Random

from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle import making_registrations as registrations
from tests.processors.ownership_oracle import making_trades as trades
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.making import DAYS, GROUNDS, RIGHTS, Making
from tests.processors.ownership_oracle.making_refused import refused_events

MOST_FACTS = 30
SIZES = ((2, 2, 2), (2, 3, 2), (2, 2, 3), (2, 2, 3), (3, 2, 2))
"""How many rights, rules of territories and days: at most about 60 different keys to ask."""

TOTALS = (
    *(1_000_000, 1_000_000, 999_400, 999_399, 1_000_600, 1_000_601),
    *(1_010_000, 1_010_001, 1_500_000, 2_000_000, 700_000, 1_200_000),
)
LATER = ((0, 1, 89, 90, 90, 91, 91, 200), (0, 1, 89, 90, 90, 91, 91, 200), (90, 91, 91, 200))
"""Days after the first on which what is not first is recorded."""


def random_history(seed: int) -> list[Told]:
    """The facts of one history, in no order of record."""
    rng = Random(seed)
    rights, grounds, days = rng.choice(SIZES)
    making = Making(
        rng,
        rights=rng.sample(RIGHTS, rights),
        grounds=rng.sample(GROUNDS, grounds),
        days=rng.sample(DAYS, days),
        later=rng.choice(LATER),
    )
    total = rng.choice(TOTALS)
    registrations.first_registrations(making, total)
    for _ in range(rng.choice((0, 1, 2, 3, 5, 7, 10))):
        rng.choice(
            (
                registrations.revision,
                registrations.revision,
                registrations.addition,
                registrations.addition,
                registrations.withdrawal,
            )
        )(making, total)
    for _ in range(rng.choice((0, 1, 1, 2, 4, 6))):
        registrations.decision(making)
    rng.choice(
        (
            trades.none,
            trades.chain,
            trades.chain,
            trades.fork,
            trades.race,
            trades.race,
            trades.corrected,
            trades.circle,
            trades.any_assignments,
        )
    )(making)
    for _ in range(rng.choice((0, 0, 1, 2))):
        trades.trade_revision(making)
    for fact in list(making.told):
        if rng.random() < 0.1:
            making.told.append(facts.recorded_again(fact, making.place(*making.later)))
    rng.shuffle(making.told)
    told = making.told[:MOST_FACTS]
    return told + refused_events(Random(-1 - seed), told)

"""Markets of usage over ten weeks, and which days are odd by the textbook's robust z-score."""

import statistics
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from random import Random

from schemas import topics
from tests import events
from tests.processors.market_oracle import MarketOracle
from tests.processors.random_markets import recorded
from tests.processors.sent_events import Sent

LAST_DAY = recorded(0).millis // 86_400_000 - 1
WORKS, REFERENCES = ("work:a", "work:b"), ("tunefy:1", "tunefy:2")
UNITS = (0, 200, 300, 1_000, 1_100, 1_500, 5_000, 20_000)


def is_odd(units: int, history: Sequence[int]) -> bool:
    """Iglewicz and Hoaglin: 0.6745 (x - median) / MAD above 3.5, in exact fractions."""
    if units < 1_000 or sum(1 for seen in history if seen > 0) < 4:
        return False
    median = statistics.median([Fraction(seen) for seen in history])
    deviation = statistics.median([abs(seen - median) for seen in history])
    least = max(deviation, median / 10, Fraction(1))
    return Fraction("0.6745") * (units - median) > Fraction("3.5") * least


def odd_days(sent: list[Sent]) -> dict[tuple[str, int], tuple[int, int]]:
    """(units, whole median) by work and day, from the reports that count in the end."""
    oracle = MarketOracle(sent, 1)
    units: Counter[tuple[str, int]] = Counter()
    for one, standing in oracle.standings():
        block = one.body
        same = [each for each in sent if each.source == one.source and each.body == block]
        oldest = min(each.at for each in same).millis // 86_400_000 - 400
        for place, reference in enumerate(block["reference"]):
            work, day = oracle.work_of(reference), block["first_day"][place]
            one_day = not block["days"] or block["days"][place] == 1
            if work and one_day and day >= oldest and not standing:
                units[work, day] += block["units"][place]
    found = {}
    for (work, day), count in units.items():
        history = [units.get((work, day - 7 * week), 0) for week in range(1, 9)]
        if is_odd(count, history):
            found[work, day] = (count, int(statistics.median(history)))
    return found


def _usage(rng: Random) -> dict[str, object]:
    lines = [
        (rng.choice((*WORKS, *REFERENCES)), rng.choice(UNITS), 0) for _ in range(rng.randint(3, 12))
    ]
    event = events.usage(
        "tunefy", rng.choice(("r1", "r2", "r3")), *lines, revision=rng.randint(1, 2),
        part=rng.randint(1, 2), parts=2,
    )  # fmt: skip
    body = event["body"][1]
    body["days"] = [rng.choice((1, 1, 1, 1, 7)) for _ in lines]
    body["first_day"] = [
        LAST_DAY - 7 * rng.randint(0, 9) - rng.choice((0, 0, 0, 1, 400)) for _ in lines
    ]
    return event


def _registration(rng: Random) -> dict[str, object]:
    work = rng.choice(WORKS)
    return events.registration(
        work, references=tuple(rng.sample(REFERENCES, rng.randint(0, 2))),
        registration_id=f"R-{work[5:]}", revision=rng.randint(1, 3),
        at=1_700_000_000_000_000 + rng.randint(0, 3),
    )  # fmt: skip


def busy_weeks(seed: int) -> list[Sent]:
    """Reports with restatements, blocks sent again, and references that change their meaning."""
    rng = Random(seed)
    made = []
    for _ in range(rng.randint(2, 8)):
        event = _usage(rng)
        again = {**event, "event_id": f"{event['event_id']}-again"}
        made += [(topics.USAGE, event)] + [(topics.USAGE, again)] * (rng.random() < 0.3)
    made += [(topics.REGISTRATIONS, _registration(rng)) for _ in range(rng.randint(0, 4))]
    places = rng.sample(range(len(made)), len(made))
    return [Sent(*one, recorded(place)) for one, place in zip(made, places, strict=True)]

"""Refused events of a random history: like its own, with a fault, at any place of the record."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random

from tests.processors.ownership_oracle.facts import Told


def refused_events(rng: Random, told: Sequence[Told]) -> list[Told]:
    """In a quarter of the histories: each like one of the facts, in its revision or one beside it,
    recorded beside another of its source, under an id of its own or the same."""
    if rng.random() < 0.75:
        return []
    found: list[Told] = []
    for number in range(rng.choice((1, 1, 2, 4))):
        like = rng.choice(told)
        event = deepcopy(like.event)
        event["subject"] = ""
        if "revision" in like.body:
            event["body"][1]["revision"] = max(0, like.body["revision"] + rng.choice((-1, 0, 1, 2)))
        if rng.random() < 0.6:
            event["event_id"] = f"refused{number}"
        ours = [fact.at for fact in told if fact.source == like.source]
        near = min(rng.choice(ours), rng.choice(ours))
        place = near._replace(partition=rng.randrange(2), offset=rng.choice((0, 1_000)) + number)
        found.append(Told(like.topic, event, place, refused=True))
    return found

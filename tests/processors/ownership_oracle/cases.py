"""Words for hand-worked cases: few letters a fact, ids that can be read."""

from itertools import count
from typing import Any

from tests import events
from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.facts import Told

WORK = "work:a"
DAY_0 = 20_000
"""The day on which the works of the cases are registered, unless a case says otherwise."""

RIGHT = "MakeAvailable"
_offsets = count()


def said(day: int, name: str, *claims: Any, revision: int = 1, **ground: Any) -> Told:
    """Registration `name` ("a/1": source a, id 1), recorded `day` days after DAY_0.

    Claims are (party, ppm), with the ground of the call, or as tests.events.claim makes them.
    """
    source, id = name.split("/")
    whole = [
        claim if isinstance(claim, dict) else events.claim(*claim, right=RIGHT, **ground)
        for claim in claims
    ]
    return facts.registration(
        _at(day), WORK, *whole, registration_id=id, source=source, revision=revision,
        event_id=f"{name} r{revision} d{day}",
    )  # fmt: skip


def taken_back(day: int, name: str, revision: int) -> Told:
    source, id = name.split("/")
    return facts.withdrawal(
        _at(day), WORK, id, revision, source=source, event_id=f"{name} w{revision} d{day}"
    )


def decided(day: int, name: str, outcome: str, **ground: Any) -> Told:
    """A decision on "a/1"; on "/1" it names the registrations 1 of all sources."""
    source, id = name.split("/")
    return facts.decision(
        _at(day), WORK, id, outcome, registration_source=source,
        event_id=f"{outcome} {name} d{day}", **ground,
    )  # fmt: skip


def moves(day: int, name: str, assignor: str, assignee: str, share_ppm: int, **words: Any) -> Told:
    """Assignment `name` ("m/A")."""
    source, id = name.split("/")
    return facts.assignment(
        _at(day), id, WORK, assignor, assignee, share_ppm, source=source,
        event_id=f"{name} r{words.get('revision', 1)} d{day}", **words,
    )  # fmt: skip


def trade_taken_back(day: int, name: str, revision: int) -> Told:
    source, id = name.split("/")
    return facts.trade_withdrawal(
        _at(day), id, revision, source=source, works=(WORK,), event_id=f"{name} w{revision} d{day}"
    )


def _at(day: int) -> Any:
    """Facts of one day are recorded in the order in which a case writes them."""
    return facts.on_day(DAY_0 + day, millis=1_000, offset=next(_offsets))

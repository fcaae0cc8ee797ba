"""Assignments of a random history: chains, forks, circles, their revisions and withdrawals."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.making import PARTIES, WORK, Making


def none(_making: Making) -> None:
    """No assignments."""


def chain(making: Making) -> None:
    """Each hands on to the next, one share all along; recorded in any order."""
    parties, share = _claimant_first(making)
    whole = making.rng.random() < 0.4
    for assignor, assignee in pairwise(parties):
        _assign(making, assignor, assignee, share, everywhere=whole)


def fork(making: Making) -> None:
    """One party assigns the same share to several."""
    (assignor, *assignees), share = _claimant_first(making)
    for assignee in assignees:
        _assign(making, assignor, assignee, share, everywhere=making.rng.random() < 0.5)


def race(making: Making) -> None:
    """The second party assigns to two others what it has only from the first, in any order."""
    (first, second, *others), share = _claimant_first(making)
    links = [(first, second), *((second, other) for other in others)]
    for assignor, assignee in making.rng.sample(links, len(links)):
        _assign(making, assignor, assignee, share, everywhere=True)


def corrected(making: Making) -> None:
    """Two assignments of one share; then the first again, as it was, in its next revision."""
    (assignor, one, other, *_), share = _claimant_first(making)
    _assign(making, assignor, one, share, everywhere=True)
    _assign(making, assignor, other, share, everywhere=True)
    _assign(making, assignor, one, share, everywhere=True)
    first, again = making.told[-3], making.told[-1]
    again.event["source"] = first.source
    again.body["assignment_id"] = first.body["assignment_id"]
    again.body["revision"] = first.body["revision"] + 1
    places = sorted(fact.at for fact in making.told[-3:])
    made = zip(making.told[-3:], places, strict=True)
    making.told[-3:] = [replace(fact, at=at) for fact, at in made]


def circle(making: Making) -> None:
    parties, share = _claimant_first(making)
    for assignor, assignee in pairwise((*parties[:3], parties[0])):
        _assign(making, assignor, assignee, share, everywhere=True)


def any_assignments(making: Making) -> None:
    for _ in range(making.rng.randint(1, 5)):
        assignor, assignee = making.rng.sample(PARTIES, 2)
        _assign(making, assignor, assignee, _a_share(making), everywhere=False)


def _claimant_first(making: Making) -> tuple[list[str], int]:
    """All parties, first one that claims something, and mostly what it claims."""
    claims = [claim for fact in making.told for claim in fact.body.get("claims", ())]
    claim = making.rng.choice(claims)
    rest = [party for party in PARTIES if party != claim["party"]]
    parties = [claim["party"], *making.rng.sample(rest, len(rest))]
    share = claim["share_ppm"]
    return parties, making.rng.choice((share, share, max(share // 2, 1), 1))


def _a_share(making: Making) -> int:
    """One that somebody claims, or half of it."""
    return _claimant_first(making)[1]


def _assign(
    making: Making, assignor: str, assignee: str, share_ppm: int, *, everywhere: bool
) -> None:
    rng = making.rng
    number = len(making.told)
    source = rng.choice(("market-a", "market-b"))
    ground: dict[str, Any] = {}
    if not everywhere:
        ground = {"territories": making.ground(), **making.span()}
    making.told.append(
        facts.assignment(
            making.place(*making.later),
            f"A{rng.choice((number, number, number % 2))}",
            WORK,
            assignor,
            assignee,
            share_ppm=share_ppm,
            rights=tuple(making.rights[: rng.choice((1, 2))]),
            revision=rng.choice((1, 1, 2)),
            conveyance=rng.choice(
                (*("Assignment",) * 4, "Merger", "NameChange", "Correction")
                if rng.random() < 0.9
                else ("SecurityInterest", "Release", "Other")
            ),
            source=source,
            event_id=making.event_id(),
            **ground,
        )
    )


def trade_revision(making: Making) -> None:
    """An assignment withdrawn, or again in another revision, perhaps one that conveys nothing."""
    rng = making.rng
    assigned = [fact for fact in making.told if fact.kind == "AssignmentRecorded"]
    if not assigned:
        return
    fact = rng.choice(assigned)
    revision = fact.body["revision"] + rng.choice((0, 1, 1))
    if rng.random() < 0.6:
        making.told.append(
            facts.trade_withdrawal(
                making.place(*making.later),
                fact.body["assignment_id"],
                revision,
                source=fact.source if rng.random() < 0.8 else "market-c",
                works=(WORK,),
                event_id=making.event_id(),
            )
        )
        return
    assignor, assignee, share = (fact.body[name] for name in ("assignor", "assignee", "share_ppm"))
    if rng.random() < 0.5:
        assignee, share = rng.choice(PARTIES), _a_share(making)
    _assign(making, assignor, assignee, share, everywhere=rng.random() < 0.7)
    again = making.told[-1]
    again.event["source"] = fact.source
    again.body["assignment_id"] = fact.body["assignment_id"]
    again.body["revision"] = revision

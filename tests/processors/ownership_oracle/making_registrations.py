"""Registrations, their revisions and withdrawals, and decisions of a random history."""

from random import Random
from typing import Any

from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.making import PARTIES, SOURCES, WORK, Making


def first_registrations(making: Making, total: int) -> None:
    """One to three registrations whose claims of the first right add up to the total."""
    rng = making.rng
    count = rng.choice((1, 2, 2, 3))
    cut = rng.choice((total // 2, 400_000, 250_000, 1, 333_333))
    parts = {1: [total], 2: [total - cut, cut], 3: [total - cut, cut - cut // 3, cut // 3]}[count]
    everywhere = rng.random() < 0.6
    one_party = rng.choice(PARTIES) if rng.random() < 0.15 else None
    for number, part in enumerate(part for part in parts if part):
        claims = []
        for share in _shares(rng, part):
            party = one_party or rng.choice(PARTIES)
            claims.append(making.claim(party, share, making.rights[0], everywhere=everywhere))
        if rng.random() < 0.5:
            claims += [{**claim, "right": making.rights[1]} for claim in claims]
        elif rng.random() < 0.3:
            claims.append(_any_claim(making))
        _register(making, claims, number=number, revision=rng.choice((1, 1, 2)), days=(0, 0, 1))


def _shares(rng: Random, part: int) -> list[int]:
    """A part as claims, each of at most the whole."""
    if part > 1_000_000:
        return [part // 2, part - part // 2]
    if part > 1 and rng.random() < 0.4:
        return [part - part // 3, part // 3] if part > 2 else [1, part - 1]
    return [part]


def _any_claim(making: Making) -> dict[str, Any]:
    share = making.rng.choice((1_000_000, 500_000, 333_333, 600, 1))
    party, right = making.rng.choice(PARTIES), making.rng.choice(making.rights)
    return making.claim(party, share, right, everywhere=making.rng.random() < 0.3)


def _register(
    making: Making,
    claims: list[dict[str, Any]],
    *,
    number: int,
    revision: int,
    days: tuple[int, ...],
) -> None:
    """Registrations 0 and 3 are of one source, 0 and 1 have one id: neither alone tells them."""
    making.told.append(
        facts.registration(
            making.place(*days),
            WORK,
            *claims,
            registration_id=("R1", "R1", "R2", "R2")[number],
            source=(SOURCES[0], SOURCES[1], SOURCES[2], SOURCES[0])[number],
            revision=revision,
            event_id=making.event_id(),
        )
    )


def _submitted(making: Making) -> Told:
    return making.rng.choice([fact for fact in making.told if fact.kind != "ClaimDecided"])


def revision(making: Making, total: int) -> None:
    """A registration again: a share moved to or over a tolerance, other parties, other ground."""
    rng = making.rng
    fact = _submitted(making)
    claims = [dict(claim) for claim in fact.body.get("claims", ())] or [_any_claim(making)]
    claim = rng.choice(claims)
    change = rng.random()
    if change < 0.6:
        steps = (1, 600, 601, 1_000_600 - total, 1_000_601 - total, 200_000, -1, -600, -200_000)
        claim["share_ppm"] = min(max(claim["share_ppm"] + rng.choice(steps), 1), 1_000_000)
    elif change < 0.75:
        claim["party"] = rng.choice(PARTIES)
    elif change < 0.9:
        claim["territories"] = making.claim("", 1, "", everywhere=False)["territories"]
    else:
        claims.append(_any_claim(making))
    _again(making, fact, revision=fact.body["revision"] + rng.choice((0, 1, 1, 1, 2)))
    making.told[-1].body["claims"] = claims


def _again(making: Making, fact: Told, *, revision: int) -> None:
    again = facts.registration(
        making.place(*making.later),
        WORK,
        registration_id=fact.body["registration_id"],
        source=fact.source,
        revision=revision,
        event_id=making.event_id(),
    )
    making.told.append(again)


def addition(making: Making, total: int) -> None:
    """A registration that adds to the first right what is free, just too much, or far too much."""
    rng = making.rng
    shares = (600, 601, 1, 300_000, 500_000, 1_000_000, 1_000_600 - total, 1_000_601 - total)
    share = rng.choice([share for share in shares if 0 < share <= 1_000_000])
    everywhere = rng.random() < 0.5
    shared = [600_000, 600_000] if rng.random() < 0.1 else [share]
    claims = [
        making.claim(rng.choice(PARTIES), each, making.rights[0], everywhere=everywhere)
        for each in shared
    ]
    number, revision = rng.choice((1, 2, 3, 3)), rng.choice((1, 1, 2, 3))
    _register(making, claims, number=number, revision=revision, days=making.later)


def withdrawal(making: Making, _total: int) -> None:
    fact = _submitted(making)
    revision = max(1, fact.body["revision"] + making.rng.choice((-1, 0, 1, 1)))
    making.told.append(
        facts.withdrawal(
            making.place(*making.later),
            WORK,
            fact.body["registration_id"],
            revision,
            source=fact.source,
            event_id=making.event_id(),
        )
    )


def decision(making: Making) -> None:
    rng = making.rng
    fact = _submitted(making)
    everywhere = rng.random() < 0.4
    making.told.append(
        facts.decision(
            making.place(*making.later),
            WORK,
            fact.body["registration_id"],
            rng.choice(("Upheld", "Upheld", "Upheld", "Rejected", "Unknown")),
            registration_source=rng.choice(("", fact.source, fact.source, *SOURCES[:1])),
            right=making.rights[0] if rng.random() < 0.8 else rng.choice(making.rights),
            territories=() if everywhere else making.ground(),
            event_id=making.event_id(),
            **({} if everywhere else making.span()),
        )
    )

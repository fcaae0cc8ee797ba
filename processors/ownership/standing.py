"""Which statements count at one key: decisions, late additions, and the upheld against the rest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .decisions import Outcome
from .shares import MOST_PPM

Shares = Mapping[str, int]
"""ppm by party."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a registration states at a key: by the revision that holds, and by its baseline if it is
    late. `decided` is the decision that holds there."""

    now: Shares
    late: bool
    baseline: Shares
    decided: Outcome | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts, by number of the statement; `from_baseline` are those that stand at theirs,
    `not_applied` those of them that wanted more."""

    shares: dict[int, Shares]
    from_baseline: frozenset[int]
    not_applied: frozenset[int]


def counted(stated: Mapping[int, Stated]) -> Counted:
    """`stated` is in order of the record of the revisions that hold."""
    shares: dict[int, Shares] = {}
    waiting = []
    for number, one in stated.items():
        if one.decided is Outcome.REJECTED:
            continue
        if one.late and one.decided is not Outcome.UPHELD:
            waiting.append(number)
            shares[number] = one.baseline
        else:
            shares[number] = one.now
    total = sum(map(_sum, shares.values()))
    not_applied = set()
    for number in waiting:
        adds = _sum(stated[number].now) - _sum(stated[number].baseline)
        if adds <= 0 or total + adds <= MOST_PPM:
            shares[number] = stated[number].now
            total += adds
        else:
            not_applied.add(number)
    shares = {number: one for number, one in shares.items() if one}
    upheld = [number for number in shares if stated[number].decided is Outcome.UPHELD]
    if upheld and _in_conflict(shares.values()):
        shares = {number: shares[number] for number in upheld}
    return Counted(shares, frozenset(not_applied & shares.keys()), frozenset(not_applied))


def _sum(shares: Shares) -> int:
    return sum(shares.values())


def _in_conflict(statements: Iterable[Shares]) -> bool:
    """More than the whole together; one party alone is then part of it."""
    return sum(map(_sum, statements)) > MOST_PPM


def by_party(statements: Iterable[Shares]) -> Counter[str]:
    """What counts at a key, added up by party."""
    found: Counter[str] = Counter()
    for shares in statements:
        for party, share_ppm in shares.items():
            found[party] += share_ppm
    return found

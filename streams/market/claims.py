"""The claims of one work as its registration lists them: party, right, share, where and when."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from .catalogue import PERFORMED, Shape
from .event import Record, territory_rules

_ROLES: Final = ("Publisher", "Author", "Producer", "Performer")
_WORLD: Final[list[Record]] = []
_HERE: Final = territory_rules((True, "CN"))
_ELSEWHERE: Final = territory_rules((True, "2136"), (False, "CN"))


class Stake(NamedTuple):
    """A party with its share of a work."""

    party: str
    share_ppm: int


class Holding(NamedTuple):
    """What is held of a work; by its shape, `newcomer` buys the last stake or has it in China."""

    stakes: list[Stake]
    newcomer: str
    shape: int
    since_day: int
    sold_on_day: int


def claims_of(kind: int, holding: Holding) -> list[Record]:
    """Claims of every right that works of this kind have."""
    rights = ("MakeAvailable", "Performing") if kind in PERFORMED else ("MakeAvailable",)
    return [one for right in rights for one in _claims_of_right(right, holding)]


def _claims_of_right(right: str, holding: Holding) -> Iterator[Record]:
    stakes, newcomer, shape, since, sold_on = holding
    last = len(stakes) - 1
    for place, stake in enumerate(stakes[:last]):
        yield claim(stake, right, since, place)
    if shape == Shape.BY_TERRITORY:
        yield claim(stakes[last], right, since, last, territories=_ELSEWHERE)
        yield claim(Stake(newcomer, stakes[last].share_ppm), right, since, last, territories=_HERE)
    elif shape == Shape.CHANGING:
        yield claim(stakes[last], right, since, last, until_day=sold_on)
        yield claim(Stake(newcomer, stakes[last].share_ppm), right, sold_on, last)
    else:
        yield claim(stakes[last], right, since, last)


def claim(
    stake: Stake,
    right: str,
    from_day: int,
    place: int = 0,
    *,
    territories: list[Record] = _WORLD,
    until_day: int | None = None,
) -> Record:
    """`place` is the stake's among those of the work: the first is the publisher's."""
    return {
        "party": stake.party,
        "right": right,
        "role": _ROLES[min(place, len(_ROLES) - 1)],
        "share_ppm": stake.share_ppm,
        "territories": territories,
        "from_day": from_day,
        "until_day": until_day,
    }

"""Which leaves a territory covers on a day.

Memberships change on few days. Between two of them nothing changes: that stretch is an *era*, and
masks are kept per territory and era.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from processors.territories.entry import TerritoryCode
from processors.territories.table import ENTRIES, INDEX_OF_LEAF

CHANGE_DAYS: tuple[int, ...] = tuple(
    sorted(
        {
            day
            for entry in ENTRIES.values()
            for membership in entry.members
            for day in (membership.from_day, membership.until_day)
            if day is not None
        }
    )
)
"""First days of the eras 1, 2, ...; era 0 is all time before the first of them."""

LATEST_ERA = len(CHANGE_DAYS)


def era_of(day: int | None) -> int:
    """The era of ``day`` (days since 1970-01-01); None is the latest one the table knows."""
    return LATEST_ERA if day is None else bisect_right(CHANGE_DAYS, day)


def members_in(code: TerritoryCode, era: int) -> Iterator[TerritoryCode]:
    """The direct members that the territory with that canonical code has in that era."""
    day = CHANGE_DAYS[era - 1] if era else CHANGE_DAYS[0] - 1
    return (m.member for m in ENTRIES[code].members if m.holds(day))


@cache
def own_ground(code: TerritoryCode) -> int:
    """The bit of the leaf that is the territory's own, not a member's; 0 if it has none."""
    leaf = ENTRIES[code].leaf
    return 0 if leaf is None else 1 << INDEX_OF_LEAF[leaf]


@cache
def ground(code: TerritoryCode, era: int) -> int:
    """Bit mask of all leaves of the territory with that canonical code, in that era."""
    mask = own_ground(code)
    for member in members_in(code, era):
        mask |= ground(member, era)
    return mask

"""What parties collect, summed over the parts of the world in which the same records apply."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from processors.cwr.ownership_shares import is_whole
from processors.cwr.parties import Publisher, Writer
from processors.cwr.shares import RIGHTS, Right, total
from processors.cwr.territories import NOWHERE, CollectedArea, collected_areas
from processors.cwr.transaction import WorkTransaction
from processors.territories import WORLD, TerritorySet


def areas_of(
    parties: Iterable[Publisher | Writer], on_day: int, controlled: tuple[bool, ...]
) -> list[CollectedArea]:
    """What each party collects where. SPT and OPT of one party are lists of their own."""
    return [
        area
        for party in parties
        for flag in controlled
        for area in collected_areas([r for r in party.collections if r.controlled is flag], on_day)
    ]


def sums_by_part(areas: Sequence[CollectedArea]) -> dict[tuple[Right, int], TerritorySet]:
    """Where each sum of a right holds: (right, hundredths of a percent) to territories."""
    by_area: dict[TerritorySet, list[CollectedArea]] = defaultdict(list)
    for area in areas:
        by_area[area.area].append(area)
    sums = [
        (area, [total((a.shares for a in same), right) for right in RIGHTS])
        for area, same in by_area.items()
    ]
    found: dict[tuple[Right, int], TerritorySet] = defaultdict(lambda: NOWHERE)
    for part in parts_of_the_world(by_area):
        here = [shares for area, shares in sums if part <= area]
        for right, column in zip(RIGHTS, zip(*here, strict=True), strict=False):
            key = (right, sum(column))
            found[key] = found[key] | part
    return found


def parts_of_the_world(sets: Iterable[TerritorySet]) -> tuple[TerritorySet, ...]:
    """The fewest parts of the world of which each set is a union; none is empty."""
    parts = [WORLD]
    for area in dict.fromkeys(sets):
        parts = [piece for part in parts for piece in (part & area, part - area) if piece]
    return tuple(parts)


def unaccounted(work: WorkTransaction, on_day: int) -> list[tuple[Right, int, TerritorySet]]:
    """Where a controlled publisher collects a right and all records do not make 100 % of it.

    Each with what they make, in hundredths of a percent. The manual of 3.0 asks for 100 % there
    (CWR19-0479, 3.2); its number as an edit is not public, so it is no error.
    """
    mine = sums_by_part(areas_of(work.publishers, on_day, (True,)))
    claimed: dict[Right, TerritorySet] = dict.fromkeys(RIGHTS, NOWHERE)
    for (right, share), where in mine.items():
        claimed[right] = claimed[right] | (where if share > 0 else NOWHERE)
    everything = sums_by_part(areas_of((*work.publishers, *work.writers), on_day, (True, False)))
    return [
        (right, share, where & claimed[right])
        for (right, share), where in everything.items()
        if where & claimed[right] and not is_whole(share)
    ]

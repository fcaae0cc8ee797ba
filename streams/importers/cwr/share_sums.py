"""Sums of a work's shares: what is owned of each right, and what is collected of it where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from processors.cwr.collection_sums import areas_of, parts_of_the_world
from processors.cwr.parties import Publisher, Writer
from processors.cwr.shares import RIGHTS, Right, total
from processors.cwr.transaction import WorkTransaction
from processors.territories import TerritorySet, UnknownTerritory


@dataclass(frozen=True, slots=True)
class CollectedSum:
    """What is collected in `where`, of each right in hundredths of a percent."""

    where: TerritorySet
    controlled: dict[Right, int]
    all_parties: dict[Right, int]


def ownership_sums(work: WorkTransaction) -> dict[Right, int]:
    """What writers and publishers own of each right, in hundredths of a percent."""
    parties: tuple[Publisher | Writer, ...] = (*work.publishers, *work.writers)
    owned = [party.ownership for party in parties]
    return {right: total(owned, right) for right in RIGHTS}


def collection_sums(work: WorkTransaction, on_day: int) -> list[CollectedSum]:
    """What is collected where, for every part of the world that something is said of.

    `on_day` dates the members of groups. Empty if a territory is not known: then nothing can be
    added up.
    """
    parties: tuple[Publisher | Writer, ...] = (*work.publishers, *work.writers)
    try:
        controlled = areas_of(parties, on_day, (True,))
        others = areas_of(parties, on_day, (False,))
    except (UnknownTerritory, ValueError):
        return []
    found: dict[tuple[int, ...], TerritorySet] = defaultdict(lambda: TerritorySet(0))
    everything = controlled + others
    for part in parts_of_the_world(area.area for area in everything):
        here = [area.shares for area in controlled if part <= area.area]
        also = here + [area.shares for area in others if part <= area.area]
        if also:
            sums = (*(total(here, right) for right in RIGHTS), *(total(also, r) for r in RIGHTS))
            found[sums] = found[sums] | part
    return [
        CollectedSum(
            where,
            dict(zip(RIGHTS, sums[: len(RIGHTS)], strict=True)),
            dict(zip(RIGHTS, sums[len(RIGHTS) :], strict=True)),
        )
        for sums, where in sorted(found.items(), key=lambda item: str(item[1]))
    ]

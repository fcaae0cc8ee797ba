"""What a work's controlled parties claim: shares of rights, each in the ground it holds for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from processors.cwr.collection_sums import parts_of_the_world
from processors.cwr.parties import Publisher, Writer
from processors.cwr.shares import RIGHTS, WHOLE_CENTI_PERCENT, Right, Shares, total
from processors.cwr.territories import CollectedArea, collected_areas
from processors.cwr.transaction import WorkTransaction
from processors.territories import WORLD, TerritorySet
from processors.territories.wording import to_entries

from .names import cwr_party
from .transmission import CwrFile

PPM_PER_CENTI_PERCENT: Final = 100

CLAIMED_RIGHTS: Final[dict[Right, tuple[str, ...]]] = {
    "PR": ("Performing", "MakeAvailable"),
    "MR": ("Mechanical", "Reproduction"),
    "SR": ("Synchronization",),
}
"""What a right of CWR is in DDEX's words; a stream is a performance and a reproduction."""


@dataclass(frozen=True, slots=True)
class CwrClaim:
    """`territories` are ordered (I or E, code) entries; none is the world."""

    party: str
    right: str
    role: str
    share_ppm: int
    territories: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Holder:
    """What one party has in all the places it stands in the work."""

    areas: list[CollectedArea] = field(default_factory=list)
    roles: dict[str, None] = field(default_factory=dict)


def claims_of(file: CwrFile, work: WorkTransaction, on_day: int) -> list[CwrClaim]:
    """Claims of the parties the submitter controls, in the order they first stand in the work.

    A party that stands in several places has the sum. `on_day` dates the members of groups of
    territories. Raises ValueError for a party without a number, and for a territory not known.
    """
    holders: dict[str, _Holder] = defaultdict(_Holder)
    for party, role, areas in _holdings(work, on_day):
        if not any(area.shares.any for area in areas):
            continue
        name = cwr_party(file, party.ipi_name_number, party.ip_number)
        if name is None:
            raise ValueError(f"the party of line {party.place.line} has no number to name it by")
        holders[name].areas += areas
        holders[name].roles[role] = None
    return [claim for name, holder in holders.items() for claim in _claims(name, holder)]


def _holdings(
    work: WorkTransaction, on_day: int
) -> Iterator[tuple[Publisher | Writer, str, list[CollectedArea]]]:
    """Controlled parties with what they hold where."""
    collecting_chains = {publisher.chain for publisher in work.publishers if _collects(publisher)}
    for publisher in work.publishers:
        if publisher.controlled:
            # In a chain that says who collects, what its original publisher owns is collected by
            # those: counting both would claim the same share twice.
            told = publisher.chain in collecting_chains
            yield publisher, publisher.kind, _areas(publisher, on_day, told)
    for writer in work.writers:
        if writer.controlled:
            yield writer, writer.designation, _areas(writer, on_day, _collects(writer))


def _collects(party: Publisher | Writer) -> bool:
    return any(record.controlled for record in party.collections)


def _areas(party: Publisher | Writer, on_day: int, collection_told: bool) -> list[CollectedArea]:
    if not collection_told:
        return [CollectedArea(WORLD, party.ownership, False)]
    records = [record for record in party.collections if record.controlled]
    return list(collected_areas(records, on_day))


def _claims(party: str, holder: _Holder) -> Iterator[CwrClaim]:
    role = "+".join(holder.roles)
    for right in RIGHTS:
        for share, where in _ground_by_share(holder.areas, right).items():
            entries = () if where == WORLD else tuple(to_entries(str(where)))
            # Sums may be 0.06 % above the whole, and nobody holds more than that.
            ppm = min(share, WHOLE_CENTI_PERCENT) * PPM_PER_CENTI_PERCENT
            for word in CLAIMED_RIGHTS[right]:
                yield CwrClaim(party, word, role, ppm, entries)


def _ground_by_share(areas: list[CollectedArea], right: Right) -> dict[int, TerritorySet]:
    """Where the party holds which share of a right, in hundredths of a percent; 0 is left out."""
    found: dict[int, TerritorySet] = {}
    for part in parts_of_the_world(area.area for area in areas):
        here: list[Shares] = [area.shares for area in areas if part <= area.area]
        share = total(here, right)
        if share:
            found[share] = found[share] | part if share in found else part
    return dict(sorted(found.items(), reverse=True))

"""Claims and assignments to segments: cuts in time and territory between which shares stay."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from processors.registration import Claim, Registration, effective_registrations
from processors.territories import TerritorySet

from .assignments import Assignment, effective_assignments, transferred

WHOLE_PPM: Final = 1_000_000
TOLERANCE_PPM: Final = 600
"""CWR: shares of a right add up to 100 % +- 0.06 %."""


class OwnershipStatus(Enum):
    """Sum of the shares of one (right, territory, instant) against the whole."""

    CLEAR = "Clear"
    UNDERCLAIMED = "Underclaimed"
    OVERCLAIMED = "Overclaimed"
    DATA_FAULT = "DataFault"

    @property
    def in_conflict(self) -> bool:
        return self in (OwnershipStatus.OVERCLAIMED, OwnershipStatus.DATA_FAULT)


@dataclass(frozen=True, slots=True)
class OwnershipSegment:
    """Constant shares of one right: ppm by holder, holders ascending. It rests on `facts`."""

    right: int
    territories: TerritorySet
    from_day: int
    until_day: int
    shares: tuple[tuple[str, int], ...]
    facts: tuple[str, ...]

    @property
    def claimed_ppm(self) -> int:
        return sum(share for _, share in self.shares)

    @property
    def status(self) -> OwnershipStatus:
        if any(share > WHOLE_PPM + TOLERANCE_PPM for _, share in self.shares):
            return OwnershipStatus.DATA_FAULT
        if self.claimed_ppm > WHOLE_PPM + TOLERANCE_PPM:
            return OwnershipStatus.OVERCLAIMED
        if self.claimed_ppm < WHOLE_PPM - TOLERANCE_PPM:
            return OwnershipStatus.UNDERCLAIMED
        return OwnershipStatus.CLEAR

    @property
    def denominator_ppm(self) -> int:
        """What the shares, and the unclaimed rest if any, add up to."""
        if self.status is OwnershipStatus.UNDERCLAIMED:
            return WHOLE_PPM
        return self.claimed_ppm


_Sourced = tuple[Claim, str]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Segments of a work, and the assignments that do not take effect everywhere they speak of."""

    segments: list[OwnershipSegment]
    defective: list[Assignment]


def ownership_segments(
    known: Iterable[Registration], assignments: Iterable[Assignment] = ()
) -> list[OwnershipSegment]:
    """All segments of a work with at least one claim, ordered by right, time and territory."""
    return ownership_of(known, assignments).segments


def ownership_of(known: Iterable[Registration], assignments: Iterable[Assignment]) -> Ownership:
    """Ownership by the registrations of a work, and its assignments after them.

    A function of the set of facts: neither their order nor repetition matters.
    """
    sourced = [
        (claim, registration.fact_id)
        for registration in effective_registrations(known)
        for claim in registration.claims
        if claim.share_ppm > 0 and claim.from_day < claim.until_day and claim.territories
    ]
    told = effective_assignments(assignments)
    covered: Counter[str] = Counter()
    segments: list[OwnershipSegment] = []
    for right in sorted({claim.right for claim, _ in sourced}):
        of_right = [entry for entry in sourced if entry[0].right == right]
        given = [one for one in told if right in one.rights]
        segments.extend(_merged(_pieces(right, of_right, given, covered)))
    return Ownership(segments, [one for one in told if covered[one.fact_id] < _extent(one)])


def _extent(assignment: Assignment) -> int:
    """Days, leaf territories and rights it speaks of, multiplied."""
    days = assignment.until_day - assignment.from_day
    return days * len(assignment.territories) * len(assignment.rights)


def _pieces(
    right: int, sourced: list[_Sourced], assignments: list[Assignment], covered: Counter[str]
) -> list[OwnershipSegment]:
    """`covered` counts, by fact, the days and territories in which an assignment takes effect."""
    spans: list[Claim | Assignment] = [*(claim for claim, _ in sourced), *assignments]
    cuts = sorted({day for span in spans for day in (span.from_day, span.until_day)})
    pieces = []
    for from_day, until_day in pairwise(cuts):
        active = [
            entry
            for entry in sourced
            if entry[0].from_day <= from_day and until_day <= entry[0].until_day
        ]
        given = [
            one for one in assignments if one.from_day <= from_day and until_day <= one.until_day
        ]
        for territories, claims in _cut_by(given, _by_territory(active)):
            claimed: Counter[str] = Counter()
            for claim, _ in claims:
                claimed[claim.party] += claim.share_ppm
            here = [one for one in given if territories <= one.territories]
            shares, effective = transferred(claimed, here)
            for one in effective:
                covered[one.fact_id] += (until_day - from_day) * len(territories)
            facts = {*(fact_id for _, fact_id in claims), *(one.fact_id for one in effective)}
            pieces.append(
                OwnershipSegment(
                    right, territories, from_day, until_day, tuple(sorted(shares.items())),
                    tuple(sorted(facts)),
                )
            )  # fmt: skip
    return pieces


def _cut_by(
    assignments: list[Assignment], atoms: list[tuple[TerritorySet, list[_Sourced]]]
) -> list[tuple[TerritorySet, list[_Sourced]]]:
    """The atoms, each within or outside of the territories of every assignment."""
    for one in assignments:
        atoms = [
            (part, claims)
            for territories, claims in atoms
            for part in (territories & one.territories, territories - one.territories)
            if part
        ]
    return atoms


def _by_territory(active: list[_Sourced]) -> list[tuple[TerritorySet, list[_Sourced]]]:
    atoms: list[tuple[TerritorySet, list[_Sourced]]] = []
    for entry in active:
        rest = entry[0].territories
        refined: list[tuple[TerritorySet, list[_Sourced]]] = []
        for territories, claims in atoms:
            inside, outside = territories & rest, territories - rest
            if inside:
                refined.append((inside, [*claims, entry]))
            if outside:
                refined.append((outside, claims))
            rest = rest - territories
        if rest:
            refined.append((rest, [entry]))
        atoms = refined
    return atoms


def _merged(pieces: list[OwnershipSegment]) -> list[OwnershipSegment]:
    """Joins territories with equal shares, then neighbours in time that are equal in all else."""
    wider: dict[tuple[int, int, object, object], OwnershipSegment] = {}
    for piece in pieces:
        key = (piece.from_day, piece.until_day, piece.shares, piece.facts)
        known = wider.get(key)
        territories = piece.territories if known is None else known.territories | piece.territories
        wider[key] = _with(piece, territories, piece.until_day)
    longest: dict[tuple[int, object, object, object], OwnershipSegment] = {}
    for piece in sorted(wider.values(), key=_order):
        known = longest.pop(_ending(piece, piece.from_day), piece)
        joined = _with(known, known.territories, piece.until_day)
        longest[_ending(joined, joined.until_day)] = joined
    return sorted(longest.values(), key=_order)


def _ending(segment: OwnershipSegment, day: int) -> tuple[int, object, object, object]:
    """What a neighbour in time must have in common; segments that share it would overlap."""
    return (day, segment.territories, segment.shares, segment.facts)


def _with(segment: OwnershipSegment, territories: TerritorySet, until_day: int) -> OwnershipSegment:
    return OwnershipSegment(
        segment.right, territories, segment.from_day, until_day, segment.shares, segment.facts
    )


def _order(segment: OwnershipSegment) -> tuple[int, int, int]:
    return (segment.right, segment.from_day, segment.territories.mask)

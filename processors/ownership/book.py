"""Ownership of all works of a partition in columns, so that a whole block is looked up at once.

Most works have one segment a right, for the whole world: those are found by one array lookup.
The others (several segments) are looked up one by one and remembered until the work changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.growing import GrowingColumn, NameIndex
from processors.rights_of_use import RIGHTS
from processors.territories import WORLD, TerritorySet

from .segments import OwnershipSegment

Column = NDArray[np.int64]

NO_SEGMENT: Final = -1
AMBIGUOUS: Final = -2
"""A group of territories that is not within one segment."""
_SEVERAL: Final = -3

_MOST_WAITING: Final = 2_000

UNCLAIMED: Final = "unclaimed"
"""Name of the account that takes what no holder claims."""


@dataclass(slots=True)
class _NewRows:
    """Segments and entries on their way into the columns, which come after these places."""

    segment_place: int
    entry_place: int
    segments: list[tuple[int, int, bool, int, int, int]] = field(default_factory=list)
    entries: list[tuple[int, int]] = field(default_factory=list)

    @property
    def next_code(self) -> int:
        return self.segment_place + len(self.segments)

    @property
    def next_entry(self) -> int:
        return self.entry_place + len(self.entries)


class OwnershipBook:
    """Segments and their entries (holder, share) in columns, by work code and right code.

    Entries of a segment are its holders in ascending order; an underclaimed segment has the
    unclaimed rest as its last entry. Replaced segments stay behind until `compact` is due.
    """

    def __init__(self, works: NameIndex) -> None:
        self._works = works
        self.holders = NameIndex()
        self.unclaimed_code = self.holders.code(UNCLAIMED)
        self._pointer = [GrowingColumn(NO_SEGMENT, np.int32) for _ in RIGHTS]
        self._several: dict[tuple[int, int], list[tuple[OwnershipSegment, int]]] = {}
        self._stale_segments = 0
        self._waiting: dict[int, list[OwnershipSegment]] = {}
        self._waiting_segments = 0
        self.from_day = GrowingColumn(0, np.int32)
        self.until_day = GrowingColumn(0, np.int32)
        self.in_conflict = GrowingColumn(0, np.int8)
        self.denominator = GrowingColumn(0)
        self.first_entry = GrowingColumn(0, np.int32)
        self.entry_count = GrowingColumn(0, np.int32)
        self.entry_holder = GrowingColumn(0, np.int32)
        self.entry_share = GrowingColumn(0)

    def replace(self, work: int, segments: list[OwnershipSegment]) -> None:
        """Makes these the segments of the work. They are put into columns when something is looked
        up: until then a work may change many times."""
        self._waiting_segments += len(segments) - len(self._waiting.pop(work, ()))
        self._waiting[work] = segments
        if self._waiting_segments > _MOST_WAITING and len(self._waiting) > 1:
            self._settle()

    def _settle(self) -> None:
        waiting, self._waiting, self._waiting_segments = self._waiting, {}, 0
        for pointer in self._pointer:
            pointer.reach(len(self._works.names))
        new = _NewRows(self.from_day.length, self.entry_holder.length)
        for work, segments in waiting.items():
            self._put(work, segments, new)
        self._append(new)
        if self._stale_segments > 4096 and 2 * self._stale_segments > self.from_day.length:
            self._compact()

    def _put(self, work: int, segments: list[OwnershipSegment], new: _NewRows) -> None:
        of_right: dict[int, list[OwnershipSegment]] = {}
        for one in segments:
            of_right.setdefault(one.right, []).append(one)
        for right in range(len(RIGHTS)):
            if self._clear(work, right) or right in of_right:
                self._enter(work, right, of_right.get(right, []), new)

    def _clear(self, work: int, right: int) -> bool:
        """Whether there was anything."""
        code = int(self._pointer[right].values[work])
        if code == _SEVERAL:
            self._stale_segments += len(self._several.pop((work, right)))
        elif code != NO_SEGMENT:
            self._stale_segments += 1
        return code != NO_SEGMENT

    def _enter(
        self, work: int, right: int, segments: list[OwnershipSegment], new: _NewRows
    ) -> None:
        codes = [self._code_of(segment, new) for segment in segments]
        if not segments:
            code = NO_SEGMENT
        elif len(segments) == 1 and segments[0].territories == WORLD:
            code = codes[0]
        else:
            code = _SEVERAL
            self._several[work, right] = list(zip(segments, codes, strict=True))
        self._pointer[right].values[work] = code

    def _code_of(self, segment: OwnershipSegment, new: _NewRows) -> int:
        entries = [(self.holders.code(holder), share) for holder, share in segment.shares]
        if segment.unclaimed_ppm:
            entries.append((self.unclaimed_code, segment.unclaimed_ppm))
        code, first_entry = new.next_code, new.next_entry
        new.segments.append(
            (
                segment.from_day, segment.until_day, segment.status.in_conflict,
                segment.whole_ppm, first_entry, len(entries),
            )
        )  # fmt: skip
        new.entries += entries
        return code

    def _append(self, new: _NewRows) -> None:
        columns = (
            self.from_day, self.until_day, self.in_conflict, self.denominator, self.first_entry,
            self.entry_count,
        )  # fmt: skip
        _extend(columns, new.segments)
        _extend((self.entry_holder, self.entry_share), new.entries)

    def _compact(self) -> None:
        """Closes the gaps that replaced segments left in the columns."""
        several = [code for held in self._several.values() for _, code in held]
        single = [pointer.values[pointer.values >= 0] for pointer in self._pointer]
        kept = np.unique(np.concatenate([np.array(several, np.int64), *single]).astype(np.int64))
        count, holder, share = self.entries_of(kept)
        for column in (self.from_day, self.until_day, self.in_conflict, self.denominator):
            column.refill(column.values[kept])
        self.first_entry.refill(np.cumsum(count) - count)
        self.entry_count.refill(count)
        self.entry_holder.refill(holder)
        self.entry_share.refill(share)
        for pointer in self._pointer:
            pointed = pointer.values >= 0
            pointer.values[pointed] = np.searchsorted(kept, pointer.values[pointed])
        self._several = {
            place: [(segment, int(np.searchsorted(kept, code))) for segment, code in held]
            for place, held in self._several.items()
        }
        self._stale_segments = 0

    def find(self, work: Column, right: int, territory: TerritorySet, day: Column) -> Column:
        """Segment code of each (work, day), NO_SEGMENT or AMBIGUOUS."""
        if self._waiting:
            self._settle()
        pointer = self._pointer[right]
        pointer.reach(len(self._works.names))
        found: Column = pointer.values[work].astype(np.int64)
        known = found >= 0
        outside = np.zeros(len(found), bool)
        outside[known] = (day[known] < self.from_day.values[found[known]]) | (
            day[known] >= self.until_day.values[found[known]]
        )
        found[outside] = NO_SEGMENT
        for place in np.flatnonzero(found == _SEVERAL):
            found[place] = self._find_one(int(work[place]), right, territory, int(day[place]))
        return found

    def _find_one(self, work: int, right: int, territory: TerritorySet, day: int) -> int:
        touching = [
            (segment, code)
            for segment, code in self._several[work, right]
            if segment.from_day <= day < segment.until_day and segment.territories & territory
        ]
        if not touching:
            return NO_SEGMENT
        segment, code = touching[0]
        return code if not (territory - segment.territories) else AMBIGUOUS

    def entries_of(self, segment: Column) -> tuple[Column, Column, Column]:
        """(count, holder, share): counts one a segment, holders and shares one after another."""
        count = self.entry_count.values[segment].astype(np.int64)
        starts = np.cumsum(count) - count
        position = (
            np.arange(int(count.sum()))
            - np.repeat(starts, count)
            + np.repeat(self.first_entry.values[segment].astype(np.int64), count)
        )
        return (
            count,
            self.entry_holder.values[position].astype(np.int64),
            self.entry_share.values[position].astype(np.int64),
        )


def _extend(columns: Sequence[GrowingColumn], rows: Sequence[tuple[int, ...]]) -> None:
    """Appends rows that have a value for each column."""
    if rows:
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)

"""Compares a table of two warehouses: digests of ranges first, rows only where those differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from .side import Digest, Side, Text, columns_of
from .span import Key, Span
from .tables import LEFT_OUT_COLUMNS, ComparedTable

_RANGE_ROWS: Final = 200_000
"""A digest of so many rows takes a fraction of a second, during which a running sink waits."""
_LEAF_ROWS: Final = 10_000
_PIECES: Final = 16
_SAMPLES_A_PIECE: Final = 16
_KEYS_KEPT: Final = 50
"""Of each small range, so that much can differ without filling the memory."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what they are to the other side."""

    same: int = 0
    only_running: int = 0
    only_new: int = 0
    different: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.same + other.same,
            self.only_running + other.only_running,
            self.only_new + other.only_new,
            self.different + other.different,
        )

    @property
    def differences(self) -> int:
        return self.only_running + self.only_new + self.different

    @property
    def rows_running(self) -> int:
        return self.same + self.only_running + self.different

    @property
    def rows_new(self) -> int:
        return self.same + self.only_new + self.different


@dataclass(frozen=True, slots=True)
class Leaf:
    """A range with differences, small or with rows on one side only. `signature` tells whether they
    are the same ones later; `keys` are the first of them."""

    span: Span
    counts: Counts
    keys: tuple[Key, ...]
    signature: bytes


@dataclass(slots=True)
class Found:
    """What was found: rows of ranges that are the same throughout, and where others are."""

    same: int = 0
    leaves: list[Leaf] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        return sum((leaf.counts for leaf in self.leaves), Counts(self.same))


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row: (running, new) by column; a side that has no such row has no values."""

    key: Key
    kind: str
    columns: dict[str, tuple[str, str]]


class TableComparison:
    """One table on both sides. Calls block on the warehouses, and raise what they raise."""

    def __init__(
        self, running: Text, new: Text, table: ComparedTable, range_rows: int = _RANGE_ROWS,
        leaf_rows: int = _LEAF_ROWS,
    ) -> None:  # fmt: skip
        self.table = table
        self._range_rows = range_rows
        self._leaf_rows = leaf_rows
        mine, others = columns_of(running, table.name), columns_of(new, table.name)
        self.columns_only_running = sorted(mine.keys() - others.keys())
        self.columns_only_new = sorted(others.keys() - mine.keys())
        common = [name for name in mine if name in others and name not in LEFT_OUT_COLUMNS]
        retyped = frozenset(name for name in common if mine[name] != others[name])
        self._running = Side(running, table, {name: mine[name] for name in common}, retyped)
        self._new = Side(new, table, {name: others[name] for name in common}, retyped)

    def everything(self) -> Found:
        """Compares the whole table."""
        return self._compared(Span(), whole=True)

    def again(self, before: Found) -> Found:
        """Compares the ranges again that differed: what was the same has been seen to be."""
        found = Found(before.same)
        for leaf in before.leaves:
            later = self._compared(leaf.span, whole=False)
            found.same += later.same
            found.leaves += later.leaves
        return found

    def first_differences(self, found: Found, most: int) -> list[RowDifference]:
        """The first rows that differ, by key, with their values. Those that no longer differ are
        left out."""
        keys = (key for leaf in found.leaves for key in leaf.keys)
        return list(_first(most, (one for one in map(self._difference, keys) if one is not None)))

    def _compared(self, span: Span, *, whole: bool) -> Found:
        found = Found()
        # Last in, first out, pushed in reverse: ranges are looked at in the order of the key.
        waiting = [(span, whole)]
        while waiting:
            one, untouched = waiting.pop()
            pieces = self._look_at(one, found, untouched=untouched)
            waiting += [(piece, False) for piece in reversed(pieces)]
        return found

    def _look_at(self, span: Span, found: Found, *, untouched: bool) -> list[Span]:
        """Adds what is found in the range, or answers the pieces to look at instead."""
        if untouched:
            rows = max(self._running.count(span), self._new.count(span))
            if rows > self._range_rows:
                return self._pieces(span, -(-rows // self._range_rows))
        running, new = self._running.digest(span), self._new.digest(span)
        if running == new:
            found.same += running.rows
            return []
        if not min(running.rows, new.rows):
            found.leaves.append(self._one_sided(span, running, new))
            return []
        if max(running.rows, new.rows) <= self._leaf_rows:
            leaf = self._leaf(span)
            if leaf.counts.differences:
                found.leaves.append(leaf)
            else:
                found.same += leaf.counts.same
            return []
        return self._pieces(span, _PIECES)

    def _pieces(self, span: Span, pieces: int) -> list[Span]:
        """The range cut at keys of the side that has more of them."""
        running, new = self._running.count(span), self._new.count(span)
        larger, rows = (self._running, running) if running >= new else (self._new, new)
        one_in = max(1, rows // (pieces * _SAMPLES_A_PIECE))
        while True:
            sample = larger.sampled_keys(span, one_in)
            step = max(1, len(sample) // pieces)
            # The last key of all is no place to cut.
            cuts = [key for key in sample[:-1][step - 1 :: step] if key != span.upto]
            if cuts:
                return span.cut_at(cuts)
            assert one_in > 1, f"{rows} rows in {span} with one key"
            one_in //= 2

    def _leaf(self, span: Span) -> Leaf:
        running, new = self._running.row_hashes(span), self._new.row_hashes(span)
        only_running, only_new = running.keys() - new.keys(), new.keys() - running.keys()
        shared = running.keys() & new.keys()
        different = {key for key in shared if running[key] != new[key]}
        keys = sorted(only_running | only_new | different)
        said = [(key, running.get(key), new.get(key)) for key in keys]
        counts = Counts(
            len(shared) - len(different), len(only_running), len(only_new), len(different)
        )
        return Leaf(span, counts, tuple(keys[:_KEYS_KEPT]), sha256(repr(said).encode()).digest())

    def _one_sided(self, span: Span, running: Digest, new: Digest) -> Leaf:
        """A range of any size that has rows on one side only."""
        larger = self._running if running.rows else self._new
        counts = Counts(0, running.rows, new.rows)
        keys = tuple(larger.first_keys(span, _KEYS_KEPT))
        return Leaf(span, counts, keys, sha256(repr((running, new)).encode()).digest())

    def _difference(self, key: Key) -> RowDifference | None:
        running, new = self._running.shown(key), self._new.shown(key)
        if running is None and new is None:
            return None
        if running is None or new is None:
            kind = "only new" if running is None else "only running"
            return RowDifference(key, kind, {})
        columns = {
            name: (running[name][1], new[name][1])
            for name in running
            if running[name][0] != new[name][0]
        }
        return RowDifference(key, "different", columns) if columns else None


def _first(most: int, rows: Iterable[RowDifference]) -> Iterator[RowDifference]:
    for count, row in enumerate(rows, 1):
        yield row
        if count >= most:
            return

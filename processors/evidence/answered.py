"""The answers to the messages of one input partition, packed, in whatever order they come in."""

from array import array
from collections.abc import Callable, Iterator
from typing import Final

from .merkle import HASH_BYTES

_UNKNOWN, _NO_LEAF, _LEAF = range(3)
_MOST_AHEAD: Final = 50_000_000
"""So far apart two answers cannot be: offsets are dense, and intake answers in order."""

Placed = tuple[int, int, bytes]
"""(millis a leaf is placed at, offset, hash of the leaf)."""


class BrokenLog(RuntimeError):
    """What is known does not fit what was signed, or cannot be: nothing more may be signed."""


class AnsweredPartition:
    """41 bytes for each message that is answered and not under a published head yet.

    `frontier` is the first offset that is not answered. What lies before it is placed: at the
    instant it was recorded, made non-decreasing by a running maximum, `latest`.
    """

    def __init__(self) -> None:
        self.frontier = 0
        self.latest = 0
        self._base = 0
        self._kinds = bytearray()
        self._millis = array("q")
        self._hashes = bytearray()

    def answer(self, offset: int, recorded_millis: int, hashed_leaf: bytes | None) -> bool:
        """Takes one answer; None stands for a message that is no leaf. False when it was known.

        Raises BrokenLog for an offset that no answer can be about.
        """
        slot = offset - self._base
        if slot < 0 or (slot < len(self._kinds) and self._kinds[slot] != _UNKNOWN):
            return False
        if offset - self.frontier > _MOST_AHEAD:
            raise BrokenLog(f"an answer about offset {offset}, with {self.frontier} not answered")
        self._grow(slot + 1)
        self._kinds[slot] = _NO_LEAF if hashed_leaf is None else _LEAF
        self._millis[slot] = recorded_millis
        if hashed_leaf is not None:
            self._hashes[slot * HASH_BYTES : (slot + 1) * HASH_BYTES] = hashed_leaf
        return True

    def pass_hole(self, start: int, end: int) -> None:
        """Offsets from `start` to before `end` that are not answered have no message."""
        self._grow(end - self._base)
        for slot in range(max(start, self.frontier) - self._base, end - self._base):
            if self._kinds[slot] == _UNKNOWN:
                self._kinds[slot] = _NO_LEAF

    def advance(self, floor: Callable[[int], int]) -> list[tuple[int, int]]:
        """Places what is answered without a gap. `floor(offset)` is the earliest instant it may be
        placed at. Returns (offset, millis) of those that only the floor has moved."""
        moved = []
        slot, known = self.frontier - self._base, len(self._kinds)
        while slot < known and self._kinds[slot] != _UNKNOWN:
            placed = max(self._millis[slot], self.latest)
            least = floor(self._base + slot)
            if least > placed:
                moved.append((self._base + slot, least))
                placed = least
            self._millis[slot] = self.latest = placed
            slot += 1
        self.frontier = self._base + slot
        return moved

    def first_leaf_millis(self) -> int | None:
        """Where the first leaf is placed, of those not forgotten; None without one."""
        slot = self._kinds.find(_LEAF, 0, self.frontier - self._base)
        return None if slot < 0 else self._millis[slot]

    def end_before(self, boundary_millis: int) -> int:
        """First offset that is placed at the boundary or later, or the frontier."""
        slot = 0
        while self._base + slot < self.frontier and self._millis[slot] < boundary_millis:
            slot += 1
        return self._base + slot

    def leaves(self, end: int) -> Iterator[Placed]:
        """Leaves before offset `end`, in order, of those not forgotten."""
        slot = self._kinds.find(_LEAF, 0, end - self._base)
        while slot >= 0:
            hashed = bytes(self._hashes[slot * HASH_BYTES : (slot + 1) * HASH_BYTES])
            yield self._millis[slot], self._base + slot, hashed
            slot = self._kinds.find(_LEAF, slot + 1, end - self._base)

    def forget(self, end: int) -> None:
        """Drops what lies before offset `end`, at most the frontier; it stays answered."""
        count = end - self._base
        del self._kinds[:count]
        del self._millis[:count]
        del self._hashes[: count * HASH_BYTES]
        self._base = end

    def _grow(self, slots: int) -> None:
        more = slots - len(self._kinds)
        if more > 0:
            self._kinds += bytes(more)
            self._millis.frombytes(bytes(8 * more))
            self._hashes += bytes(HASH_BYTES * more)

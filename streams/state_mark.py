"""How far the input had been read when state was made durable: one entry of the changelog.

It is written after the facts it covers and before their events are acknowledged. So a committed
offset beyond it says that the end of the changelog is lost, and none at all that all of it is.
"""

import struct
from dataclasses import dataclass
from typing import Final

MARK_KEY: Final = b"o"
_FORM: Final = struct.Struct(">QQQ")


@dataclass(frozen=True, slots=True)
class StateMark:
    """State holds all facts below input offset `reached`. `start` is where its changelog may begin,
    other than at 0. Rows of facts below `told_until` may have been sent."""

    reached: int
    start: int = 0
    told_until: int = 0

    def to_bytes(self) -> bytes:
        return _FORM.pack(self.reached, self.start, self.told_until)

    @classmethod
    def of(cls, value: bytes) -> "StateMark":
        """Raises struct.error for other bytes."""
        return cls(*_FORM.unpack(value))

    def or_later(self, other: "StateMark | None") -> "StateMark":
        """The later one of a partition's life: a worker that lost the partition may have written
        its last mark late. What is lost raises `start` or `told_until` and never only lowers
        `reached`."""
        if other is None:
            return self
        return max(self, other, key=lambda one: (one.start, one.told_until, one.reached))

    def at(self, reached: int) -> "StateMark":
        """The mark of state that has come so far; as it is if it had come further. After a
        rebalance input is read again that the state has: a mark that went back would stand below
        the commit of what was read before, and once the higher one is compacted away nothing would
        tell that from a loss."""
        return StateMark(max(reached, self.reached), self.start, self.told_until)

"""Bytes as decisions: what a structure-aware target reads its choices from.

Any bytes mean something, a changed byte changes one decision or few, and where they end every
decision is the first one: so a search over bytes is a search over structures.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Choices:
    """Decisions read from the front of the bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def left(self) -> int:
        return max(0, len(self._data) - self._place)

    def bytes(self, count: int) -> bytes:
        taken = self._data[self._place : self._place + count]
        self._place += count
        return taken

    def below(self, bound: int) -> int:
        """A number from 0 up to `bound`, which is at most 2^16."""
        if bound <= 1:
            return 0
        size = 1 if bound <= 256 else 2
        return int.from_bytes(self.bytes(size), "little") % bound

    def flag(self, one_in: int = 2) -> bool:
        """False where the bytes have ended."""
        return self.below(one_in) == one_in - 1

    def of(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def number(self) -> int:
        """Any number of 64 bits."""
        return int.from_bytes(self.bytes(8).ljust(8, b"\0"), "little", signed=True)

    def block(self) -> bytes:
        """Some of the bytes, as many as the next one says."""
        return self.bytes(self.below(256))


class ChosenRandom(Random):
    """Python's random choices, made by the bytes; where they end it goes on from a fixed seed."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        super().__init__(0)

    def getrandbits(self, bits: int) -> int:
        if not self._choices.left:
            return super().getrandbits(bits)
        size = -(-bits // 8)
        return int.from_bytes(self._choices.bytes(size), "little") & ((1 << bits) - 1)

    def random(self) -> float:
        return self.getrandbits(8) / 256

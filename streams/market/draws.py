"""Random words that are the same on every machine: raw PCG64 output, read by position.

NumPy keeps the raw stream of a bit generator and the hashing of SeedSequence fixed for ever (NEP
19), not the methods of Generator; so the few integers wanted are cut from raw words here. Every
concern has its own stream (what SeedSequence.spawn gives), and a stream can be read anywhere, so
the same slot of a report draws the same in every week and in every revision.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.random import PCG64, SeedSequence
from numpy.typing import NDArray

Column = NDArray[np.int64]
Words = NDArray[np.uint64]

_HALF = np.uint64(32)
_LOW_HALF = np.uint64(0xFFFF_FFFF)


class Concern(IntEnum):
    """What a stream decides. Numbers are never used again: they are part of every market."""

    POPULARITY = 1
    WORK = 2
    SPLIT = 3
    TRADE = 4
    SIGNAL = 5
    SLOT = 6
    REPORT = 7
    RESTATEMENT = 8
    SCHEDULE = 9


class Draws:
    """The stream of one concern, and of one channel, period or revision of it."""

    def __init__(self, seed: int, *concern: int) -> None:
        self._bits = PCG64(SeedSequence(seed, spawn_key=concern))
        self._start = self._bits.state

    def words(self, first: int, count: int) -> Words:
        """The words at positions `first` and on; the same whatever was read before."""
        self._bits.state = self._start
        self._bits.advance(first)
        words: Words = self._bits.random_raw(count)
        return words

    def table(self, first: int, rows: int, width: int) -> Words:
        """`rows` rows of `width` words, from row `first`."""
        return self.words(first * width, rows * width).reshape(rows, width)


def high(words: Words, bound: int) -> Column:
    """0 .. bound-1 from the upper half of each word; `bound` at most 2^32."""
    return _scaled(words >> _HALF, bound)


def low(words: Words, bound: int) -> Column:
    """The same from the lower half: independent of `high`."""
    return _scaled(words & _LOW_HALF, bound)


def part_of(drawn: Column, parts: Sequence[int]) -> Column:
    """In which part each number falls when the parts lie one after another from 0."""
    return np.searchsorted(np.cumsum(parts), drawn, "right").astype(np.int64)


def _scaled(halves: Words, bound: int) -> Column:
    return ((halves * np.uint64(bound)) >> _HALF).astype(np.int64)

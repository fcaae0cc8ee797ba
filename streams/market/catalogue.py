"""The works of the market in columns: kind, how their ownership is special, whether they come late.

A function of the seed and the number of works alone: more lines leave every work as it was.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .draws import Column, Concern, Draws, high, low, part_of
from .popularity import Popularity

ON_TIME: Final = -1

KINDS: Final = (
    ("SoundRecording", 45),
    ("MusicalWork", 25),
    ("Audiovisual", 12),
    ("Text", 6),
    ("Image", 5),
    ("Game", 4),
    ("Design", 3),
)
"""WorkKind and how many of a hundred works are of it."""

RECORDING: Final = 0
MUSICAL_WORK: Final = 1
AUDIOVISUAL: Final = 2
PERFORMED: Final = frozenset({0, 1, 2, 5})
"""Kinds somebody holds the performing right of."""

_LATE_ONE_IN, _LATE_RANK = 26, 17
"""Every 26th work by rank, so that late works are as popular as others."""

_LEAST_WORKS_WITH_CONFLICT = 10
"""From so many works on, even a market that drew none has an overclaimed work."""


class Shape(IntEnum):
    """How the ownership of a work is put together."""

    PLAIN = 0
    UNDERCLAIMED = 1
    OVERCLAIMED = 2
    BY_TERRITORY = 3
    CHANGING = 4
    WITHIN_TOLERANCE = 5
    REVISED = 6


_PER_MILLE: Final = (
    (Shape.UNDERCLAIMED, 20),
    (Shape.OVERCLAIMED, 3),
    (Shape.BY_TERRITORY, 30),
    (Shape.CHANGING, 30),
    (Shape.WITHIN_TOLERANCE, 10),
    (Shape.REVISED, 10),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`late_order` numbers the works registered late in the order they are; others are ON_TIME."""

    kind: NDArray[np.int8]
    shape: NDArray[np.int8]
    late_order: Column
    popularity: Popularity

    @property
    def works(self) -> int:
        return len(self.kind)

    @property
    def late_count(self) -> int:
        return int((self.late_order != ON_TIME).sum())


def catalogue(seed: int, works: int) -> Catalogue:
    popularity = Popularity(seed, works)
    words = Draws(seed, Concern.WORK).words(0, works)
    kind = part_of(high(words, 100), [share for _, share in KINDS]).astype(np.int8)
    late = np.zeros(works, bool)
    late[popularity.work_of_rank[_LATE_RANK::_LATE_ONE_IN]] = True
    late_order = np.where(late, np.cumsum(late) - 1, ON_TIME)
    return Catalogue(kind, _shapes(low(words, 1_000), late), late_order, popularity)


def _shapes(per_mille: Column, late: NDArray[np.bool_]) -> NDArray[np.int8]:
    parts = [share for _, share in _PER_MILLE]
    codes = np.array([code for code, _ in _PER_MILLE] + [Shape.PLAIN], np.int8)
    shape: NDArray[np.int8] = codes[part_of(per_mille, [*parts, 1_000 - sum(parts)])]
    # what is registered late comes once and for all
    shape[late & ((shape == Shape.OVERCLAIMED) | (shape == Shape.REVISED))] = Shape.PLAIN
    if len(shape) >= _LEAST_WORKS_WITH_CONFLICT:
        on_time = np.flatnonzero(~late)
        shape[on_time[len(on_time) // 3]] = Shape.OVERCLAIMED
    return shape

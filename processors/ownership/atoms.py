"""Time and territory cut into atoms: stretches in which the same spans are in force throughout."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from processors.territories import WORLD


class Span(NamedTuple):
    """In force from `from_day` up to `until_day`, in the leaf territories of `mask`."""

    from_day: int
    until_day: int
    mask: int


Atoms = Mapping[int, int]
"""Leaf territories (a mask) by the spans in force there (bit n for the nth); masks lie apart."""


def atoms_over_time(spans: Sequence[Span]) -> Iterator[tuple[int, Atoms]]:
    """(first day, what is in force from then on): for each day on which something changes. The last
    one has nothing in force. Only what a day changes is touched."""
    if len(set(spans)) == 1:
        from_day, until_day, mask = spans[0]
        if from_day < until_day and mask:
            yield from_day, {(1 << len(spans)) - 1: mask}
            yield until_day, {}
        return
    starts, ends = defaultdict(list), defaultdict(list)
    for number, span in enumerate(spans):
        if span.from_day < span.until_day and span.mask:
            starts[span.from_day].append(number)
            ends[span.until_day].append(number)
    atoms: dict[int, int] = {0: WORLD.mask}
    for day in sorted({*starts, *ends}):
        for number in ends.get(day, ()):
            atoms = _without(atoms, 1 << number)
        for number in starts.get(day, ()):
            atoms = _with(atoms, 1 << number, spans[number].mask)
        yield day, {held: mask for held, mask in atoms.items() if held}


def _with(atoms: Atoms, bit: int, ground: int) -> dict[int, int]:
    cut: dict[int, int] = {}
    for held, mask in atoms.items():
        inside = mask & ground
        if inside:
            cut[held | bit] = inside
        if inside != mask:
            cut[held] = mask ^ inside
    return cut


def _without(atoms: Atoms, bit: int) -> dict[int, int]:
    joined: dict[int, int] = {}
    for held, mask in atoms.items():
        rest = held & ~bit
        joined[rest] = joined.get(rest, 0) | mask
    return joined


Key = TypeVar("Key", bound=Hashable)


class Run(NamedTuple, Generic[Key]):
    """`key` holds in the leaf territories of `mask` from `from_day` up to `until_day`."""

    key: Key
    mask: int
    from_day: int
    until_day: int


class Runs(Generic[Key]):
    """Puts equal answers together: over territories on each day, then over neighbouring days."""

    def __init__(self) -> None:
        self.ended: list[Run[Key]] = []
        self._open: dict[Key, tuple[int, int]] = {}

    def on(self, day: int, now: Mapping[Key, int]) -> None:
        """From this day on each key holds in the territories of its mask, and nothing else does.
        Days ascend."""
        for key, (mask, since) in list(self._open.items()):
            if now.get(key) != mask:
                self.ended.append(Run(key, mask, since, day))
                del self._open[key]
        for key, mask in now.items():
            if key not in self._open:
                self._open[key] = (mask, day)


def numbers_in(mask: int) -> Iterator[int]:
    """Numbers of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

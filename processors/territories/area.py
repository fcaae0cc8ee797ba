"""A set of territories as a value: the leaves it covers, as bits of one Python int."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.territories.entry import TerritoryCode
from processors.territories.table import INDEX_OF_LEAF, LEAVES
from processors.territories.unknown_territory import UnknownTerritory
from processors.territories.wording import to_text

_FULL = (1 << len(LEAVES)) - 1
_BYTES = (len(LEAVES) + 7) // 8


@dataclass(frozen=True, slots=True)
class TerritorySet:
    """Immutable and hashable; ``&``, ``|``, ``-``, ``<=``, ``in``, ``len``, ``bool`` and iteration.

    Bit ``i`` of ``mask`` is leaf ``i``. A mask is for memory: a table with more leaves widens it
    (World gains the new leaf, a stored mask would not), so store ``str(territories)`` instead.
    Values from outside come in by ``from_mask``, which checks them.
    """

    mask: int

    @classmethod
    def from_mask(cls, mask: int) -> "TerritorySet":
        """Raises ValueError if a bit belongs to no leaf."""
        if not 0 <= mask <= _FULL:
            raise ValueError(f"mask {mask:#x} has bits outside the {len(LEAVES)} leaves")
        return cls(mask)

    def __and__(self, other: "TerritorySet") -> "TerritorySet":
        return TerritorySet(self.mask & other.mask)

    def __or__(self, other: "TerritorySet") -> "TerritorySet":
        return TerritorySet(self.mask | other.mask)

    def __sub__(self, other: "TerritorySet") -> "TerritorySet":
        return TerritorySet(self.mask & ~other.mask)

    def __le__(self, other: "TerritorySet") -> bool:
        """Whether every leaf of this set is in ``other``: a grant within what is held."""
        return not self.mask & ~other.mask

    def __contains__(self, code: str) -> bool:
        """Whether the leaf with that code is covered.

        Raises UnknownTerritory for what is not in LEAVES: a group or another spelling cannot be
        in or out by one bit; ``resolve(code).area <= territories`` says it for any code.
        """
        try:
            return bool(self.mask >> INDEX_OF_LEAF[TerritoryCode(code)] & 1)
        except KeyError:
            mend = "compare resolve(code).area with <="
            raise UnknownTerritory(code, "is not the code of a leaf", mend) from None

    def __iter__(self) -> Iterator[TerritoryCode]:
        """The codes of the leaves, by rising index."""
        rest = self.mask
        while rest:
            lowest = rest & -rest
            yield LEAVES[lowest.bit_length() - 1]
            rest ^= lowest

    def __len__(self) -> int:
        return self.mask.bit_count()

    def __bool__(self) -> bool:
        return self.mask != 0

    def __str__(self) -> str:
        return to_text(self.mask)

    def __repr__(self) -> str:
        return f"TerritorySet({to_text(self.mask)!r})"

    def flags(self) -> NDArray[np.bool_]:
        """One bool a leaf: ``flags()[column_of_leaf_indexes]`` tests a whole column at once."""
        octets = np.frombuffer(self.mask.to_bytes(_BYTES, "little"), dtype=np.uint8)
        return np.unpackbits(octets, bitorder="little")[: len(LEAVES)].astype(np.bool_)


WORLD = TerritorySet(_FULL)
"""All leaves: TIS 2136, on every day."""

"""Packed integer columns: one width byte, then little-endian values of that width.

Shapes: a column is a one-dimensional int64 array. The width (1, 2, 4 or 8 bytes) is the least that
holds every value, so a column of days or codes costs one or two bytes a line on every hop.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]

_WIDTHS: Final[dict[int, np.dtype[np.signedinteger[Any]]]] = {
    1: np.dtype("<i1"),
    2: np.dtype("<i2"),
    4: np.dtype("<i4"),
    8: np.dtype("<i8"),
}


class PackedFault(ValueError):
    """The bytes are not a packed column."""


def pack(values: NDArray[np.int64]) -> bytes:
    """Packed form of a column of integers; the empty column is one width byte."""
    if not len(values):
        return b"\x01"
    low, high = int(values.min()), int(values.max())
    for width, dtype in _WIDTHS.items():
        bound = 1 << (8 * width - 1)
        if -bound <= low and high < bound:
            return bytes((width,)) + values.astype(dtype).tobytes()
    raise AssertionError("int64 always fits eight bytes")


def unpack(packed: bytes) -> Column:
    """Column of int64. Raises PackedFault for an unknown width or a length that does not fit it."""
    return view(packed).astype(np.int64)


def view(packed: bytes) -> NDArray[np.signedinteger[Any]]:
    """Column as it is packed, read-only, of any width. Raises PackedFault as `unpack` does."""
    width = packed[0] if packed else 0
    dtype = _WIDTHS.get(width)
    if dtype is None or (len(packed) - 1) % width:
        raise PackedFault(f"{len(packed)} bytes with width byte {width} are not a packed column")
    return np.frombuffer(packed, dtype, offset=1)


def join_names(names: Iterable[str]) -> bytes:
    """Dictionary of a block: names one a row. Identifiers never contain white space."""
    return "\n".join(names).encode()


def split_names(joined: bytes) -> list[str]:
    """Inverse of `join_names`. Empty bytes are no names; one empty name alone cannot be said."""
    return joined.decode().split("\n") if joined else []

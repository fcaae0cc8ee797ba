"""A column of names from many blocks, each with a dictionary of its own, joined at once."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NO_NAME: Final = -1


class CodedNames:
    """Dictionaries one after another, and codes into them."""

    def __init__(self) -> None:
        # The first name of all is the empty one, which NO_NAME stands for.
        self._dictionaries: list[bytes] = [b""]
        self._known = 1
        self._codes: list[NDArray[np.int32]] = []

    def add(self, dictionary: bytes, codes: NDArray[np.int64]) -> None:
        """Codes into a dictionary as `schemas.packed.join_names` makes it, or NO_NAME."""
        self._codes.append(np.where(codes == NO_NAME, 0, codes + self._known).astype(np.int32))
        if dictionary:
            self._dictionaries.append(dictionary)
            self._known += dictionary.count(b"\n") + 1

    def names(self) -> pa.Array:
        """The name of each code, in the order they were added."""
        joined = pa.array([b"\n".join(self._dictionaries)], pa.large_string())
        known = pc.split_pattern(joined, "\n").values.cast(pa.string())
        assert len(known) == self._known
        return known.take(pa.array(np.concatenate(self._codes)))

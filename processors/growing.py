"""Columns and name dictionaries that grow with what a partition knows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


class NameIndex:
    """Dense integers for names, in order of arrival; never forgets."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.codes: dict[str, int] = {}

    def code(self, name: str) -> int:
        code = self.codes.setdefault(name, len(self.names))
        if code == len(self.names):
            self.names.append(name)
        return code

    def codes_of(self, names: list[str]) -> Column:
        codes = self.codes
        try:
            return np.array([codes[name] for name in names], np.int64)
        except KeyError:
            return np.array([self.code(name) for name in names], np.int64)


class GrowingColumn:
    """An integer column that grows by doubling; `values` is the used part, a view."""

    def __init__(self, fill: int, dtype: type[np.signedinteger] = np.int64) -> None:
        self._fill = fill
        self._data = np.full(1024, fill, dtype)
        self.length = 0

    @property
    def values(self) -> NDArray[np.signedinteger]:
        return self._data[: self.length]

    def reach(self, length: int) -> None:
        """Makes the column at least this long."""
        if length > len(self._data):
            room = max(length, 1024, len(self._data) + len(self._data) // 2)
            grown = np.full(room, self._fill, self._data.dtype)
            grown[: self.length] = self.values
            self._data = grown
        self.length = max(self.length, length)

    def refill(self, values: NDArray[np.signedinteger]) -> None:
        """Puts these values in place of all."""
        self._data, self.length = values.astype(self._data.dtype), len(values)

    def extend(self, values: Sequence[int]) -> None:
        """As many appends, at a tenth of the cost."""
        place = self.length
        self.reach(place + len(values))
        self._data[place : self.length] = values

    def append(self, value: int) -> None:
        place = self.length
        if place == len(self._data):
            self.reach(place + 1)
        else:
            self.length = place + 1
        self._data[place] = value

"""Collects the rows of one table from records until they are inserted."""

from typing import Any, Protocol

import numpy as np
import pyarrow as pa


class RowCollector(Protocol):
    """Rows of one table. `add` takes a decoded record; `take` empties the collector."""

    @property
    def table(self) -> str: ...

    @property
    def rows(self) -> int: ...

    def add(self, record: dict[str, Any]) -> None: ...

    def take(self) -> pa.Table: ...


class Words:
    """Dense codes for strings that repeat, and the Arrow array that codes are looked up in.

    Bounded: `reset_if_full` forgets all of them, between two batches.
    """

    def __init__(self, most: int = 1_000_000) -> None:
        self._most = most
        self._codes: dict[str, int] = {}
        self._array: pa.Array | None = None

    def code(self, word: str) -> int:
        return self._codes.setdefault(word, len(self._codes))

    def codes(self, words: list[str]) -> np.ndarray:
        known = self._codes
        return np.array([known.setdefault(word, len(known)) for word in words], np.int32)

    def _words(self) -> pa.Array:
        if self._array is None or len(self._array) != len(self._codes):
            self._array = pa.array(list(self._codes), pa.string())
        return self._array

    def plain(self, codes: np.ndarray) -> pa.Array:
        """The strings of these codes."""
        return self._words().take(pa.array(codes))

    def dictionary(self, codes: np.ndarray) -> pa.Array:
        """The strings of these codes, sharing the dictionary: for LowCardinality columns."""
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), self._words())

    def reset_if_full(self) -> None:
        if len(self._codes) > self._most:
            self._codes.clear()
            self._array = None

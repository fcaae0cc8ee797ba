"""What references of usage lines mean: canonical names as codes, so that blocks work on columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .growing import GrowingColumn
from .partitioning import checksum

Column = NDArray[np.int64]
Canonical = Callable[[str], str]
"""Canonical form of an identifier. Raises ValueError when it is not one."""

WORK_PREFIX: Final = "work:"
_REMEMBERED: Final = 500_000


class SubjectIndex:
    """Codes of the references seen last: platforms report the same works all day.

    It forgets everything before it holds more than so many; what a block says of its subjects never
    depends on what is remembered.
    """

    def __init__(self, canonical: Canonical, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self.canonical = canonical
        self._forget()

    def _forget(self) -> None:
        self._names: list[str] = []
        self._checksums = GrowingColumn(0)
        self._is_work = GrowingColumn(0, np.int8)
        self._first_line = GrowingColumn(0, np.int32)
        self._codes = _Codes(self._add)

    def _add(self, text: str) -> int:
        name = self.canonical(text)
        if name != text:
            return self._codes[name]
        self._names.append(name)
        self._checksums.append(checksum(name))
        self._is_work.append(name.startswith(WORK_PREFIX))
        return len(self._names) - 1

    def subjects_of(self, references: list[str]) -> "Subjects":
        """What these lines are about. Raises ValueError at the first that is no identifier."""
        if len(self._codes) + len(references) > self._remembered:
            self._forget()
        codes = np.fromiter(map(self._codes.__getitem__, references), np.int64, len(references))
        self._first_line.reach(len(self._names))
        first_line, lines = self._first_line.values, np.arange(len(codes))
        # Of several values for one place the last one stays: backwards, that of the first line.
        first_line[codes[::-1]] = lines[::-1]
        first = first_line[codes]
        is_first = first == lines
        distinct = codes[is_first]
        names = self._names
        return Subjects(
            [names[code] for code in distinct.tolist()],
            (np.cumsum(is_first) - 1)[first],
            self._checksums.values[distinct].astype(np.int64),
            self._is_work.values[distinct] > 0,
        )


@dataclass(frozen=True, slots=True)
class Subjects:
    """Distinct canonical `names` in the order of their first lines, with the checksum of each and
    whether it is a work; `of_line` says which of them each line is about."""

    names: list[str]
    of_line: Column
    checksums: Column
    is_work: NDArray[np.bool_]


class _Codes(dict[str, int]):
    """Codes by text, added when first asked for: a known one costs a dict look-up."""

    def __init__(self, add: Callable[[str], int]) -> None:
        self._add = add

    def __missing__(self, text: str) -> int:
        code = self[text] = self._add(text)
        return code

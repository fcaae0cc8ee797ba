"""Reads rows of one record type into the few cells that are needed, checking all of them.

A row is first held against one pattern made from the record's cells: that proves it right and is
fast. A row the pattern does not know is read cell by cell, which names everything that is wrong
with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from streams.importers.dsr import cells
from streams.importers.dsr.cell_kinds import ARITHMETIC, KINDS, Checked
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.profiles.notation import Cell, RecordType
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS

#: Stands for a cell that has been reported already: say nothing more about it.
REPORTED = "\x00"

#: How many values that passed their arithmetic are remembered: the dates of a report are few.
_PROVED = 4096

#: The name of a wanted cell, or the names it has in the variants of a record.
Wanted = str | tuple[str, ...]


def place_of(record_type: str, line: int, *names: str, value: str = "") -> Place:
    """The place of a cell that goes by one of these names in its record type."""
    record = ALL_RECORDS[record_type]
    position = record.index(*names)
    if position is None:
        return Place(line, record_type, 0, names[0], value)
    return Place(line, record_type, position + 1, record.cells[position - 1].name, value)


class RowReader:
    """Reader of the rows of one record type.

    `wanted` names the cells to return, in that order: single values unescaped, several values as
    written (for `cells.split_values`), "" for a cell that is empty or that this record type does
    not have.
    """

    def __init__(self, record: RecordType, wanted: Sequence[Wanted], findings: FileFindings):
        self.record = record
        self._findings = findings
        if len(wanted) < 2:
            raise ValueError("a row reader returns two cells or more")
        compiled = _compiled(record, tuple(wanted))
        self._positions = compiled.positions
        self._match = compiled.match
        self._groups = compiled.groups
        self._arithmetic = compiled.arithmetic
        self._proved: set[str] = set()

    def read(self, line_number: int, line: str) -> tuple[str, ...]:
        """The wanted cells of a row.

        A faulty number reads as "0", another faulty cell as `REPORTED`, or as "" if it describes.
        """
        match = self._match(line)
        if match is None:
            return self._read_cells(line_number, line)
        for group, holds in self._arithmetic:
            value = match[group]
            if value and value not in self._proved:
                if not holds(value):
                    return self._read_cells(line_number, line)
                if len(self._proved) < _PROVED:
                    self._proved.add(value)
        return match.group(*self._groups)

    def _read_cells(self, line_number: int, line: str) -> tuple[str, ...]:
        found = [cell.strip(" ") for cell in cells.split_cells(line)]
        if self.record.any_cells:
            values = found
        elif len(found) != self.record.cell_count:
            values = self._read_miscounted(line_number, found)
        else:
            values = self._read_values(line_number, found)
        return tuple("" if p is None or p >= len(values) else values[p] for p in self._positions)

    def _read_miscounted(self, line_number: int, found: list[str]) -> list[str]:
        """A row with too few or too many cells: what stands where it should is still looked at."""
        record = self.record
        place = Place(line_number, record.name, value=str(len(found)))
        why = _miscount_text(record, len(found))
        if not record.descriptive:
            self._findings.fault("wrong-cell-count", why, place)
            missing = [""] * (record.cell_count - len(found))
            return self._read_values(line_number, found[: record.cell_count] + missing)
        self._findings.warn("wrong-cell-count", why, place)
        # The cells may have moved: only what proves itself (an ISRC, an ISWC) is believed by its
        # form.
        values = [found[0]]
        for cell, text in zip(record.cells, found[1:], strict=False):
            checked = [self._check(cell, value) for value in cells.split_values(text) if value]
            usable = all(one.usable for one in checked)
            values.append(_kept(cell, text, [one.value for one in checked]) if usable else "")
        return values

    def _read_values(self, line_number: int, found: list[str]) -> list[str]:
        values = [found[0]]
        for position, cell in enumerate(self.record.cells, start=1):
            values.append(self._read_value(cell, position, line_number, found[position]))
        return values

    def _read_value(self, cell: Cell, position: int, line_number: int, text: str) -> str:
        """One cell: reports what is wrong with it and returns what can be used of it."""
        place = Place(line_number, self.record.name, position + 1, cell.name, text)
        if text == "":
            if cell.mandatory:
                self._report(
                    cell, "cell-missing", "the cell is mandatory and empty; fill it", place
                )
                return self._useless(cell)
            return ""
        if cells.has_bad_escape(text):
            why = r"a \ stands before a character that needs no escape; write \\ for a backslash"
            self._findings.tally("bad-escape", self.record.name + cell.name, why, place)
        if not cell.several and cells.has_several_values(text):
            why = r"the cell holds one value; write \| where the | belongs to the text"
            self._report(cell, "several-values", why, place)
            return self._useless(cell)
        checked = [
            self._check(cell, value.strip(" ")) if value else Checked("")
            for value in cells.split_values(text)
        ]
        for one in checked:
            if one.code:
                self._report(cell, one.code, one.why, place)
        if not all(one.usable for one in checked):
            return self._useless(cell)
        return _kept(cell, text, [one.value for one in checked])

    def _check(self, cell: Cell, value: str) -> Checked:
        return KINDS[cell.kind].check(value)

    def _report(self, cell: Cell, code: str, why: str, place: Place) -> None:
        kind = KINDS[cell.kind]
        if code == "value-not-allowed":
            # One word is wrong in every row that uses it: once per word is enough.
            self._findings.tally(
                code, f"{cell.name} {place.value}", f"{place.value!r}: {why}.", place
            )
        elif self.record.descriptive or cell.descriptive or kind.always_warning:
            self._findings.warn(code, f"{why}.", place)
        else:
            self._findings.fault(code, f"{why}.", place)

    def _useless(self, cell: Cell) -> str:
        if cell.kind in ("i", "n", "d"):
            return "0"
        return "" if self.record.descriptive or cell.descriptive else REPORTED


def _kept(cell: Cell, text: str, values: list[str]) -> str:
    """A cell as `read` returns it."""
    if cell.several:
        return text if cell.kind == "" else cells.PIPE.join(values)
    return values[0] if values else ""


def _miscount_text(record: RecordType, found: int) -> str:
    expected = record.cell_count
    text = (
        f"the row has {found} cells and {record.name} has exactly {expected}, empty ones included."
    )
    if found < expected:
        first_missing = record.cells[found - 1].name
        return (
            f"{text} From {first_missing} on they are missing. Spreadsheets drop the tabs of empty"
            f" cells at the end of a row: write {expected - 1} tabs, also after empty cells."
        )
    return (
        f"{text} Spreadsheets add tabs, and a tab inside a text splits it: take the extra cells"
        " out, or write a backslash before a tab that belongs to the text."
    )


_Match = Callable[[str], "re.Match[str] | None"]
_Arithmetic = tuple[tuple[int, Callable[[str], bool]], ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What a row reader works by.

    Positions of the wanted cells, the pattern of a right row and its groups, and what the pattern
    cannot tell.
    """

    positions: tuple[int | None, ...]
    match: _Match
    groups: tuple[int, ...]
    arithmetic: _Arithmetic


@lru_cache(maxsize=512)
def _compiled(record: RecordType, wanted: tuple[Wanted, ...]) -> _Compiled:
    positions = tuple(
        record.index(*((want,) if isinstance(want, str) else want)) for want in wanted
    )
    parts = [re.escape(record.name)]
    group_of: dict[int | None, int] = {}
    arithmetic = []
    for position, cell in enumerate(record.cells, start=1):
        pattern = _cell_pattern(cell)
        if position in positions or cell.kind in ARITHMETIC:
            pattern = f"({pattern})"
            group_of[position] = len(group_of) + 1
        if cell.kind in ARITHMETIC:
            arithmetic.append((group_of[position], ARITHMETIC[cell.kind]))
        parts.append(cells.TAB + pattern)
    # The last group is empty: it stands for wanted cells this record type does not have.
    group_of[None] = len(group_of) + 1
    row = re.compile("".join(parts) + "()")
    match = row.fullmatch if not record.any_cells else re.compile("(?!)").fullmatch
    groups = tuple(group_of[position] for position in positions)
    return _Compiled(positions, match, groups, tuple(arithmetic))


def _cell_pattern(cell: Cell) -> str:
    """Pattern of a right cell without escapes; cells with escapes are read one by one."""
    if cell.kind == "":
        allowed = r"[^\t\\]" if cell.several else r"[^\t\\|]"
        return allowed + ("+" if cell.mandatory else "*")
    pattern = KINDS[cell.kind].pattern
    if cell.several:
        pattern = rf"{pattern}(?:\|{pattern})*"
    return pattern if cell.mandatory else f"(?:{pattern})?"

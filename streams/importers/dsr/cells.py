"""The cell grammar of a DDEX flat file.

A record is one line of cells separated by TAB; a cell may hold several values separated by `|`; an
identifier may carry a namespace before `::`. A delimiter that belongs to the text is written with
`\\` before it (`\\|`, `\\\\`, and `\\` before a TAB). Source: DDEX DSR Part 1, delimiters and
communicating delimiters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TAB = "\t"
PIPE = "|"
ESCAPE = "\\"
NAMESPACE = "::"

_ESCAPED = re.compile(r"\\([\\|\t])")


def split_cells(record: str) -> list[str]:
    """Cells of one record, still escaped, empty ones included."""
    if ESCAPE not in record:
        return record.split(TAB)
    return _split_outside_escapes(record, TAB)


def split_values(cell: str) -> list[str]:
    """Values of one cell, unescaped; an empty cell has one empty value."""
    if ESCAPE not in cell:
        return cell.split(PIPE)
    return [unescape(value) for value in _split_outside_escapes(cell, PIPE)]


def has_several_values(cell: str) -> bool:
    """Whether a cell holds an unescaped `|`."""
    return PIPE in cell and (ESCAPE not in cell or len(_split_outside_escapes(cell, PIPE)) > 1)


def unescape(text: str) -> str:
    """The text itself; a `\\` that escapes nothing is kept as it stands."""
    return _ESCAPED.sub(r"\1", text) if ESCAPE in text else text


def has_bad_escape(text: str) -> bool:
    """Whether a `\\` stands before something that needs no escape."""
    return ESCAPE in text and ESCAPE in _ESCAPED.sub("", text)


def escape(text: str) -> str:
    """Text as one value of a cell.

    A line feed cannot be written in a record and is the caller's error.
    """
    escaped = text.replace(ESCAPE, ESCAPE + ESCAPE)
    return escaped.replace(PIPE, ESCAPE + PIPE).replace(TAB, ESCAPE + TAB)


def join_values(values: Iterable[str]) -> str:
    """One cell from its values."""
    return PIPE.join(escape(value) for value in values)


def join_cells(cells: Iterable[str]) -> str:
    """One record from its (already escaped) cells."""
    return TAB.join(cells)


def split_namespace(value: str) -> tuple[str, str]:
    """(`myns`, `4534`) of `myns::4534`; the namespace is empty where none is written."""
    namespace, mark, identifier = value.partition(NAMESPACE)
    return (namespace, identifier) if mark else ("", value)


def _split_outside_escapes(text: str, delimiter: str) -> list[str]:
    """Split at delimiters that are not escaped: an odd run of `\\` before one makes it text."""
    pieces: list[str] = []
    held: list[str] = []
    for part in text.split(delimiter):
        held.append(part)
        backslashes = len(part) - len(part.rstrip(ESCAPE))
        if backslashes % 2 == 0:
            pieces.append(delimiter.join(held))
            held = []
    if held:
        pieces.append(delimiter.join(held))
    return pieces

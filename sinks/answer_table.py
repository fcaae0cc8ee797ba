"""Rows of an answer as a table in a frame, for terminals."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from schemas.visible import visible

from .value_text import fraction_digits, value_text
from .warehouse import Row

Columns = Sequence[tuple[str, str]]
"""(name, type) of each column, the type as ClickHouse writes it."""

_NULL: Final = "ᴺᵁᴸᴸ"
_NUMBER: Final = re.compile(r"(LowCardinality\(|Nullable\()*(U?Int|Float|Decimal)\d*\b")


def aligned_table(columns: Columns, rows: Sequence[Row]) -> str:
    """Aligned in a frame, numbers to the right, each row with its number; no rows are no text."""
    if not rows:
        return ""
    names = [visible(name) for name, _ in columns]
    digits = [fraction_digits(kind) for _, kind in columns]
    right = [_NUMBER.match(kind) is not None for _, kind in columns]
    cells = [list(map(_cell, row, digits)) for row in rows]
    widths = [max(map(_width, column)) for column in zip(names, *cells, strict=True)]
    margin = len(f"{len(rows)}. ")
    # The first line is the frame and the names at once.
    heads = [_filled(*one, "─") for one in zip(names, widths, right, strict=True)]
    lines = [" " * margin + "┌─" + "─┬─".join(heads) + "─┐"]
    for number, row in enumerate(cells, 1):
        fields = [_filled(*one, " ") for one in zip(row, widths, right, strict=True)]
        lines.append(f"{number}. ".rjust(margin) + "│ " + " │ ".join(fields) + " │")
    lines.append(" " * margin + "└─" + "─┴─".join("─" * width for width in widths) + "─┘")
    return "\n".join(lines) + "\n"


def _cell(value: Any, digits: int) -> str:
    return _NULL if value is None else visible(value_text(value, digits))


def _filled(text: str, width: int, right: bool, fill: str) -> str:
    padding = fill * (width - _width(text))
    return padding + text if right else text + padding


def _width(text: str) -> int:
    """Places on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_places(char) for char in text)


def _places(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

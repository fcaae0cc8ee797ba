"""Writes a record by its layout: texts to the left, numbers to the right with zeros before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from processors.days import date_of

from .layouts import Field, RecordLayout

_ZERO_FILLED: Final = frozenset({"number", "share", "date", "time", "ipi"})
_MINUTE: Final = 60
_CONTROL: Final = frozenset({"HDR", "GRH", "GRT", "TRL"})
_PREFIX: Final = 19


def write_record(
    layout: RecordLayout,
    values: Mapping[str, str | int],
    transaction: int = 0,
    record: int = 0,
) -> str:
    """The line, without its end. A text too long is cut, as its field has no more room.

    Raises ValueError for a number that has more digits than its field.
    """
    line = [" "] * layout.length
    prefix = layout.record
    if layout.record not in _CONTROL:
        prefix += f"{transaction:08}{record:08}"
    line[: len(prefix)] = prefix
    for field in layout.fields:
        text = _cell(field, values.get(field.name))
        if len(text) != field.size:
            raise ValueError(f"{layout.record} {field.name}: {text!a} has no room")
        line[field.start - 1 : field.end] = text
    return "".join(line)


def renumbered(line: str, transaction: int, record: int) -> str:
    """A record as it came, under other numbers."""
    return f"{line[:3]}{transaction:08}{record:08}{line[_PREFIX:]}".rstrip()


def _cell(field: Field, value: str | int | None) -> str:
    if value is None or value == "":
        return ("0" if field.kind in _ZERO_FILLED else " ") * field.size
    if isinstance(value, str):
        return value[: field.size].ljust(field.size)
    if field.kind == "date":
        return date_of(value).isoformat().replace("-", "")
    if field.kind == "time":
        minutes, seconds = divmod(value, _MINUTE)
        return f"{minutes // _MINUTE:02}{minutes % _MINUTE:02}{seconds:02}"
    return str(value).zfill(field.size)

"""One record of a file: its fields by name, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.version import CwrVersion

from .field_kinds import Kind, NotAllowed, Value, has_foreign_characters, kind_of
from .findings import shown
from .layouts import Cost, Field, RecordLayout, layout_of_line

PREFIX = 19


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read. A field that was blank or refused is not among `values`.

    `text` is the line as it came: an acknowledgement returns it.
    """

    place: Place
    text: str
    values: dict[str, Value] = field(default_factory=dict)

    def words(self, name: str) -> str:
        """A text field, empty when blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A number, share, day or duration, None when blank."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def yes(self, name: str) -> bool:
        """Whether a flag is Y."""
        return self.values.get(name) == "Y"


def read_record(version: CwrVersion, place: Place, text: str) -> tuple[Record, list[CwrError]]:
    """The record of a line and all errors of its fields. The version must know its type."""
    layout = layout_of_line(version, place.record, text)
    if layout is None:
        raise ValueError(f"{place.record} has no layout in {version}")
    return read_by(layout, place, text)


def read_by(layout: RecordLayout, place: Place, text: str) -> tuple[Record, list[CwrError]]:
    """The record of a line by a layout. Blanks at its end may be missing."""
    errors = list(_too_long(layout, place, text))
    values: dict[str, Value] = {}
    for one in layout.fields:
        cell = text[one.start - 1 : one.end].strip()
        if not cell or _is_zero_filler(one, cell):
            if one.missing is not None:
                errors.append(_missing(one, place))
            if one.default:
                values[one.name] = one.default
            continue
        try:
            value = _kind(one.kind)(cell)
        except NotAllowed as fault:
            errors.append(_bad(one, place, fault))
            value = fault.kept or one.default or None
        else:
            if one.kind == "text" and has_foreign_characters(cell):
                errors.append(_foreign(one, place, cell))
        if value is not None:
            values[one.name] = value
    return Record(place, text, values), errors


@cache
def _kind(name: str) -> Kind:
    return kind_of(name)


def _is_zero_filler(one: Field, cell: str) -> bool:
    """Whether a date says 'none': zeros stand for blank there."""
    return one.kind == "date" and not cell.strip("0")


def _too_long(layout: RecordLayout, place: Place, text: str) -> Iterator[CwrError]:
    rest = text[layout.length :].strip()
    if rest:
        yield error_at(
            place,
            Level.FIELD,
            "record-too-long",
            f"{shown(rest)} stands behind position {layout.length}, where the record ends",
            "check the version of the file and the positions of the fields; the rest is ignored",
        )


def _missing(one: Field, place: Place) -> CwrError:
    cost = one.missing or Cost(Level.RECORD)
    why = f"positions {one.start} to {one.end} are blank"
    mend = f"enter it; {one.default} is taken" if one.default else "enter it"
    return error_at(place, cost.level, "field-missing", why, mend, edit=cost.edit, field=one.label)


def _bad(one: Field, place: Place, fault: NotAllowed) -> CwrError:
    mend = fault.mend
    if one.bad.level is Level.FIELD and fault.kept is None:
        mend += f"; {one.default or 'blank'} is taken"
    return error_at(
        place,
        one.bad.level,
        "field-not-allowed",
        f"{fault.why} (positions {one.start} to {one.end})",
        mend,
        edit=one.bad.edit,
        field=one.label,
    )


def _foreign(one: Field, place: Place, cell: str) -> CwrError:
    return error_at(
        place,
        Level.FIELD,
        "foreign-characters",
        f"{shown(cell)} has characters beyond ASCII",
        "write Roman letters here, and its own alphabet in the record for that; kept as it is",
        field=one.label,
    )

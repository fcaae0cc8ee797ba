"""How record layouts are written: a table a record, a field a line.

    name  start  size  kind  [!EDIT]  [?EDIT]  [=default]

`start` counts from 1 and includes the prefix of 19 characters. `kind` is one of `field_kinds`;
`table:name` is a look-up in `tables`. `!TR6` says that the field is mandatory and what its absence
costs (level, and number among the field-level edits of the record); `?FR9` says the same of a value
that is not allowed. What is said of neither costs the field only. `=U` is what a refused field
becomes, else it is blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from processors.cwr.errors import Level

_PREFIX = 19
_EDIT = re.compile(r"(FR|RR|TR|GR|ER)(\d*)")
_SHORT_WORDS = frozenset({"ai", "avi", "ean", "eidr", "ip", "ipi", "isan", "isni", "isrc", "iswc"})
_SHORT_WORDS |= {"cd", "cwr", "edi", "id", "mr", "pr", "sr", "tis", "us", "usa"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a broken rule costs. `edit` is F and three digits, empty if the rule has no number."""

    level: Level
    edit: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: `start` from 1, `size` in characters."""

    name: str
    start: int
    size: int
    kind: str
    missing: Cost | None = None
    bad: Cost = Cost(Level.FIELD)
    default: str = ""

    @property
    def end(self) -> int:
        """The position of its last character, from 1."""
        return self.start + self.size - 1

    @property
    def label(self) -> str:
        """The name as people write it: `PR Society`, `Submitter Work Number`."""
        words = self.name.split("_")
        return " ".join(word.upper() if word in _SHORT_WORDS else word.title() for word in words)


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """All fields of a record type in one version, after the prefix where it has one."""

    record: str
    fields: tuple[Field, ...]

    @property
    def length(self) -> int:
        """Characters of the whole record."""
        return max((field.end for field in self.fields), default=_PREFIX)

    def extended(self, table: str) -> RecordLayout:
        """With the fields of a later version: those of known names take the place of the old."""
        added = {field.name: field for field in _fields(table)}
        kept = [added.pop(field.name, field) for field in self.fields]
        return replace(self, fields=(*kept, *added.values()))

    def named(self, record: str) -> RecordLayout:
        """The same fields for another record type."""
        return replace(self, record=record)


def layouts(tables: Mapping[str, str]) -> dict[str, RecordLayout]:
    """Layouts of tables by record types; `SPT OPT` stands for both."""
    return {
        record: RecordLayout(record, tuple(_fields(table)))
        for records, table in tables.items()
        for record in records.split()
    }


def _fields(table: str) -> Iterable[Field]:
    for line in table.strip().splitlines():
        name, start, size, kind, *rules = line.split()
        field = Field(name, int(start), int(size), kind)
        for rule in rules:
            field = _with_rule(field, rule)
        yield field


def _with_rule(field: Field, rule: str) -> Field:
    sign, said = rule[0], rule[1:]
    if sign == "=":
        return replace(field, default=said)
    found = _EDIT.fullmatch(said)
    if found is None or sign not in "!?":
        raise ValueError(f"{field.name}: {rule} is no rule of a field")
    cost = Cost(Level(found[1]), f"F{int(found[2]):03}" if found[2] else "")
    return replace(field, missing=cost) if sign == "!" else replace(field, bad=cost)

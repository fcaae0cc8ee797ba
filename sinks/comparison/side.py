"""One of the two warehouses: digests and rows of a range, asked in words both dialects know."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from .span import Key, Span, equals
from .tables import ComparedTable

Text = Callable[[str, str], str]
"""Answers a SELECT in a ClickHouse output format. Blocks; raises WarehouseError or
WarehouseUnavailable."""

_SHOWN_CHARACTERS: Final = 300
_EQUAL_HASH: Final = "cityHash64"
_SECOND_HASH: Final = "sipHash64"


@dataclass(frozen=True, slots=True)
class Digest:
    """Of any number of rows: how many, and two sums of 64-bit hashes of all that is compared."""

    rows: int
    first: int
    second: int


RowHash = tuple[str, str]
Shown = dict[str, tuple[str, str]]
"""By column: hash, and the beginning of the value as text."""


class Side:
    """Rows of one table as one warehouse has them. Every call blocks on it."""

    def __init__(
        self, text: Text, table: ComparedTable, columns: dict[str, str], differing: frozenset[str]
    ) -> None:
        """`columns` are the compared ones beyond the key with their types; those of `differing`
        have another type on the other side, so they are compared as text."""
        self._text = text
        self._table = table
        self._columns = columns
        self._whole_keys = {name: _is_whole(columns[name]) for name in table.key}
        self._hashed = {
            name: f"toString({name})" if name in differing or kind.startswith("Decimal") else name
            for name, kind in columns.items()
        }

    def count(self, span: Span) -> int:
        return int(self._rows(f"SELECT count() FROM {self._current(span)}")[0][0])

    def digest(self, span: Span) -> Digest:
        everything = ", ".join(self._hashed.values())
        ((rows, first, second),) = self._rows(
            f"SELECT count(), sum({_EQUAL_HASH}({everything})), sum({_SECOND_HASH}({everything})) "
            f"FROM {self._current(span)}"
        )
        return Digest(int(rows), int(first), int(second))

    def row_hashes(self, span: Span) -> dict[Key, RowHash]:
        """Of all rows of a range, which must be a small one."""
        everything = ", ".join(self._hashed.values())
        found = self._rows(
            f"SELECT {', '.join(self._table.key)}, toString({_EQUAL_HASH}({everything})), "
            f"toString({_SECOND_HASH}({everything})) FROM {self._current(span)}"
        )
        return {self._key(row[:-2]): (str(row[-2]), str(row[-1])) for row in found}

    def first_keys(self, span: Span, most: int) -> list[Key]:
        names = ", ".join(self._table.key)
        found = self._rows(
            f"SELECT {names} FROM {self._current(span)} ORDER BY {names} LIMIT {most}"
        )
        return [self._key(row) for row in found]

    def sampled_keys(self, span: Span, one_in: int) -> list[Key]:
        """Keys of a range, one of so many, ascending; also of rows that were replaced."""
        names = ", ".join(self._table.key)
        found = self._rows(
            f"SELECT DISTINCT {names} FROM {self._table.name} "
            f"WHERE {span.condition(self._table.key)} AND cityHash64({names}) % {one_in} = 0 "
            f"ORDER BY {names}"
        )
        return [self._key(row) for row in found]

    def shown(self, key: Key) -> Shown | None:
        """The values of one row, or None when there is none."""
        names = [name for name in self._columns if name not in self._table.key]
        values = ", ".join(
            f"toString({_EQUAL_HASH}({self._hashed[name]})), {self._begun(name)}" for name in names
        )
        found = self._rows(
            f"SELECT {values} FROM {self._table.name} FINAL "
            f"WHERE {equals(self._table.key, key)} AND {self._table.holds} LIMIT 1"
        )
        if not found:
            return None
        return dict(zip(names, zip(found[0][::2], found[0][1::2], strict=True), strict=True))

    def _begun(self, name: str) -> str:
        if name in self._table.binary:
            return f"hex(substring({name}, 1, {_SHOWN_CHARACTERS // 2}))"
        return f"substringUTF8(toString({name}), 1, {_SHOWN_CHARACTERS})"

    def _current(self, span: Span) -> str:
        table = self._table
        return f"{table.name} FINAL WHERE {span.condition(table.key)} AND {table.holds}"

    def _key(self, row: list[Any]) -> Key:
        """Wide integers come as text from some versions, as numbers from others."""
        return tuple(
            int(value) if whole else str(value)
            for value, whole in zip(row, self._whole_keys.values(), strict=True)
        )

    def _rows(self, statement: str) -> list[list[Any]]:
        rows: list[list[Any]] = json.loads(self._text(statement, "JSONCompact"))["data"]
        return rows


def columns_of(text: Text, table: str) -> dict[str, str]:
    """Types by name, without what is no matter of content. Raises WarehouseError without one."""
    rows = json.loads(text(f"DESCRIBE TABLE {table}", "JSONCompact"))["data"]
    return {row[0]: _plain(row[1]) for row in rows}


def table_names(text: Text) -> set[str]:
    """Tables and views of the database."""
    return {row[0] for row in json.loads(text("SHOW TABLES", "JSONCompact"))["data"]}


def _plain(kind: str) -> str:
    return kind.replace("LowCardinality(String)", "String")


def _is_whole(kind: str) -> bool:
    return kind.startswith(("Int", "UInt"))

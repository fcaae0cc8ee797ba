"""ClickHouse as far as exactness rests on it: inserts dropped by their token within a window, and
tables of which `FINAL` shows, of each key, the highest version, of equal ones the one inserted
last. Keys, partitions and window are read from the real migrations."""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import pyarrow as pa

from sinks.migrate import migrations
from sinks.warehouse import Row

Values = dict[str, Any]
Key = tuple[Any, ...]

_TABLE: Final = re.compile(
    r"CREATE TABLE (\w+) \(.*\) ENGINE = ReplacingMergeTree\(version\)\s*"
    r"(?:PARTITION BY toYYYYMM\((\w+)\))?\s*ORDER BY \(?([\w, ]+?)\)?\s*"
    r"SETTINGS non_replicated_deduplication_window = (\d+)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TableRule:
    """What makes two rows the same row; `month_of` is a day column whose month parts the table."""

    key: tuple[str, ...]
    month_of: str | None
    window: int


@cache
def table_rules() -> dict[str, TableRule]:
    """By table, as the migrations make them. Raises AssertionError for one that is not understood:
    the model would not be of what runs."""
    rules = {}
    for migration in migrations("modern"):
        for statement in migration.statements:
            if statement.startswith("CREATE TABLE") and "Replacing" in statement:
                found = _TABLE.fullmatch(statement)
                assert found, f"not understood: {statement}"
                name, month_of, key, window = found.groups()
                rules[name] = TableRule(tuple(key.split(", ")), month_of, int(window))
    return rules


class ModelWarehouse:
    """Implements `sinks.warehouse.Warehouse` as far as the sink uses it."""

    dialect = "modern"
    honours_tokens = True
    honours_versions = True
    """False: the row that was inserted last holds."""
    replaces = True
    """False: as a plain MergeTree, every row inserted stays."""

    def __init__(self) -> None:
        self._blocks: dict[str, list[pa.Table]] = {}
        self._rows: dict[str, list[Values]] = {}
        self._tokens: dict[str, OrderedDict[str, None]] = {}
        self.dropped = 0
        """Inserts whose token was known."""

    def insert(self, table: str, columns: pa.Table, token: str) -> None:
        known = self._tokens.setdefault(table, OrderedDict())
        if self.honours_tokens:
            if token in known:
                self.dropped += 1
                return
            known[token] = None
            if len(known) > table_rules()[table].window:
                known.popitem(last=False)
        self._blocks.setdefault(table, []).append(columns)
        self._rows.pop(table, None)

    def inserted(self, table: str) -> list[Values]:
        """Every row there is, in order of insertion."""
        if table not in self._rows:
            blocks = self._blocks.get(table, [])
            self._rows[table] = pa.concat_tables(blocks).to_pylist() if blocks else []
        return self._rows[table]

    def final(self, table: str) -> list[Values]:
        """As `SELECT * FROM table FINAL`."""
        rows = self.inserted(table)
        if not self.replaces:
            return rows
        best: dict[Key, Values] = {}
        for row in rows:
            key = key_of(table, row)
            known = best.get(key)
            if known is None or not self.honours_versions or row["version"] >= known["version"]:
                best[key] = row
        return list(best.values())

    def execute(self, statement: str) -> None:
        raise NotImplementedError("the sink runs no statements")

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        raise NotImplementedError("the sink asks nothing")

    def query_text(self, statement: str, form: str) -> str:
        raise NotImplementedError("the sink asks nothing")

    def close(self) -> None:
        """Nothing to close."""


def key_of(table: str, row: Values) -> Key:
    """Natural key of a row, and the part of the table it lies in: rows of two parts never meet."""
    rule = table_rules()[table]
    key = tuple(row[name] for name in rule.key)
    return key if rule.month_of is None else (*key, _month(row[rule.month_of]))


@cache
def _month(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).strftime("%Y%m")

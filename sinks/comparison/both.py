"""All tables of two warehouses, compared until what differs is settled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .comparison import Counts, Found, RowDifference, TableComparison
from .side import Text, table_names
from .tables import (
    NOT_COMPARED,
    UNLICENSED_BY_PARTITION,
    ComparedTable,
    tables_for,
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TableReport:
    """What was found of one table; `rows` are the first differences only."""

    name: str
    key: tuple[str, ...]
    counts: Counts
    rows: list[RowDifference]
    columns_only_running: list[str]
    columns_only_new: list[str]

    def to_json(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "rows_running": counts.rows_running,
            "rows_new": counts.rows_new,
            "same": counts.same,
            "only_running": counts.only_running,
            "only_new": counts.only_new,
            "different": counts.different,
            "columns_only_running": self.columns_only_running,
            "columns_only_new": self.columns_only_new,
            "first": [
                {
                    "key": dict(zip(self.key, one.key, strict=True)),
                    "kind": one.kind,
                    "columns": {
                        name: {"running": running, "new": new}
                        for name, (running, new) in one.columns.items()
                    },
                }
                for one in self.rows
            ],
        }


class BothWarehouses:
    """The running one and a new one. Every call blocks on both, and raises what they raise."""

    def __init__(self, running: Text, new: Text, *, same_partitions: bool) -> None:
        self._running = running
        self._new = new
        self._same_partitions = same_partitions
        self._tables: dict[str, tuple[TableComparison, Found]] = {}

    def compare(self, say: Say) -> None:
        """Compares all tables that both have; `say` hears which is next."""
        for table in self._common():
            say(table.name)
            comparison = TableComparison(self._running, self._new, table)
            self._tables[table.name] = (comparison, comparison.everything())

    def compare_again(self, say: Say) -> None:
        """Compares what differed again."""
        for name, (comparison, found) in self._tables.items():
            if found.leaves:
                say(name)
                self._tables[name] = (comparison, comparison.again(found))

    @property
    def differences(self) -> int:
        return sum(found.counts.differences for _, found in self._tables.values())

    def signature(self) -> tuple[bytes, ...]:
        """The same as long as the same rows differ in the same way."""
        return tuple(leaf.signature for _, found in self._tables.values() for leaf in found.leaves)

    def reports(self, most_rows: int) -> Iterator[TableReport]:
        for name, (comparison, found) in self._tables.items():
            yield TableReport(
                name,
                comparison.table.key,
                found.counts,
                comparison.first_differences(found, most_rows) if found.leaves else [],
                comparison.columns_only_running,
                comparison.columns_only_new,
            )

    def left_out(self) -> list[str]:
        """Tables and rows that are not compared, each with the reason."""
        there = {"running": table_names(self._running), "new": table_names(self._new)}
        told = [f"{name}: {why}" for name, why in NOT_COMPARED.items() if name in there["running"]]
        for one, other in (("running", "new"), ("new", "running")):
            told += [
                f"{name}: only the {one} one has it" for name in sorted(there[one] - there[other])
            ]
        if not self._same_partitions:
            told.append(UNLICENSED_BY_PARTITION)
        return told

    def _common(self) -> list[ComparedTable]:
        there = table_names(self._running) & table_names(self._new)
        tables = tables_for(same_partitions=self._same_partitions)
        return [table for table in tables if table.name in there]

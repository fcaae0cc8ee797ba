"""ClickHouse in this process (chDB), on a folder. One process may have a folder open at a time."""

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
from chdb import session

from .warehouse import Row, WarehouseError

# Defaults differ between ClickHouse versions: what exactness and speed rest on is always said.
# Sorting out replaced rows at insert costs five times the insert; FINAL does it when reading.
_INSERT_SETTINGS = (
    "async_insert=0, optimize_on_insert=0, insert_deduplicate=1, max_insert_threads=1, "
    "max_insert_block_size=1048576"
)


class ChdbWarehouse:
    """Calls block and run one after another. Raises WarehouseError for what ClickHouse refuses."""

    dialect = "modern"

    def __init__(self, folder: Path, database: str = "rightstream") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._session: Any = cast(Any, session).Session(str(folder))  # chDB's calls have no types
        self.execute(f"CREATE DATABASE IF NOT EXISTS {database}")
        self.execute(f"USE {database}")

    def execute(self, statement: str) -> None:
        self._run(statement, "CSV")

    def insert(self, table: str, columns: pa.Table, token: str) -> None:
        names = ", ".join(columns.column_names)
        with self._lock:
            inserted_rows = columns  # found by chDB under its name in this frame
            try:
                self._session.query(
                    f"INSERT INTO {table} ({names}) SELECT {names} FROM Python(inserted_rows) "
                    f"SETTINGS insert_deduplication_token='{token}', {_INSERT_SETTINGS}"
                )
            except Exception as fault:
                raise WarehouseError(f"insert into {table}: {fault}") from fault
            del inserted_rows

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        answer = self._run(_bound(statement, parameters), "JSONCompact")
        settings_free = json.loads(answer) if answer else {"data": [], "meta": []}
        kinds = [column["type"] for column in settings_free["meta"]]
        return [
            tuple(_value(kind, value) for kind, value in zip(kinds, row, strict=True))
            for row in settings_free["data"]
        ]

    def query_text(self, statement: str, form: str) -> str:
        return self._run(statement, form)

    def _run(self, statement: str, form: str) -> str:
        with self._lock:
            try:
                # Dead letters hold any bytes at all, which a look at them must outlive.
                return str(self._session.query(statement, form).bytes(), "utf-8", "replace")
            except Exception as fault:
                raise WarehouseError(f"{fault} in: {statement[:300]}") from fault

    def close(self) -> None:
        with self._lock:
            self._session.close()


def _value(kind: str, value: Any) -> Any:
    whole = kind.removeprefix("LowCardinality(").startswith(("Int", "UInt"))
    return int(value) if whole and isinstance(value, str) else value


def _bound(statement: str, parameters: Mapping[str, Any] | None) -> str:
    """Binds %(name)s as clickhouse-driver does, with every value escaped as a literal."""
    if not parameters:
        return statement
    return statement % {name: literal(value) for name, value in parameters.items()}


def literal(value: Any) -> str:
    """A Python value as a ClickHouse literal. Raises TypeError for other kinds than str and int."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"no literal for {type(value).__name__}")

"""A ClickHouse server over clickhouse-driver's native protocol."""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import pyarrow as pa
from clickhouse_driver import Client
from clickhouse_driver.errors import Error, ErrorCodes, NetworkError, ServerException

from .answer_formats import answer_text, require_form
from .rows.records import rounded
from .warehouse import Row, WarehouseError, WarehouseUnavailable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

_BROKEN: Final = (NetworkError, EOFError, ConnectionError, TimeoutError, OSError)
_WORTH_RETRYING: Final = frozenset(
    {
        ErrorCodes.TIMEOUT_EXCEEDED,
        ErrorCodes.TOO_MANY_SIMULTANEOUS_QUERIES,
        ErrorCodes.SOCKET_TIMEOUT,
        ErrorCodes.NETWORK_ERROR,
        ErrorCodes.ABORTED,
        ErrorCodes.MEMORY_LIMIT_EXCEEDED,
        ErrorCodes.TABLE_IS_READ_ONLY,
        252,  # too many parts: merges are behind
        319,  # unknown status of insert
        999,  # keeper
    }
)
_MODERN_SINCE: Final = (22, 8)
_LEGACY_SCALE: Final = 18


class ClickHouseWarehouse:
    """One connection: calls block and run one after another, from any thread. The driver reconnects
    but repeats nothing: this class does, with full-jitter back-off, for as long as
    `patience_seconds`; an insert keeps its token."""

    def __init__(self, url: str, patience_seconds: float = 60.0) -> None:
        self._client = Client.from_url(url)
        self._lock = threading.RLock()
        self._patience = patience_seconds
        self._dates: dict[str, frozenset[str]] = {}
        self.dialect = "legacy"
        self.version: tuple[int, ...] = ()
        self._persist(self._learn_version)

    def _learn_version(self) -> None:
        self._client.execute("SELECT 1")
        info = self._client.connection.server_info
        self.version = tuple(info.version_tuple())
        self.dialect = "modern" if self.version[:2] >= _MODERN_SINCE else "legacy"

    def execute(self, statement: str) -> None:
        self._persist(lambda: self._client.execute(statement))

    def insert(self, table: str, columns: pa.Table, token: str) -> None:
        names = ", ".join(columns.column_names)
        dates = self._dates_of(table)
        values = [
            self._values(column, name in dates)
            for name, column in zip(columns.column_names, columns.columns, strict=True)
        ]
        settings: dict[str, Any] = {}
        if self.dialect == "modern":
            # Named one by one: defaults changed in 26.2; the driver drops what it does not know.
            settings = {
                "insert_deduplication_token": token,
                "async_insert": 0,
                "optimize_on_insert": 0,
                "insert_deduplicate": 1,
            }
        self._persist(
            lambda: self._client.execute(
                f"INSERT INTO {table} ({names}) VALUES", values, columnar=True, settings=settings
            )
        )

    def _dates_of(self, table: str) -> frozenset[str]:
        """Names of the table's Date columns: ours come as days, and the driver takes dates only."""
        if table not in self._dates:
            described = self.query(f"DESCRIBE TABLE {table}")
            self._dates[table] = frozenset(name for name, kind, *_ in described if kind == "Date")
        return self._dates[table]

    def _values(self, column: pa.ChunkedArray, date: bool) -> list[Any]:
        if date:
            column = column.cast(pa.int32()).cast(pa.date32())
        values: list[Any] = column.to_pylist()
        if pa.types.is_decimal(column.type) and self.dialect == "legacy":
            return [rounded(value, _LEGACY_SCALE) for value in values]
        return values

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        rows: Sequence[Row] = self._persist(lambda: self._client.execute(statement, parameters))
        return rows

    def query_text(self, statement: str, form: str) -> str:
        require_form(form)
        rows, columns = self._persist(
            lambda: self._client.execute(statement, with_column_types=True)
        )
        return answer_text(columns, rows, form)

    def _persist(self, call: Callable[[], Answer]) -> Answer:
        with self._lock:
            return self._tried(call)

    def _tried(self, call: Callable[[], Answer]) -> Answer:
        deadline, attempt = time.monotonic() + self._patience, 0
        while True:
            try:
                return call()
            except _BROKEN as fault:
                self._wait_or_raise(fault, deadline, attempt)
            except ServerException as fault:
                if fault.code not in _WORTH_RETRYING:
                    raise WarehouseError(str(fault)) from fault
                self._wait_or_raise(fault, deadline, attempt)
            except Error as fault:
                raise WarehouseError(str(fault)) from fault
            attempt += 1

    def _wait_or_raise(self, fault: BaseException, deadline: float, attempt: int) -> None:
        pause = random.uniform(0, min(10.0, 0.1 * 2**attempt))
        if time.monotonic() + pause > deadline:
            raise WarehouseUnavailable(f"gave up after {attempt + 1} attempts: {fault}") from fault
        log.warning("warehouse: %r, trying again in %.1f s", fault, pause)
        self._client.disconnect()
        time.sleep(pause)

    def close(self) -> None:
        with self._lock:
            self._client.disconnect()

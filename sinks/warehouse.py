"""What the sink and the queries ask of a ClickHouse, whichever it is."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

Row = tuple[Any, ...]


class WarehouseError(RuntimeError):
    """The warehouse refused a statement: trying again would not help."""


class WarehouseUnavailable(ConnectionError):
    """The warehouse did not answer. Whether an insert was applied is not known: send it again with
    the same token."""


class Warehouse(Protocol):
    """A database with one writer. Every call may block on it, and may raise WarehouseUnavailable or
    WarehouseError."""

    dialect: str
    """`modern`, or `legacy` for servers without LowCardinality, Decimal256 and deduplication."""

    def execute(self, statement: str) -> None:
        """Runs a statement that answers nothing."""
        ...

    def insert(self, table: str, columns: pa.Table, token: str) -> None:
        """Inserts rows at once. Sent again with the same token and rows, it changes nothing."""
        ...

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        """Rows of a SELECT, as Python values."""
        ...

    def query_text(self, statement: str, form: str) -> str:
        """Answer of a SELECT in a ClickHouse output format."""
        ...

    def close(self) -> None: ...

"""Collects the rows of one table from records until they are inserted."""

from typing import Any, Protocol

import pyarrow as pa


class RowCollector(Protocol):
    """Rows of one table. `add` takes a decoded record; `take` empties the collector."""

    @property
    def table(self) -> str: ...

    @property
    def rows(self) -> int: ...

    def add(self, record: dict[str, Any]) -> None: ...

    def take(self) -> pa.Table: ...

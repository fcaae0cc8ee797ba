"""Opens the warehouse a setting names."""

from pathlib import Path

from .warehouse import Warehouse


def open_warehouse(target: str, data: Path) -> Warehouse:
    """`chdb` for the embedded one under the data folder, or `clickhouse://user@host:port/database`.

    Raises ValueError for another target, WarehouseUnavailable when a server does not answer.
    """
    if target == "chdb":
        from .chdb_warehouse import ChdbWarehouse

        return ChdbWarehouse(data / "chdb")
    if target.startswith("clickhouse://"):
        from .clickhouse_warehouse import ClickHouseWarehouse

        return ClickHouseWarehouse(target)
    raise ValueError(f"warehouse {target!r}: use 'chdb' or 'clickhouse://user@host:port/database'")

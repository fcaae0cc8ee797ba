"""A database on a ClickHouse server of this machine."""

from sinks.clickhouse_warehouse import ClickHouseWarehouse
from streams.local.clickhouse_server import ClickHouseServer


def database_of(server: ClickHouseServer, name: str = "rightstream") -> str:
    """The URL of the database, which is made if it is not there. Waits for the server to answer."""
    default = ClickHouseWarehouse(server.url())
    default.execute(f"CREATE DATABASE IF NOT EXISTS {name}")
    default.close()
    return server.url(name)

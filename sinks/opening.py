"""Opens the warehouse a setting names."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from schemas.generation import UNNAMED, Generation

from .warehouse import Warehouse

_PLAIN_DATABASE = "default"


def open_warehouse(target: str, data: Path, generation: Generation = UNNAMED) -> Warehouse:
    """`chdb` for the embedded one under the data folder, or `clickhouse://user@host:port/database`.
    A named generation has a folder or database of its own beside it.

    Raises ValueError for another target, WarehouseUnavailable when a server does not answer.
    """
    if target == "chdb":
        from .chdb_warehouse import ChdbWarehouse

        return ChdbWarehouse(data / generation.entry("chdb"))
    if target.startswith("clickhouse://"):
        from .clickhouse_warehouse import ClickHouseWarehouse

        return ClickHouseWarehouse(database_url(target, generation))
    raise ValueError(f"warehouse {target!r}: use 'chdb' or 'clickhouse://user@host:port/database'")


def make_database(target: str, generation: Generation) -> None:
    """Makes the database of a named generation on a server, if need be."""
    if generation.name and target != "chdb":
        _on_the_plain_one(target, "CREATE DATABASE IF NOT EXISTS {}", generation)


def drop_database(target: str, generation: Generation) -> None:
    """Drops the database of a named generation from a server."""
    if generation.name and target != "chdb":
        _on_the_plain_one(target, "DROP DATABASE IF EXISTS {}", generation)


def database_url(target: str, generation: Generation) -> str:
    """The URL of the generation's database."""
    if not generation.name:
        return target
    parts = urlsplit(target)
    plain = parts.path.strip("/") or _PLAIN_DATABASE
    return urlunsplit(parts._replace(path=f"/{generation.database(plain)}"))


def _on_the_plain_one(target: str, statement: str, generation: Generation) -> None:
    plain = open_warehouse(target, Path())
    try:
        name = urlsplit(database_url(target, generation)).path.strip("/")
        plain.execute(statement.format(f"`{name}`"))
    finally:
        plain.close()

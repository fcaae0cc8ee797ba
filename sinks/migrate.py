"""Numbered SQL files applied once each, in order, with their checksums kept in the warehouse.

ClickHouse has no transaction around DDL, so each statement is recorded by itself and a file that
failed half-way goes on where it stopped.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from string import Template
from typing import Final

from .warehouse import Warehouse

_DIALECTS: Final = {
    "modern": {
        "word": "LowCardinality(String)",
        "exact": "Decimal(76, 30)",
        "window": "SETTINGS non_replicated_deduplication_window = 10000",
    },
    "legacy": {"word": "String", "exact": "Decimal(38, 18)", "window": ""},
}
_NAME: Final = re.compile(r"(\d{3})_[a-z_]+\.sql")


class EditedMigration(RuntimeError):
    """A migration that was applied is not what the file says now: write a new one instead."""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        return sha256("\0".join(self.statements).encode()).hexdigest()


def migrations(dialect: str) -> list[Migration]:
    """All migrations, rendered for a dialect."""
    found = []
    for file in sorted(resources.files("sinks.migrations").iterdir(), key=lambda one: one.name):
        match = _NAME.fullmatch(file.name)
        if match:
            text = Template(file.read_text()).substitute(_DIALECTS[dialect])
            parts = tuple(part.strip() for part in text.split(";\n") if part.strip())
            statements = tuple(part.rstrip(";").strip() for part in parts)
            found.append(Migration(int(match[1]), file.name, statements))
    return found


def migrate(warehouse: Warehouse) -> list[str]:
    """Applies what is missing; names of the files that were. Raises EditedMigration."""
    warehouse.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, statement UInt32, "
        "checksum String, applied_at DateTime) ENGINE = MergeTree ORDER BY (number, statement)"
    )
    rows = warehouse.query("SELECT number, statement, checksum FROM schema_migrations")
    applied = {(int(number), int(statement)): checksum for number, statement, checksum in rows}
    names = []
    for migration in migrations(warehouse.dialect):
        for index, statement in enumerate(migration.statements):
            known = applied.get((migration.number, index))
            if known is not None and known != migration.checksum:
                raise EditedMigration(f"{migration.name} was edited after it was applied")
            if known is None:
                warehouse.execute(statement)
                warehouse.execute(
                    "INSERT INTO schema_migrations SELECT "
                    f"{migration.number}, {index}, '{migration.checksum}', now()"
                )
                names.append(migration.name)
    return list(dict.fromkeys(names))

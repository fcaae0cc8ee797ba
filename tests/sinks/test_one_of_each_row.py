"""What makes a row count once: the insert's token, its version, and FINAL in every view."""

import re
from collections.abc import Iterator

import pyarrow as pa
import pytest

from sinks.chdb_warehouse import ChdbWarehouse
from sinks.migrate import migrate, migrations


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChdbWarehouse]:
    made = ChdbWarehouse(tmp_path_factory.mktemp("warehouse"))
    migrate(made)
    yield made
    made.close()


def case(case_id: str, state: str, version: int) -> pa.Table:
    return pa.table({"case_id": [case_id], "work": ["w"], "state": [state], "version": [version]})


def test_an_insert_sent_again_with_its_token_changes_nothing(warehouse: ChdbWarehouse) -> None:
    for _ in range(3):
        warehouse.insert("case_rows", case("once", "Open", 1), "token-1")
    assert warehouse.query("SELECT count() FROM case_rows WHERE case_id = 'once'") == [(1,)]


def test_of_two_rows_with_one_key_the_higher_version_is_seen(warehouse: ChdbWarehouse) -> None:
    """In whichever order they came."""
    warehouse.insert("case_rows", case("later", "Open", 1), "token-2")
    warehouse.insert("case_rows", case("later", "Dismissed", 2), "token-3")
    warehouse.insert("case_rows", case("earlier", "Dismissed", 2), "token-4")
    warehouse.insert("case_rows", case("earlier", "Open", 1), "token-5")
    seen = warehouse.query(
        "SELECT case_id, state FROM cases WHERE case_id IN ('later', 'earlier') ORDER BY case_id"
    )
    assert seen == [("earlier", "Dismissed"), ("later", "Dismissed")]


@pytest.mark.parametrize("dialect", ["modern", "legacy"])
def test_every_view_reads_one_row_a_key(dialect: str) -> None:
    """A table named in a view without FINAL counts rows that were replaced."""
    views = [
        statement
        for migration in migrations(dialect)
        for statement in migration.statements
        if statement.startswith("CREATE VIEW")
    ]
    assert len(views) >= 8
    for view in views:
        read = re.findall(r"FROM\s+(\w+)(\s+FINAL)?", view)
        assert read
        assert all(final for _, final in read), view


@pytest.mark.parametrize("dialect", ["modern", "legacy"])
def test_every_table_of_results_keeps_the_highest_version(dialect: str) -> None:
    unversioned = {"ingest_batches"}
    for migration in migrations(dialect):
        for statement in migration.statements:
            table = re.match(r"CREATE TABLE (\w+)", statement)
            if table and table[1] not in unversioned:
                assert "ENGINE = ReplacingMergeTree(version)" in statement, table[1]
                window = "non_replicated_deduplication_window" in statement
                assert window is (dialect == "modern"), table[1]

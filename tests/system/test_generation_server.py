"""A generation's database on a ClickHouse server, the oldest that is supported: made, compared with
the running one, and dropped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.generation import Generation
from sinks.comparison.both import BothWarehouses
from sinks.comparison.comparison import Counts
from sinks.migrate import migrate
from sinks.opening import drop_database, make_database, open_warehouse
from sinks.reading import WarehouseReader
from streams.local.clickhouse_server import server_program
from tests.system.test_clickhouse_server import Server

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        server_program() is None, reason="clickhouse-server is not installed (apt has it)"
    ),
]
GREEN = Generation("green")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    try:
        started.start()
        yield started
    finally:
        started.stop()


def fill(server: Server, generation: Generation, royalty_of_5: int, version: int) -> None:
    make_database(server.url("rights"), generation)
    warehouse = open_warehouse(server.url("rights"), Path(), generation)
    try:
        migrate(warehouse)
        warehouse.execute(
            "INSERT INTO accrual_lines (sender, report_id, line, state_code, royalty_e8, "
            "entry_holder, entry_amount_e8, version) SELECT 'dsp', 'R', number, 1, "
            f"if(number = 5, {royalty_of_5}, number), ['a', 'b'], [number, 0], {version} "
            "FROM system.numbers LIMIT 1000"
        )
        warehouse.execute(
            "INSERT INTO platform_allocation_rows (sender, report_id, row_number, amount) "
            "SELECT 'dsp', 'R', 1, toDecimal128('0.123456789012345678', 18)"
        )
    finally:
        warehouse.close()


def test_two_generations_on_one_server(server: Server) -> None:
    """One row in a thousand differs by one unit, old decimals and arrays too."""
    server.database("rights").close()
    fill(server, Generation(), 5, version=3)
    fill(server, GREEN, 6, version=1)
    url = server.url("rights")
    running, new = (WarehouseReader(Path(), url, one).text for one in (Generation(), GREEN))
    both = BothWarehouses(running, new, same_partitions=True)
    both.compare(lambda _: None)
    reports = {report.name: report for report in both.reports(5)}
    assert reports["accrual_lines"].counts == Counts(999, different=1)
    (row,) = reports["accrual_lines"].rows
    assert row.columns == {"royalty_e8": ("5", "6")}
    assert reports["platform_allocation_rows"].counts == Counts(1)
    assert {name for name, report in reports.items() if report.counts.differences} == {
        "accrual_lines"
    }


def test_only_a_named_generation_is_made_and_dropped(server: Server) -> None:
    """The plain database is its owner's."""
    plain = server.database("rights")
    url = server.url("rights")
    make_database(url, GREEN)
    make_database(url, GREEN)
    assert ("rights_green",) in plain.query("SHOW DATABASES")
    drop_database(url, GREEN)
    drop_database(url, Generation())
    names = {name for (name,) in plain.query("SHOW DATABASES")}
    plain.close()
    assert "rights" in names
    assert "rights_green" not in names

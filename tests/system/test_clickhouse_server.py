"""A ClickHouse server as warehouse: Debian's 18.16, the oldest one that is supported."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from processors.reports import RecordedAt
from schemas import topics
from sinks.chdb_warehouse import ChdbWarehouse
from sinks.clickhouse_warehouse import ClickHouseWarehouse
from sinks.evidence import EvidenceReader
from sinks.migrate import migrate
from sinks.rows.records import collectors
from sinks.summary import accruals_digest, line_proof, money_proof
from sinks.warehouse import Warehouse
from streams.local.clickhouse_server import ClickHouseServer, server_program
from streams.market import Market, MarketPlan
from tests import events
from tests.driver import CODECS, decode
from tests.driver import Market as DrivenMarket
from tests.processors.evidence.signed_log import evidence_records, proof, receipt
from tests.system.running_stack import PLAN, Undisturbed, running, undisturbed, until

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        server_program() is None, reason="clickhouse-server is not installed (apt has it)"
    ),
]

_START_SECONDS = 40.0
_PATIENCE_SECONDS = 60.0
_KEY = ["sender", "report_id", "revision", "part", "content", "line", "work"]
_ALL = {
    **{f"{view} view": f"SELECT * FROM {view}" for view in (
        "usage_lines", "accruals", "receipts", "cases", "anomalies", "ownership",
        "conflicts", "registrations", "parked", "trades", "platform_allocations", "evidence",
        "tree_heads",
    )},
    "dead letters": "SELECT topic, kafka_partition, kafka_offset, reason, faults, lines, "
    "recorded_at, hex(message_key), hex(message) FROM dead_letters",
    "lines with arrays": "SELECT * FROM accrual_lines FINAL",
}  # fmt: skip


class Server(ClickHouseServer):
    """A server with a folder and ports of its own. Starts and ends as the test says."""

    def start(self) -> None:
        """Returns when it answers."""
        super().start()
        ClickHouseWarehouse(self.url(), _START_SECONDS).close()

    def database(self, name: str) -> ClickHouseWarehouse:
        """A warehouse on a database of this name, made if need be, with all migrations applied."""
        default = ClickHouseWarehouse(self.url(), _PATIENCE_SECONDS)
        default.execute(f"CREATE DATABASE IF NOT EXISTS {name}")
        default.close()
        warehouse = ClickHouseWarehouse(self.url(name), _PATIENCE_SECONDS)
        migrate(warehouse)
        return warehouse


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    """Rows of every table, from a market and a block with all that could be hard to write."""
    market = Market(MarketPlan(works=60, lines=700, seed=3, platforms=5))
    sent = [(topic, record) for topic, _, record in market.events()]
    driven = DrivenMarket(partitions=2, admitted=lambda platform, _: platform != "ghostplayer")
    hard = events.usage("tunefy", "it's \\ «ü» 报告", ("work:RS-00000001", 3, 5_000_000))
    hard["body"][1]["allocations"] = {
        "line": [0, 0],
        "rights_controller": ["PUB'\\", "出版社"],
        "rights_type": ["MakeAvailable", ""],
        "share_ppm": [500_000, -1],
        "amount": [Decimal("0.000000000000000001"), Decimal("-12345678901234567.25")],
        "net_revenue": [Decimal(0), Decimal("1.5")],
        "currency": ["CNY", "USD"],
        "net_revenue_currency": ["CNY", ""],
    }
    now = int(time.time() * 1000)
    refused = events.registration("work:RS-00000001", source="it's", event_id="e'1")
    refused["subject"] = ""
    waiting = events.withdrawn("work:RS-00000001", "R'9", source="it's", event_id="e 2")
    more = [(topics.USAGE, hard), (topics.REGISTRATIONS, refused), (topics.REGISTRATIONS, waiting)]
    for offset, (topic, record) in enumerate([*sent, *more]):
        driven.send(topic, record, RecordedAt(now + offset, 0, offset))
        driven.run()
    gathered = collectors()
    for output in driven.outputs:
        gathered[output.topic].add(decode(output.topic, CODECS[output.topic].encode(output.record)))
    for topic, evidence in evidence_records():
        gathered[topic].add(decode(topic, CODECS[topic].encode(evidence)))
    return {one.table: one.take() for one in gathered.values()}


def insert(warehouse: Warehouse, tables: dict[str, pa.Table]) -> None:
    for name, rows in tables.items():
        warehouse.insert(name, rows, f"token of {name}")


def everything(warehouse: Warehouse) -> dict[str, list[str]]:
    """All rows of all views, and the accrual lines with their arrays, as text."""
    return {
        name: sorted(warehouse.query_text(statement, "TSV").splitlines())
        for name, statement in _ALL.items()
    }


def rows_of(warehouse: Warehouse) -> tuple[object, object, str]:
    """Both proofs and the digest."""

    def text(statement: str) -> str:
        return warehouse.query_text(statement, "TSV")

    def rows(statement: str) -> list[list[str]]:
        return [line.split("\t") for line in text(statement).splitlines()]

    return line_proof(rows), money_proof(rows), accruals_digest(text, rows)


def test_migrations_are_applied_once(server: Server) -> None:
    warehouse = server.database("migrated")
    assert warehouse.dialect == "legacy"
    assert migrate(warehouse) == []
    assert warehouse.query("SELECT count() FROM usage_lines") == [(0,)]
    warehouse.close()


def test_queries_answer_as_chdb_does_for_the_same_rows(
    server: Server, tables: dict[str, pa.Table], tmp_path: Path
) -> None:
    """Every table and view to the letter, arrays, bytes and decimals included; proofs and digest.
    Everything is inserted twice under the same tokens, and is there once."""
    legacy, modern = server.database("alike"), ChdbWarehouse(tmp_path / "chdb")
    migrate(modern)
    try:
        for warehouse in (legacy, modern):
            insert(warehouse, tables)
            insert(warehouse, tables)
        assert min(rows.num_rows for rows in tables.values()) > 0
        found, expected = everything(legacy), everything(modern)
        for name, rows in expected.items():
            assert rows, name
            assert len(set(rows)) == len(rows), f"{name} has a row twice"
            assert found[name] == rows, name
        assert rows_of(legacy) == rows_of(modern)
        assert EvidenceReader(legacy.query_text).consistency(6, 11) == proof(6, 11)
        assert EvidenceReader(legacy.query_text).receipts("e4", None) == [receipt(4, 6)]
    finally:
        legacy.close()
        modern.close()


def test_an_insert_outlives_kill_9_of_the_server(
    server: Server, tables: dict[str, pa.Table]
) -> None:
    """Batch after batch is inserted; the server is killed in the middle of it, twice, and started
    again: the insert under way is repeated, and every row is there once."""
    warehouse, looking = server.database("killed"), server.database("killed")
    batches = _batches(tables["accrual_lines"], count=60)
    rows = sum(len(batch.group_by(_KEY).aggregate([])) for batch in batches)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            for number, batch in enumerate(batches):
                warehouse.insert("accrual_lines", batch, f"batch {number}")
        except BaseException as fault:
            faults.append(fault)

    inserting = threading.Thread(target=run)
    inserting.start()
    for share in (4, 2):
        until(partial(_has, looking, rows // share), 60, "rows of the first batches")
        assert inserting.is_alive()
        server.kill()
        server.start()
    inserting.join(_PATIENCE_SECONDS)
    assert not inserting.is_alive()
    assert faults == []
    assert _count(looking) == rows
    warehouse.close()
    looking.close()


def _batches(rows: pa.Table, count: int) -> list[pa.Table]:
    """The rows so many times, each time as other reports."""
    at = rows.column_names.index("report_id")
    return [
        rows.set_column(
            at, "report_id", pa.array([f"{name} {n}" for name in rows["report_id"].to_pylist()])
        )
        for n in range(count)
    ]


def _has(warehouse: ClickHouseWarehouse, least: int) -> bool:
    return _count(warehouse) >= least


def _count(warehouse: ClickHouseWarehouse) -> int:
    ((count,),) = warehouse.query("SELECT count() FROM accrual_lines FINAL")
    return int(count)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.getbasetemp())


def test_the_pipeline_outlives_kill_9_of_its_warehouse(
    server: Server, known: Undisturbed, tmp_path: Path
) -> None:
    """A market into the server, which is killed in mid-run: the sink waits for it, is not itself
    started again, and all of the results are those of an undisturbed run into chDB."""
    looking = server.database("pipeline")
    half = len(known.events) * 4 // 5
    with running(tmp_path, replace(PLAN, warehouse=server.url("pipeline"))) as stack:
        stack.await_sink()
        stack.send(known.events[:half])
        until(partial(_has, looking, 1), 60, "the first accrual rows")
        server.kill()
        stack.send(known.events[half:])
        server.start()
        stack.results().check_same_as(known.results)
        assert stack.supervisor.restarts("sink") == 0
    looking.close()

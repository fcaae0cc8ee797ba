"""Answers of a server, written here, against what ClickHouse (chDB) writes for the same values."""

import json
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import pytest

from sinks import clickhouse_warehouse
from sinks.answer_formats import answer_text
from sinks.chdb_warehouse import ChdbWarehouse
from sinks.clickhouse_warehouse import ClickHouseWarehouse
from sinks.sql_endpoint import _FORMS
from sinks.warehouse import WarehouseError

VALUES: list[tuple[str, Any, str]] = [
    ("toInt64(-5)", -5, "Int64"),
    ("toUInt64(18446744073709551615)", 2**64 - 1, "UInt64"),
    ("'plain'", "plain", "String"),
    (r"'a\tb\nc\\d\'e\"f\r\0\b\f/'", "a\tb\nc\\d'e\"f\r\0\b\f/", "String"),
    ("'über ✓ 日本'", "über ✓ 日本", "String"),
    ("''", "", "String"),
    ("CAST(NULL AS Nullable(String))", None, "Nullable(String)"),
    ("CAST(7 AS Nullable(Int32))", 7, "Nullable(Int32)"),
    ("toDate('2024-02-03')", date(2024, 2, 3), "Date"),
    (
        "toDateTime('2024-02-03 04:05:06', 'UTC')",
        datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
        "DateTime('UTC')",
    ),
    (
        "toDateTime64('2024-02-03 04:05:06.12', 4, 'UTC')",
        datetime(2024, 2, 3, 4, 5, 6, 120_000, tzinfo=UTC),
        "DateTime64(4, 'UTC')",
    ),
    (
        "toDateTime64('2024-02-03 04:05:06', 0, 'UTC')",
        datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
        "DateTime64(0, 'UTC')",
    ),
    ("toDecimal64('1.5000', 4)", Decimal("1.5"), "Decimal(18, 4)"),
    ("toDecimal128('0', 8)", Decimal("0E-8"), "Decimal(38, 8)"),
    (
        "toDecimal128('123456789012345678901234567890.12345678', 8)",
        Decimal("123456789012345678901234567890.12345678"),
        "Decimal(38, 8)",
    ),
    ("toDecimal64('-100', 2)", Decimal("-100.00"), "Decimal(18, 2)"),
    ("toFloat64(1)", 1.0, "Float64"),
    ("0.1", 0.1, "Float64"),
    ("1e16", 1e16, "Float64"),
    ("1e21", 1e21, "Float64"),
    ("1.5e-7", 1.5e-7, "Float64"),
    ("0.000001", 1e-6, "Float64"),
    ("-0.", -0.0, "Float64"),
    ("nan", math.nan, "Float64"),
    ("-inf", -math.inf, "Float64"),
    ("true", True, "Bool"),
    (
        "toUUID('00000000-0000-0000-0000-000000000001')",
        UUID(int=1),
        "UUID",
    ),
    ("CAST('x' AS Enum8('x' = 1))", "x", "Enum8('x' = 1)"),
    (r"['a\'b', 'c\td', 'q\"']", ["a'b", "c\td", 'q"'], "Array(String)"),
    ("[1, NULL]", [1, None], "Array(Nullable(UInt8))"),
    ("CAST([] AS Array(String))", [], "Array(String)"),
    ("[[1], [2, 3]]", [[1], [2, 3]], "Array(Array(UInt8))"),
    ("[toDate('2024-02-03')]", [date(2024, 2, 3)], "Array(Date)"),
    ("[toDecimal64('1.50', 2)]", [Decimal("1.50")], "Array(Decimal(18, 2))"),
    ("[tuple('a', 1)]", [("a", 1)], "Array(Tuple(String, UInt8))"),
    ("map('k', 1, 'l', 2)", {"k": 1, "l": 2}, "Map(String, UInt8)"),
]
COLUMNS = [(f"column {number}", kind) for number, (_, _, kind) in enumerate(VALUES)]
ROW = tuple(value for _, value, _ in VALUES)
STATEMENT = "SELECT " + ", ".join(
    f"{expression} AS `{name}`"
    for (expression, _, _), (name, _) in zip(VALUES, COLUMNS, strict=True)
)


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChdbWarehouse]:
    warehouse = ChdbWarehouse(tmp_path_factory.mktemp("chdb"))
    yield warehouse
    warehouse.close()


def json_of(text: str) -> dict[str, Any]:
    """A JSON answer without the statistics, numbers digit by digit."""
    answer: dict[str, Any] = json.loads(text, parse_float=Decimal)
    answer.pop("statistics", None)
    return answer


@pytest.mark.parametrize("form", ["TSV", "TabSeparated", "CSVWithNames"])
def test_text_is_what_clickhouse_writes(clickhouse: ChdbWarehouse, form: str) -> None:
    assert answer_text(COLUMNS, [ROW], form) == clickhouse.query_text(STATEMENT, form)


@pytest.mark.parametrize("form", ["JSON", "JSONCompact"])
def test_json_says_what_clickhouse_says(clickhouse: ChdbWarehouse, form: str) -> None:
    written = answer_text(COLUMNS, [ROW], form)
    assert json_of(written) == json_of(clickhouse.query_text(STATEMENT, form))


def test_the_table_is_clickhouse_s(clickhouse: ChdbWarehouse) -> None:
    columns = [("n", "UInt64"), ("name of it", "String"), ("amount", "Nullable(Decimal(9, 2))")]
    rows = [(7, "日本", Decimal("1.50")), (1000, "über", None)]
    written = answer_text(columns, rows, "PrettyCompactMonoBlock")
    assert written == (
        "   ┌────n─┬─name of it─┬─amount─┐\n"
        "1. │    7 │ 日本       │    1.5 │\n"
        "2. │ 1000 │ über       │   ᴺᵁᴸᴸ │\n"
        "   └──────┴────────────┴────────┘\n"
    )
    statement = (
        "SELECT * FROM VALUES('n UInt64, `name of it` String, amount Nullable(Decimal(9, 2))', "
        "(7, '日本', 1.5), (1000, 'über', NULL))"
    )
    assert written == clickhouse.query_text(statement, "PrettyCompactMonoBlock")


def test_a_longer_table_is_clickhouse_s(clickhouse: ChdbWarehouse) -> None:
    statement = "SELECT number * 7 AS n, toString(number) AS text FROM numbers(12)"
    columns = [("n", "UInt64"), ("text", "String")]
    rows = [(number * 7, str(number)) for number in range(12)]
    form = "PrettyCompactMonoBlock"
    assert answer_text(columns, rows, form) == clickhouse.query_text(statement, form)


def test_a_value_cannot_move_the_cursor() -> None:
    table = answer_text([("s", "String")], [("\x1b[2J\n\x9b",)], "PrettyCompactMonoBlock")
    assert r"│ \x1b[2J\n\x9b │" in table
    assert [line for line in table.splitlines() if "│" in line] == [r"1. │ \x1b[2J\n\x9b │"]


@pytest.mark.parametrize("form", sorted(_FORMS))
def test_no_rows(clickhouse: ChdbWarehouse, form: str) -> None:
    written = answer_text([("a", "UInt8"), ("b", "String")], [], form)
    expected = clickhouse.query_text("SELECT 1 AS a, 'x' AS b WHERE 0", form)
    if form.startswith("JSON"):
        assert json_of(written) == json_of(expected)
    else:
        assert written == expected


@pytest.mark.parametrize("form", sorted(_FORMS))
def test_bytes_that_are_no_text_are_marked(form: str) -> None:
    assert "�" in answer_text([("message", "String")], [(b"\xff\x00",)], form)


class RecordedClient:
    """Stands in for the driver: answers what a server would, and keeps what it was asked."""

    def __init__(self, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
        self.asked: list[str] = []
        self.settings: dict[str, Any] = {}
        self._answer = (list(rows), list(columns))

    @property
    def connection(self) -> Self:
        return self

    @property
    def server_info(self) -> Self:
        return self

    def version_tuple(self) -> tuple[int, int, int]:
        return (26, 9, 2)

    def execute(self, statement: str, *, with_column_types: bool = False) -> Any:
        self.asked.append(statement)
        return self._answer if with_column_types else self._answer[0]

    def disconnect(self) -> None:
        pass


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> RecordedClient:
    recorded = RecordedClient([("work", "String"), ("lines", "UInt64")], [("work:RS1", 3)])

    class Client:
        @staticmethod
        def from_url(_: str) -> RecordedClient:
            return recorded

    monkeypatch.setattr(clickhouse_warehouse, "Client", Client)
    return recorded


@pytest.mark.parametrize("form", sorted(_FORMS))
def test_a_server_answers_in_every_form_the_endpoint_takes(
    client: RecordedClient, form: str
) -> None:
    answer = ClickHouseWarehouse("clickhouse://server/db").query_text("SELECT 1", form)
    assert "work:RS1" in answer
    assert client.asked[-1] == "SELECT 1"


def test_another_form_is_refused_before_the_server_is_asked(client: RecordedClient) -> None:
    warehouse = ClickHouseWarehouse("clickhouse://server/db")
    asked = list(client.asked)
    with pytest.raises(WarehouseError, match="no format Parquet here; there are TSV"):
        warehouse.query_text("SELECT 1", "Parquet")
    assert client.asked == asked

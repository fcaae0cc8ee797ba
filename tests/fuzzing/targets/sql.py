"""The SQL endpoint: any request is answered with a status, and text from rows harms no reader."""

import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import category

from sinks.answer_formats import answer_text
from sinks.chdb_warehouse import literal
from sinks.sql_endpoint import handler, refuse_writes
from sinks.warehouse import Row, WarehouseError
from tests.fuzzing import hostile
from tests.fuzzing.choices import Choices
from tests.fuzzing.target import Target

_TOKEN = "t0ken"
_REQUEST = b"POST /sql HTTP/1.1\r\nX-Token: t0ken\r\n"


class _Asked:
    """A warehouse that answers any statement, and refuses one."""

    dialect = "modern"

    def query_text(self, statement: str, form: str) -> str:
        if "refuse" in statement:
            raise WarehouseError(statement)
        refuse_writes(statement)
        return f"{form}\n"

    def execute(self, statement: str) -> None:
        raise AssertionError(f"a reader wrote: {statement}")

    def insert(self, table: str, columns: Any, token: str) -> None:
        raise AssertionError(f"a reader wrote to {table} {columns} {token}")

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        raise AssertionError(f"not asked so: {statement} {parameters}")

    def close(self) -> None: ...


class _Connection:
    """A client that sends these bytes and goes away."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.answer = b""

    def makefile(self, *_: Any) -> io.BytesIO:
        return io.BytesIO(self._data)

    def sendall(self, data: bytes) -> None:
        self.answer += data

    def settimeout(self, _seconds: float | None) -> None: ...


_HANDLER = handler(_Asked(), _TOKEN)


def run(data: bytes) -> None:
    if data[:1] == b"P":
        _check_request(data)
    else:
        _check_rows(Choices(data))


def _check_request(data: bytes) -> None:
    connection = _Connection(data)
    _HANDLER(connection, ("127.0.0.1", 1), None)  # type: ignore[arg-type]
    answer = connection.answer
    assert answer or b"\n" not in data
    if answer.startswith(b"HTTP/1."):
        status = int(answer.split(b" ")[1])
        assert status in range(200, 506)
        assert status != 200 or b"t0ken" in data


def _check_rows(choices: Choices) -> None:
    kinds = [_cell(choices) for _ in range(1 + choices.below(3))]
    columns = [(choices.of(hostile.TEXTS), kind) for kind, _ in kinds]
    rows = [tuple(value for _, value in kinds)] * choices.below(3)
    said = json.loads(answer_text(columns, rows, "JSONCompact"))
    assert said["rows"] == len(rows)
    assert len(json.loads(answer_text(columns, rows, "JSON"))["data"]) == len(rows)
    table = answer_text(columns, rows, "PrettyCompactMonoBlock")
    assert not any(one in hostile.BIDI for one in table)
    assert not any(category(one) == "Cc" and one != "\n" for one in table)
    assert answer_text(columns, rows, "TSV").count("\n") == len(rows)
    answer_text(columns, rows, "CSVWithNames")
    for value in rows[0] if rows else ():
        if isinstance(value, str):
            inner = literal(value)[1:-1]
            assert inner.replace("\\\\", "").replace("\\'", "").count("'") == 0


def _cell(choices: Choices) -> tuple[str, Any]:
    match choices.below(7):
        case 0:
            return "Int64", choices.of(hostile.NUMBERS)
        case 1:
            return "Float64", choices.of((float("nan"), float("inf"), -0.0, 1e300, 5e-324, 0.1))
        case 2:
            return "Decimal(76, 8)", choices.of((*hostile.DECIMALS, Decimal("-0.00")))
        case 3:
            return "Array(String)", [choices.of(hostile.TEXTS), choices.block().decode("latin-1")]
        case 4:
            return "Nullable(String)", None
        case 5:
            return "Map(String, String)", {choices.of(hostile.TEXTS): choices.of(hostile.TEXTS)}
        case _:
            return "String", choices.block().decode("utf-8", "replace")


def seeds() -> Sequence[bytes]:
    def request(statement: bytes, length: bytes = b"", form: bytes = b"TSV") -> bytes:
        said = length or b"%d" % len(statement)
        return _REQUEST + b"Content-Length: %s\r\nX-Form: %s\r\n\r\n%s" % (said, form, statement)

    return [
        request(b"SELECT 1"), request(b"DROP TABLE x"), request(b"SELECT 'refuse'"),
        request(b"SELECT 1; DROP TABLE x"), request(b"\xff\xfe"), request(b"SELECT 1", b"-1"),
        request(b"SELECT 1", b"1e3"), request(b"SELECT 1", b"99999999"), request(b"", form=b"\xff"),
        b"POST /sql HTTP/1.1\r\nX-Token: \xff\r\n\r\n", b"PUT / HTTP/1.1\r\n\r\n", b"P\r\n", b"P",
        *(bytes([one] * 12) for one in range(9)),
    ]  # fmt: skip


def giants() -> Sequence[bytes]:
    million = 1 << 20
    return [
        _REQUEST + b"X-A: 1\r\n" * 200_000,
        b"POST " + b"/" * (1 << 22),
        _REQUEST + b"Content-Length: 999999\r\n\r\nSELECT " + b" ;" * 499_996,
        _REQUEST + b"Content-Length: 999999\r\n\r\nSELECT " + b"INTO " * 199_998,
        _REQUEST + b"Content-Length: 999999\r\n\r\n" + b" " * million,
    ]


TARGET = Target(
    name="sql",
    says="requests to the SQL endpoint, and rows as text",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=128,
    seconds=10,
)

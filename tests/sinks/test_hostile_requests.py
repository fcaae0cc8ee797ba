"""Whatever a client of the SQL endpoint sends, it gets a status; and tables show all they have."""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sinks.answer_formats import answer_text
from sinks.sql_endpoint import ADDRESS_FILE, SqlEndpoint
from sinks.warehouse import Row


class Answering:
    """A warehouse that answers every statement with itself."""

    dialect = "modern"

    def execute(self, statement: str) -> None: ...

    def insert(self, table: str, columns: Any, token: str) -> None: ...

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Row]:
        return [(statement, parameters)]

    def query_text(self, statement: str, form: str) -> str:
        return f"{form} {statement}"

    def close(self) -> None: ...


@pytest.fixture
def address(tmp_path: Path) -> Iterator[dict[str, Any]]:
    endpoint = SqlEndpoint(Answering(), tmp_path)
    endpoint.start()
    try:
        yield json.loads((tmp_path / ADDRESS_FILE).read_text())
    finally:
        endpoint.stop()


def status(address: dict[str, Any], headers: bytes, body: bytes = b"", token: bytes = b"") -> int:
    token = token or address["token"].encode()
    request = b"POST /sql HTTP/1.1\r\nX-Token: " + token + b"\r\n" + headers + b"\r\n" + body
    with socket.create_connection(("127.0.0.1", address["port"]), timeout=30) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while more := client.recv(65_536):
            answer += more
    assert answer, "hung up without an answer"
    return int(answer.split(b" ")[1])


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"0x10", b"\xb2", b"", b"9" * 5_000])
def test_a_length_that_is_none_is_refused(address: dict[str, Any], length: bytes) -> None:
    """A length of -1 read until the client hung up; others ended the thread without an answer."""
    assert status(address, b"Content-Length: " + length + b"\r\n") == 400


def test_a_statement_that_is_no_utf8_is_refused(address: dict[str, Any]) -> None:
    assert status(address, b"Content-Length: 9\r\n", b"SELECT '\xff") == 400


def test_a_token_of_any_bytes_is_compared(address: dict[str, Any]) -> None:
    assert status(address, b"", token=b"\xff\xfe") == 403


def test_a_reading_statement_is_answered(address: dict[str, Any]) -> None:
    assert status(address, b"Content-Length: 8\r\n", b"SELECT 1") == 200


def test_a_table_shows_what_would_reorder_it() -> None:
    table = answer_text([("a\u202eb", "String")], [("x\u2066y\x1b",)], "PrettyCompactMonoBlock")
    assert "a\\u202eb" in table
    assert "x\\u2066y\\x1b" in table

"""A broker is there when it answers and lists a live broker, not when its port is open."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from streams.local.kafka_probe import answers


@contextmanager
def server_that_says(answer: bytes) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(ConnectionError):  # the asker may have heard enough
                connection.recv(1024)
                for start in range(0, len(answer), 3):  # in pieces, as networks do
                    connection.sendall(answer[start : start + 3])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def answer(correlation: int, brokers: int) -> bytes:
    return struct.pack(">iii", 8, correlation, brokers)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (answer(7, 1), True),
        (answer(7, 0), False),
        (answer(8, 1), False),
        (b"HTTP/1.1 400 Bad Request\r\n", False),
        (answer(7, 1)[:-2], False),
        (b"", False),
    ],
    ids=["broker", "no live broker", "other request", "not kafka", "cut off", "closed"],
)
def test_answer(sent: bytes, expected: bool) -> None:
    with server_that_says(sent) as port:
        assert answers(port) is expected


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not answers(port)


def test_silence_ends_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not answers(server.getsockname()[1], timeout=0.05)

"""Whether a Kafka broker answers, asked in its own protocol with one request."""

from __future__ import annotations

import socket
import struct

METADATA = 3
VERSION = 1
CORRELATION = 7
NO_CLIENT_ID = -1
LARGEST_ANSWER = 1 << 20


def answers(port: int, timeout: float = 1.0, host: str = "127.0.0.1") -> bool:
    """Whether a broker at host:port answers and counts itself among the live brokers.

    A listening port alone says too little: the socket is open before requests are served.
    Blocks at most about `timeout` seconds; raises nothing.
    """
    body = struct.pack(">hhihi", METADATA, VERSION, CORRELATION, NO_CLIENT_ID, 0)
    try:
        with socket.create_connection((host, port), timeout) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            (length,) = struct.unpack(">i", _receive(connection, 4))
            if not 8 <= length <= LARGEST_ANSWER:
                return False
            correlation, brokers = struct.unpack(">ii", _receive(connection, length)[:8])
            return bool(correlation == CORRELATION and brokers > 0)
    except OSError:
        return False


def _receive(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            raise ConnectionResetError("the broker closed the connection")
        parts += part
    return bytes(parts)

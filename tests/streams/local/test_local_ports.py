"""Free ports: really free, never in the range of outgoing connections."""

import os
import socket
from pathlib import Path

import pytest

from streams.local import ports
from streams.local.errors import LocalStackError, PortTaken


def test_ports_are_distinct_and_can_be_bound() -> None:
    found = ports.free_ports(20)
    assert len(set(found)) == 20
    for port in found:
        with socket.socket() as server:
            server.bind(("127.0.0.1", port))


def test_ports_lie_below_the_ephemeral_range(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kernel = tmp_path / "ip_local_port_range"
    kernel.write_text("22000\t60999\n")
    monkeypatch.setattr(ports, "EPHEMERAL", kernel)
    assert all(20_000 <= port < 22_000 for port in ports.free_ports(50))


def test_avoided_ports_are_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda _: True)
    every = range(10_000, 65_536)
    with pytest.raises(LocalStackError, match="no free port"):
        ports.free_ports(1, avoid=every)


def test_taken_port_is_told_with_its_owner() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not ports.is_free(port)
        with pytest.raises(PortTaken) as caught:
            ports.require_free(port)
    assert caught.value.port == port
    assert f"pid {os.getpid()}" in caught.value.why


def test_port_of_closed_server_with_lingering_connection_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()  # the side that closes first keeps the port in TIME_WAIT
    assert ports.is_free(port)

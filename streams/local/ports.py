"""Free ports on loopback, chosen where no outgoing connection can take them."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterable
from pathlib import Path

import psutil

from streams.local.errors import LocalStackError, PortTaken

LOOPBACK = "127.0.0.1"
LOWEST = 20_000
EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
ATTEMPTS = 200


def free_ports(count: int, avoid: Iterable[int] = ()) -> list[int]:
    """Distinct ports on which nobody listens now. Does not hold them: bind soon, or retry.

    Taken at random below the kernel's ephemeral range: there no outgoing connection gets them, and
    a client that reconnects to a stopped broker cannot connect to itself and block the port.
    Raises LocalStackError if none are found.
    """
    below = _ephemeral_start()
    candidates = range(LOWEST, below) if below > LOWEST + 1000 else range(10_000, 65_536)
    found: list[int] = []
    refused = set(avoid)
    for port in random.SystemRandom().sample(candidates, ATTEMPTS):
        if len(found) == count:
            return found
        if port not in refused and is_free(port):
            found.append(port)
    raise LocalStackError(
        "no free port",
        f"{LOOPBACK}, ports {candidates.start} to {candidates.stop - 1}",
        f"{ATTEMPTS} ports were tried, {count} are needed",
        "look for a program that holds very many ports, or name a port",
    )


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of a former server that are fading out do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def require_free(port: int) -> None:
    """Raise PortTaken, naming the process that has it, if the port is not free."""
    if not is_free(port):
        raise PortTaken(port, listener(port))


def listener(port: int) -> str | None:
    """The process that listens on a port, as `name (pid 123)`; None if we may not know."""
    try:
        for connection in psutil.net_connections("tcp"):
            listening = connection.status == psutil.CONN_LISTEN
            if listening and connection.laddr[1:2] == (port,) and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        return None
    return None


def _ephemeral_start() -> int:
    try:
        return int(EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError):
        return 49_152  # IANA's, and that of macOS

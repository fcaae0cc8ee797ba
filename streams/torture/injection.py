"""Does to a running stack what a fault says, and heals it again."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sinks.clickhouse_warehouse import ClickHouseWarehouse
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.local.clickhouse_server import ClickHouseServer
from streams.stack import Stack

from .data_disks import DataDisks
from .faults import Fault, Kind
from .small_disk import Disk, LimitedFiles

log = logging.getLogger(__name__)

_POLL_SECONDS: Final = 0.02
_RUNNING_SECONDS: Final = 60.0
_ANSWER_SECONDS: Final = 120.0
_INSERT_SECONDS: Final = 3.0
_CLEAN_MARKS: Final = ("**/.kafka_cleanshutdown", "**/*.index", "**/*.timeindex", "**/*.txnindex")
BROKER: Final = "kafka"


class NotHealed(RuntimeError):
    """Something did not come back by itself after its fault was over."""


class Injector:
    """`strike` blocks until the fault is over and healed. Any number of threads may strike, as long
    as their faults have different targets."""

    def __init__(self, stack: Stack, disks: DataDisks, server: ClickHouseServer | None) -> None:
        self._stack = stack
        self._supervisor = stack.supervisor
        self._disks = disks
        self._server = server
        self._joined = 0
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._ways: dict[Kind, Callable[[Fault], None]] = {
            Kind.KILL: self._kill,
            Kind.PAUSE: self._pause,
            Kind.JOIN_LEAVE: self._join,
            Kind.JOIN_KILL: self._join,
            Kind.BROKER_KILL: self._kill_broker,
            Kind.BROKER_PAUSE: self._pause,
            Kind.BROKER_UNCLEAN: self._kill_broker,
            Kind.STATE_DISK_FULL: self._fill_disk,
            Kind.LOG_DISK_FULL: self._fill_disk,
            Kind.WAREHOUSE_KILL: self._kill_warehouse,
            Kind.WAREHOUSE_PAUSE: self._pause_warehouse,
        }

    def strike(self, fault: Fault) -> None:
        """Raises NotHealed."""
        self._ways[fault.kind](fault)

    def end(self) -> None:
        """Faults under way are healed now."""
        self._ending.set()

    def _kill(self, fault: Fault) -> None:
        self._running(fault.target)
        self._supervisor.kill(fault.target)

    def _pause(self, fault: Fault) -> None:
        process = self._running(fault.target)
        with _stopped(process):
            self._ending.wait(fault.seconds)
        if fault.target == BROKER:
            self._await_broker()

    def _join(self, fault: Fault) -> None:
        with self._lock:
            self._joined += 1
            instance = f"extra{self._joined}"
        name = f"{fault.target}-{instance}"
        self._stack.start_worker(fault.target, instance, name)
        self._ending.wait(fault.seconds)
        if fault.kind is Kind.JOIN_KILL:
            self._supervisor.kill(name)
            self._ending.wait(fault.seconds)
        self._supervisor.dismiss(name)

    def _kill_broker(self, fault: Fault) -> None:
        self._running(BROKER)
        with self._supervisor.held(BROKER):
            self._supervisor.kill(BROKER)
            if fault.kind is Kind.BROKER_UNCLEAN:
                _forget_clean_end(self._stack.broker.folder / "data")
            self._ending.wait(fault.seconds)
        self._await_broker()

    def _fill_disk(self, fault: Fault) -> None:
        disk = self._disk(fault.kind)
        try:
            disk.fill()
            self._ending.wait(fault.seconds)
        finally:
            disk.free()
        self._await_broker()

    def _disk(self, kind: Kind) -> Disk:
        of_broker = kind is Kind.LOG_DISK_FULL
        if self._disks.mounted:
            return self._disks.log if of_broker else self._disks.state
        pids = self._supervisor.pids()
        return LimitedFiles(pid for name, pid in pids.items() if (name == BROKER) is of_broker)

    def _kill_warehouse(self, fault: Fault) -> None:
        server = self._warehouse()
        self._await_insert(server)
        server.kill()
        try:
            self._ending.wait(fault.seconds)
        finally:
            server.start()

    def _pause_warehouse(self, fault: Fault) -> None:
        server = self._warehouse()
        server.pause()
        try:
            self._ending.wait(fault.seconds)
        finally:
            server.resume()

    def _warehouse(self) -> ClickHouseServer:
        if self._server is None:
            raise ValueError("there is no ClickHouse server in this stack")
        return self._server

    def _await_insert(self, server: ClickHouseServer) -> None:
        """Returns when an insert is under way, or none has come for some seconds."""
        deadline = time.monotonic() + _INSERT_SECONDS
        with suppress(WarehouseUnavailable, WarehouseError):
            looking = ClickHouseWarehouse(server.url(), patience_seconds=1.0)
            try:
                while time.monotonic() < deadline:
                    statement = "SELECT count() FROM system.processes WHERE query LIKE 'INSERT%'"
                    if int(looking.query(statement)[0][0]):
                        return
            finally:
                looking.close()

    def _running(self, name: str) -> int:
        """Pid of a child; waits for one that is just being started again. Raises NotHealed."""
        deadline = time.monotonic() + _RUNNING_SECONDS
        while (process := self._supervisor.pids().get(name)) is None:
            if time.monotonic() > deadline:
                raise NotHealed(f"{name} does not run")
            time.sleep(_POLL_SECONDS)
        return process

    def _await_broker(self) -> None:
        deadline = time.monotonic() + _ANSWER_SECONDS
        while not self._stack.broker.answers():
            if time.monotonic() > deadline:
                raise NotHealed("the broker does not answer")
            time.sleep(_POLL_SECONDS)


@contextmanager
def _stopped(process: int) -> Iterator[None]:
    """Its whole group stands still in the body."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGCONT)


def _forget_clean_end(data: Path) -> None:
    """Removes what Kafka can make anew from its logs, and the mark that it need not."""
    for pattern in _CLEAN_MARKS:
        for path in data.glob(pattern):
            path.unlink(missing_ok=True)

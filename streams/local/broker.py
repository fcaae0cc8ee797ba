"""A real Apache Kafka broker on this machine: KRaft mode, one node, no Docker, no system Java."""

from __future__ import annotations

import json
import logging
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.local.bound_process import BoundProcess
from streams.local.broker_config import broker_properties, render
from streams.local.broker_faults import diagnose
from streams.local.broker_storage import format_storage
from streams.local.child import ChildSpec
from streams.local.errors import LocalStackError, PortTaken, unusable_folder
from streams.local.folder_lock import FolderLock
from streams.local.java import KafkaRuntime
from streams.local.jvm import broker_flags, jvm_flags
from streams.local.kafka_jars import kafka_runtime
from streams.local.kafka_probe import answers
from streams.local.ledger import Ledger
from streams.local.maven_fetch import Say
from streams.local.ports import free_ports, is_free, require_free
from streams.local.startup_cache import reading_flags

POLL = 0.02
PORT_ATTEMPTS = 3

log = logging.getLogger(__name__)


class LocalBroker:
    """One Kafka broker on one folder; its data outlives stop() and kill().

    Either start() and stop() it (or use `with`): then it dies with this process. Or give spec() to
    a Supervisor. Without a port it keeps the one of the folder's last run while that is free.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        heap_mb: int = 512,
        properties: Mapping[str, str] | None = None,
        jvm_flags: Sequence[str] = (),
        log_level: str = "warn",
        start_timeout: float = 120.0,
        runtime: KafkaRuntime | None = None,
        say: Say = log.info,
    ) -> None:
        self.folder = folder.absolute()
        self.log = self.folder / "kafka.log"
        self._wanted_port = port
        self._heap_mb = heap_mb
        self._overrides = dict(properties or {})
        self._more_flags = tuple(jvm_flags)
        self._log_level = log_level
        self._start_timeout = start_timeout
        self._runtime = runtime
        self._say = say
        self._ports: tuple[int, int] | None = None
        self._process: BoundProcess | None = None
        self._lock = FolderLock(self.folder)
        self._ledger = Ledger(self.folder / "processes.json")

    @property
    def port(self) -> int:
        """The port for clients. Raises RuntimeError before the first start."""
        if self._ports is None:
            raise RuntimeError("the broker has no port yet: start or prepare it first")
        return self._ports[0]

    @property
    def bootstrap(self) -> str:
        """What clients connect to, `127.0.0.1:port`."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The pid of the broker started here; None if it does not run."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the broker started here is alive (perhaps paused)."""
        return self._process is not None and self._process.exit_code() is None

    def prepare(self) -> list[str]:
        """Fetch what is missing, choose ports, write the configuration, format; the argv to run.

        Blocks under a second, or on the network the very first time. Raises LocalStackError.
        """
        runtime = self._runtime = self._runtime or kafka_runtime(self._say)
        configuration = self.folder / "server.properties"
        data = self.folder / "data"
        flags = [*jvm_flags(runtime.java_version), *reading_flags(runtime)]
        try:
            (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
            self._ports = self._choose_ports()
            (self.folder / "ports.json").write_text(json.dumps(self._ports))
            properties = broker_properties(data, *self._ports, self._overrides)
            configuration.write_text(render(properties))
            format_storage(runtime, flags, configuration, data)
        except OSError as error:
            raise unusable_folder(self.folder, error) from error
        flags += broker_flags(self.folder, self._heap_mb, self._log_level)
        flags += self._more_flags
        return runtime.command("kafka.Kafka", str(configuration), flags=flags)

    def start(self) -> Self:
        """Start the broker and block until it answers: 1 to 2.5 s, 2 s more after a kill.

        Raises LocalStackError: PortTaken, FolderLocked, OutOfMemory and others.
        """
        if self.running:
            return self
        if not self._lock.held:
            self._lock.acquire()
        try:
            self._ledger.stop_running()
            self._start_on_free_ports()
        except BaseException:
            self.kill()
            self._lock.release()
            raise
        return self

    def stop(self, timeout: float = 20.0) -> None:
        """Shut down in good order; after `timeout` seconds kill. Nothing if it is not started."""
        if self._process is not None:
            self._process.terminate(timeout)
            self._ledger.remove(self._process.pid)
            self._process = None
        self._lock.release()

    def kill(self) -> None:
        """SIGKILL, as a crash would be. The folder stays ours; start() again recovers the data."""
        if self._process is not None:
            self._process.kill()

    def pause(self) -> None:
        """Stop the broker in its tracks (SIGSTOP): connections stay open, nothing answers. Blocks
        until all its threads have stopped, or it has ended."""
        if self._process is not None:
            self._process.signal(signal.SIGSTOP)
            self._process.await_stopped()

    def resume(self) -> None:
        """Let a paused broker go on."""
        if self._process is not None:
            self._process.signal(signal.SIGCONT)

    def answers(self) -> bool:
        """Whether the broker serves requests now. Blocks at most a second."""
        return answers(self.port)

    def spec(self, name: str = "kafka") -> ChildSpec:
        """A supervised child that is this broker. Prepares it: see prepare()."""
        argv = self.prepare()
        return ChildSpec(
            name,
            argv,
            ready=self.answers,
            ready_timeout=self._start_timeout,
            grace=20.0,
            explain=self._explain,
        )

    def _start_on_free_ports(self) -> None:
        for attempt in range(1, PORT_ATTEMPTS + 1):
            argv = self.prepare()
            self._process = BoundProcess.start(argv, self.log, self._ledger.marker)
            self._ledger.add("kafka", self._process.pid)
            try:
                self._await_answer(self._process)
                return
            except PortTaken as error:
                # Lost between the choice and the bind: another will do, if it was not asked for.
                if error.port == self._wanted_port or attempt == PORT_ATTEMPTS:
                    raise
                self._ports = None

    def _await_answer(self, process: BoundProcess) -> None:
        end = time.monotonic() + self._start_timeout
        while not (self.answers() and process.exit_code() is None):
            code = process.exit_code()
            if code is not None or time.monotonic() > end:
                raise self._explain(code, process.tail(100))
            time.sleep(POLL)

    def _explain(self, code: int | None, log: str) -> LocalStackError:
        return diagnose(code, log, self.folder, self._heap_mb, self._ports or ())

    def _choose_ports(self) -> tuple[int, int]:
        former, former_controller = self._ports or self._last_ports()
        client = self._wanted_port if self._wanted_port is not None else former
        if client is not None and (self._ports or self._wanted_port is not None):
            require_free(client)  # clients know it already
        elif client is None or not is_free(client):
            client = free_ports(1)[0]
        controller = former_controller
        if controller is None or controller == client or not is_free(controller):
            controller = free_ports(1, avoid=[client])[0]
        return client, controller

    def _last_ports(self) -> tuple[int | None, int | None]:
        try:
            client, controller = json.loads((self.folder / "ports.json").read_text())
            return int(client), int(controller)
        except (OSError, ValueError, TypeError):
            return None, None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

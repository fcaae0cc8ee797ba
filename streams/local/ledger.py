"""A record of the processes started on a folder, to recognise what a crashed run left behind."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

MARKER = "RIGHTSTREAM_LEDGER"
SAME_START = 2.0  # seconds: the kernel's answer moves when the clock is set
STOP_WAIT = 5.0


@dataclass(frozen=True)
class Entry:
    """A process that was started, told from a later one with its pid by the start time."""

    name: str
    pid: int
    started: float


class Ledger:
    """The processes of one folder, kept in a JSON file that outlives us. Thread-safe.

    To be used under the lock of its folder: then every recorded process that is not ours was left
    behind. Children get `marker` into their environment: it tells which processes of a session
    are ours when the session's leader, the recorded process, is gone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @property
    def marker(self) -> dict[str, str]:
        """Environment for every child started on this folder."""
        return {MARKER: str(self.path.resolve())}

    def add(self, name: str, pid: int) -> None:
        """Record a child; nothing if it has ended already. Raises OSError."""
        started = start_time(pid)
        if started is not None:
            with self._lock:
                self._write([*self.entries(), Entry(name, pid, started)])

    def remove(self, pid: int) -> None:
        """Forget a child that has ended. Raises OSError."""
        with self._lock:
            self._write(entry for entry in self.entries() if entry.pid != pid)

    def entries(self) -> list[Entry]:
        """All that is recorded; empty if there is no file or an unreadable one."""
        try:
            return [Entry(**fields) for fields in json.loads(self.path.read_text())]
        except (OSError, ValueError, TypeError):
            return []

    def running(self) -> list[psutil.Process]:
        """The recorded processes that run, and what they started. Changes nothing."""
        entries = self.entries()
        if not entries:
            return []
        return [
            process
            for process in psutil.process_iter()
            if any(self._belongs(process, entry) for entry in entries)
        ]

    def stop_running(self) -> list[int]:
        """Kill what an ended run left behind, by pid; returns the pids. Blocks up to STOP_WAIT.

        Call it with the folder's lock held. Raises OSError if the ledger cannot be written.
        """
        left = self.running()
        for process in left:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(left, timeout=STOP_WAIT)
        with self._lock:
            self._write(())
        return [process.pid for process in left]

    def _belongs(self, process: psutil.Process, entry: Entry) -> bool:
        if process.pid == entry.pid:
            return is_alive(entry.pid, entry.started)
        try:
            if os.getsid(process.pid) != entry.pid:
                return False
            return process.environ().get(MARKER) == self.marker[MARKER]
        except (psutil.Error, OSError):
            return False

    def _write(self, entries: Iterable[Entry]) -> None:
        rows = [asdict(entry) for entry in entries]
        if not rows and not self.path.exists():
            return
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        draft.write_text(json.dumps(rows, indent=1))
        os.replace(draft, self.path)


def start_time(pid: int) -> float | None:
    """When the process was started; None if there is none, or only a zombie of it."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return process.create_time()
    except psutil.Error:
        return None


def is_alive(pid: int, started: float) -> bool:
    """Whether this very process, not a later one with its pid, is running."""
    now = start_time(pid)
    return now is not None and abs(now - started) < SAME_START

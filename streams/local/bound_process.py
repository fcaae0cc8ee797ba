"""A child process in its own session: signalled as a group, logged to a file, dies with us."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.local.logfile import open_log, tail
from streams.local.spawner import Launch, spawn

KILL_WAIT = 5.0
STEP = 0.05


class BoundProcess:
    """A running child and everything that it started in its session."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path, log_start: int) -> None:
        self._process = process
        self._log_start = log_start
        self._group_gone = False
        self.log = log

    @classmethod
    def start(
        cls,
        argv: Sequence[str],
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> BoundProcess:
        """Run `argv` with `env` added to ours, output appended to `log`. Raises OSError."""
        with open_log(log) as output:
            start = output.seek(0, os.SEEK_END)
            return cls(spawn(Launch(argv, output, env or {}, cwd)), log, start)

    @property
    def pid(self) -> int:
        """The pid of the child, which is also the id of its group and session."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it. Does not block."""
        return self._process.poll()

    def wait(self, timeout: float) -> bool:
        """True if the child has ended within `timeout` seconds."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def terminate(self, grace: float, hasten: threading.Event | None = None) -> bool:
        """Ask to stop, wait up to `grace` seconds, then kill what is left of the group.

        True if the child went by itself. Blocks at most `grace` + KILL_WAIT seconds; `hasten`, if
        set meanwhile, ends the grace.
        """
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)  # a paused process hears nothing else
        end = time.monotonic() + grace
        gone = self.wait(0.0)
        while not gone and time.monotonic() < end and not (hasten and hasten.is_set()):
            gone = self.wait(STEP)
        self.kill()
        return gone

    def kill(self) -> None:
        """SIGKILL to the whole group, and reap. Blocks until the child is gone, or KILL_WAIT."""
        self.signal(signal.SIGKILL)
        self._group_gone = self.wait(KILL_WAIT)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of the group; nothing if all are gone."""
        if self._group_gone:  # its number may be another group's by now
            return
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            # Gone; macOS says EPERM for a group of zombies.
            return

    def await_stopped(self) -> None:
        """Blocks until a stop signal has reached every thread, or the child has ended.

        The signal is under way when it is sent: a thread may still do a thing or two.
        """
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def tail(self, lines: int = 20) -> str:
        """The last lines that this child wrote (not those of a predecessor)."""
        return tail(self.log, lines, since=self._log_start)

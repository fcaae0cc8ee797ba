"""The one thread that forks: a child bound to its parent dies with the *thread* that made it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

EXEC_BOUND = Path(__file__).with_name("exec_bound.py")


@dataclass(frozen=True)
class Launch:
    """What to run: the argv, what is added to our environment, where output goes."""

    argv: Sequence[str]
    output: BinaryIO
    env: Mapping[str, str]
    cwd: Path | None = None


class Spawner:
    """Starts child processes that die with this process, from one thread that lives as long.

    Linux ties PR_SET_PDEATHSIG to the forking thread, so a child forked by a short-lived thread
    would be killed when that thread ends.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._requests: queue.SimpleQueue[tuple[Launch, Future[subprocess.Popen[bytes]]]] = (
            queue.SimpleQueue()
        )
        # A daemon: it never ends by itself, and its end together with the process is the point.
        threading.Thread(target=self._serve, name="spawner", daemon=True).start()

    def spawn(self, launch: Launch) -> subprocess.Popen[bytes]:
        """Start the command in its own session. Blocks a few ms; raises OSError."""
        done: Future[subprocess.Popen[bytes]] = Future()
        self._requests.put((launch, done))
        return done.result()

    def _serve(self) -> None:
        while True:
            launch, done = self._requests.get()
            try:
                done.set_result(_popen(launch))
            except BaseException as error:  # the caller, who waits, gets it
                done.set_exception(error)


def spawn(launch: Launch) -> subprocess.Popen[bytes]:
    """Start a command that dies with this process; see Spawner.spawn."""
    global _spawner
    with _lock:
        if _spawner is None or _spawner.pid != os.getpid():  # a fork has no threads
            _spawner = Spawner()
    return _spawner.spawn(launch)


def _popen(launch: Launch) -> subprocess.Popen[bytes]:
    wrapper = [sys.executable, "-I", "-S", str(EXEC_BOUND), str(os.getpid())]
    return subprocess.Popen(
        [*wrapper, *launch.argv],
        stdin=subprocess.DEVNULL,
        stdout=launch.output,
        stderr=subprocess.STDOUT,
        env={**os.environ, **launch.env},
        cwd=launch.cwd,
        start_new_session=True,
    )


_lock = threading.Lock()
_spawner: Spawner | None = None

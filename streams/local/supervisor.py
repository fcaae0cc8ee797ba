"""Keeps named child processes running, and leaves none behind, however it ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from streams.local.child import Child, ChildSpec, State, describe
from streams.local.folder import DataFolder
from streams.local.interruption import Interruption
from streams.local.logfile import trim

POLL = 0.03
TRIM_EVERY = 5.0

log = logging.getLogger(__name__)


class Supervisor:
    """Starts children on a data folder, restarts crashed ones, stops all in reverse order.

    To be used in a `with` statement, on an acquired DataFolder. In the main thread Ctrl-C, SIGTERM
    and SIGHUP leave the body by an exception, and leaving it stops every child; a second signal
    kills them at once. If this process is killed, the kernel kills the children (Linux), or the
    next DataFolder.acquire() does.
    """

    def __init__(self, folder: DataFolder, stop_timeout: float = 30.0) -> None:
        self.folder = folder
        self.stop_timeout = stop_timeout
        self._children: dict[str, Child] = {}
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._fault: BaseException | None = None
        self._interruption = Interruption()
        self._monitor = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, spec: ChildSpec) -> None:
        """Start a child and block until it is ready, at most its ready_timeout.

        Raises LocalStackError, with the end of its log, if it ends or is not ready in time: a
        child that never ran is not restarted. Raises ValueError for a name already in use.
        """
        child = Child(spec, self.folder.logs / f"{spec.name}.log")
        with self._lock:
            if self._closing.is_set() or not self._monitor.is_alive():
                raise RuntimeError("the supervisor is not running: use it in a with statement")
            if spec.name in self._children:
                raise ValueError(f"a child named {spec.name} is already there")
            self._children[spec.name] = child
        self._await_ready(child)

    def wait(self, timeout: float | None = None) -> None:
        """Block until all children are done, or stop() is called, or for `timeout` seconds.

        Raises LocalStackError when a child was given up; KeyboardInterrupt or SystemExit on a
        signal.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while (end is None or time.monotonic() < end) and not self._closing.is_set():
            self._raise_fault()
            with self._lock:
                children = list(self._children.values())
            for child in children:
                if child.failure is not None:
                    raise child.failure
            if all(child.state is State.DONE for child in children):
                return
            self._closing.wait(POLL)

    def kill(self, name: str) -> None:
        """SIGKILL a child and its group, as a fault: it counts as a crash and is restarted."""
        process = self._child(name).process
        if process is not None:
            process.kill()

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """For the time of the body the child is not started again if it ends. Raises KeyError."""
        child = self._child(name)
        child.held.set()
        try:
            yield
        finally:
            child.held.clear()

    def dismiss(self, name: str) -> None:
        """End a child for good, and forget it: SIGTERM, its grace, then SIGKILL to the group.

        Blocks for its grace and some seconds. Raises KeyError.
        """
        with self._lock:
            child = self._children.pop(name)
        self._stop_child(child, time.monotonic() + child.spec.grace)

    def pids(self) -> dict[str, int]:
        """The pid of each running child."""
        with self._lock:
            return {
                name: child.process.pid
                for name, child in self._children.items()
                if child.state is State.RUNNING and child.process is not None
            }

    def restarts(self, name: str) -> int:
        """How often a child was started again. Raises KeyError."""
        return self._child(name).restarts.total

    def state(self, name: str) -> State:
        """Where a child is in its life. Raises KeyError."""
        return self._child(name).state

    def stop(self) -> None:
        """Stop every child, last started first. Blocks at most stop_timeout and some seconds.

        Each gets SIGTERM and its grace, then its group is killed; once stop_timeout is over, or
        after a second signal, the rest is killed at once. Calling it again does nothing.
        """
        self._interruption.cleaning = True
        self._closing.set()
        if self._monitor.ident is not None:
            self._monitor.join()
        deadline = time.monotonic() + self.stop_timeout
        with self._lock:
            children = list(self._children.values())
            self._children.clear()
        for child in reversed(children):
            self._stop_child(child, deadline)

    def __enter__(self) -> Self:
        if not self.folder.lock.held:
            raise RuntimeError("acquire the data folder first")
        self._interruption.install()
        self._monitor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        finally:
            self._interruption.restore()

    def _child(self, name: str) -> Child:
        with self._lock:
            return self._children[name]

    def _raise_fault(self) -> None:
        if self._fault is not None:
            raise RuntimeError("the supervisor's thread has failed") from self._fault

    def _await_ready(self, child: Child) -> None:
        end = time.monotonic() + child.spec.ready_timeout
        ready = child.spec.ready or (lambda: True)
        while child.failure is None and not self._closing.is_set():
            self._raise_fault()
            ended = child.state is State.DONE
            if child.state is not State.DUE and ready():
                child.proven.set()
                return
            if ended:
                child.fail("ended with exit code 0 before it was ready", 0)
            elif time.monotonic() > end:
                child.fail(f"was not ready after {child.spec.ready_timeout:g} s")
                self._stop_child(child, time.monotonic())
            self._closing.wait(POLL)
        raise child.failure or RuntimeError("the supervisor was stopped meanwhile")

    def _watch(self) -> None:
        """The monitoring thread: starts what is due, looks after what runs."""
        next_trim = 0.0
        try:
            while not self._closing.wait(POLL):
                now = time.monotonic()
                with self._lock:
                    for child in self._children.values():
                        self._look_after(child, now)
                if now >= next_trim:
                    self._trim_logs()
                    next_trim = now + TRIM_EVERY
        except BaseException as fault:
            log.exception("the supervisor's thread has failed")
            self._fault = fault

    def _look_after(self, child: Child, now: float) -> None:
        if child.state is State.DUE and now >= child.due:
            if not child.held.is_set():
                self._launch(child)
        elif child.state is State.RUNNING and child.process is not None:
            if not child.recorded:
                self._record(child)
            code = child.process.exit_code()
            if code is not None:
                self._ended(child, code, now)

    def _launch(self, child: Child) -> None:
        try:
            child.start(self.folder.ledger.marker)
        except OSError as error:
            child.not_started(error, time.monotonic())
            return
        self._record(child)

    def _record(self, child: Child) -> None:
        """On a full disk it is tried again later: nobody is to be stopped for want of a note."""
        assert child.process is not None
        try:
            self.folder.ledger.add(child.spec.name, child.process.pid)
            child.recorded = True
        except OSError as error:
            log.debug("%s is not recorded: %s", child.spec.name, error)

    def _forget(self, pid: int) -> None:
        """An entry that stays does no harm: it is told from a later process by its start time."""
        try:
            self.folder.ledger.remove(pid)
        except OSError as error:
            log.debug("process %d stays recorded: %s", pid, error)

    def _ended(self, child: Child, code: int, now: float) -> None:
        assert child.process is not None
        child.process.kill()  # what its group has left running
        self._forget(child.process.pid)
        if code == 0:
            child.state = State.DONE
            return
        child.crashed(code, now)
        if child.failure is not None:
            log.error("%s", child.failure)
        else:
            wait = child.due - now
            log.warning("%s %s; starts again in %.1f s", child.spec.name, describe(code), wait)

    def _trim_logs(self) -> None:
        with self._lock:
            logs = [child.log for child in self._children.values()]
        for path in logs:
            try:
                trim(path)
            except OSError as error:  # no room for the copy: another time
                log.debug("%s is not trimmed: %s", path, error)

    def _stop_child(self, child: Child, deadline: float) -> None:
        process = child.process
        if process is None:
            return
        grace = min(child.spec.grace, deadline - time.monotonic())
        if not process.terminate(max(0.0, grace), self._interruption.hasten):
            log.warning("%s had to be killed", child.spec.name)
        self._forget(process.pid)

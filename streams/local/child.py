"""One supervised child: what to run, its process, and what becomes of it."""

from __future__ import annotations

import shlex
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from streams.local.bound_process import BoundProcess
from streams.local.errors import LocalStackError
from streams.local.restart_policy import RestartPolicy, RestartRecord


@dataclass(frozen=True)
class ChildSpec:
    """A process to keep running: exit code 0 means that its work is done, others restart it.

    One that ends with one of `final_codes` is given up at once.
    `explain` makes the error of a given-up child from its exit code (None: it was not ready in
    time) and the end of its log.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    ready_timeout: float = 60.0
    grace: float = 10.0
    cwd: Path | None = None
    policy: RestartPolicy = field(default_factory=RestartPolicy)
    final_codes: frozenset[int] = frozenset()
    explain: Callable[[int | None, str], LocalStackError] | None = None


class State(Enum):
    """Where a child is in its life."""

    DUE = "to be started"
    RUNNING = "running"
    DONE = "ended with exit code 0"
    FAILED = "given up"


class Child:
    """The state of one child. Changed by the supervisor's thread only, read by all."""

    def __init__(self, spec: ChildSpec, log: Path) -> None:
        self.spec = spec
        self.log = log
        self.state = State.DUE
        self.due = 0.0
        self.process: BoundProcess | None = None
        self.failure: LocalStackError | None = None
        self.restarts = RestartRecord(spec.policy)
        self.proven = threading.Event()  # ready once: from then on a crash means a restart
        self.held = threading.Event()  # while it is set nothing starts it
        self.recorded = False  # in the ledger of its folder

    def start(self, marker: Mapping[str, str]) -> BoundProcess:
        """Run it. Raises OSError."""
        env = {**self.spec.env, **marker}
        self.process = BoundProcess.start(self.spec.argv, self.log, env, self.spec.cwd)
        self.state = State.RUNNING
        self.recorded = False
        return self.process

    def not_started(self, error: OSError, now: float) -> None:
        """Try again later what cannot be run now, on a full disk for instance; give up if it never
        ran, or after as many attempts as crashes."""
        due = self.restarts.next_start(now) if self.proven.is_set() else None
        if due is None:
            self.fail(str(error))
        else:
            self.state, self.due = State.DUE, due

    def crashed(self, code: int, now: float) -> None:
        """Decide what follows a crash: a restart that is due later, or giving up."""
        policy = self.spec.policy
        if code in self.spec.final_codes:
            self.fail(describe(code), code)
            return
        due = self.restarts.next_start(now) if self.proven.is_set() else None
        if due is not None:
            self.state, self.due = State.DUE, due
        elif self.proven.is_set():
            often = f"{policy.limit} restarts in {policy.window:g} s"
            self.fail(f"{describe(code)}, after {often}", code)
        else:
            self.fail(f"{describe(code)} before it was ready", code)

    def fail(self, why: str, code: int | None = None) -> None:
        """Give up, with the end of its log in the error."""
        quoted = self.process.tail() if self.process else ""
        if self.spec.explain is not None:
            self.failure = self.spec.explain(code, quoted)
        else:
            self.failure = LocalStackError(
                f"{self.spec.name} does not run",
                self.log,
                f"{self.spec.name} {why}\n{quoted}".strip(),
                f"mend what the log says, then start again: {shlex.join(self.spec.argv):.200}",
            )
        self.state = State.FAILED


def describe(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"

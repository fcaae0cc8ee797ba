"""An event loop whose clock jumps to what happens next, and processes that can be stopped.

Nothing waits, so an hour takes as long as what happens in it; and as nothing else decides the order
of things, one seed gives one history.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from heapq import heappop, heappush
from itertools import count
from typing import Any


class Stuck(RuntimeError):
    """Nothing will ever happen again, and somebody still waits."""


class Killed(asyncio.CancelledError):
    """Unwinds what a process was doing when it was killed."""


class Process:
    """What runs in it can be stopped for a while (SIGSTOP) or for ever (SIGKILL): a callback that
    comes due meanwhile is held back, or dropped."""

    def __init__(self, loop: "VirtualLoop", name: str) -> None:
        self.name = name
        self.alive = True
        self.stopped = False
        self._loop = loop
        self._context = copy_context()
        self._context.run(_PROCESS.set, self)
        self._held: list[asyncio.Handle] = []

    def run(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts a task of this process. What it raises ends the run, unless the process is
        dead."""
        task = self._loop.create_task(work, context=self._context)
        task.add_done_callback(self._loop.noticed, context=self._loop.outside_context)
        return task

    def kill(self) -> None:
        """Nothing of it runs any more, not even what tidies up."""
        self.alive = False
        self.stopped = True

    def stop(self) -> None:
        self.stopped = True

    def resume(self) -> None:
        """Goes on where it was stopped, unless it was killed meanwhile."""
        if self.alive and self.stopped:
            self.stopped = False
            for handle in self._held:
                self._loop.ready(handle)
            self._held.clear()

    def hold(self, handle: asyncio.Handle) -> None:
        # Of a dead one as well: a task that nobody refers to any more would be tidied up.
        self._held.append(handle)


_PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


def current_process() -> Process:
    process = _PROCESS.get()
    assert process is not None, "this runs in a process"
    return process


class _NoFiles(selectors.BaseSelector):
    """There are none to wait for."""

    def select(self, timeout: float | None = None) -> list[Any]:  # noqa: ARG002
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, 0, None)

    def get_map(self) -> Any:
        return {}


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at second 0."""

    def __init__(self) -> None:
        super().__init__(_NoFiles())
        self._now = 0.0
        self._due: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._timers = count()
        self._ready: Any
        self.outside_context = copy_context()
        self.outside_context.run(_PROCESS.set, None)
        self._tasks: list[asyncio.Task[Any]] = []
        self.is_over = False
        self.failure: BaseException | None = None
        """What was raised where nobody waits for it: a check that failed, or a fault of the
        simulation."""
        self.set_exception_handler(self._raised)

    def _raised(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # A killed process leaves tasks behind, without an exception.
        self.failure = self.failure or context.get("exception")

    def noticed(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            self.failure = self.failure or task.exception()

    def time(self) -> float:
        return self._now

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heappush(self._due, (when, next(self._timers), timer))
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """It is left out when it comes due."""

    def _run_once(self) -> None:
        """All that is ready, or else what comes next: asyncio's own rule, without files to wait
        for and without a look at a real clock, which took a tenth of a run."""
        ready, due = self._ready, self._due
        while not ready:
            if not due:
                raise Stuck("nothing will happen any more")
            when, _, timer = heappop(due)
            if not timer.cancelled():
                self._now = max(self._now, when)
                ready.append(timer)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle.cancelled():
                handle._run()

    def create_task(self, coro: Any, **kwargs: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = super().create_task(coro, **kwargs)
        self._tasks.append(task)
        return task

    def close(self) -> None:
        """Ends what still waits, without letting it do anything."""
        self.is_over = True
        for task in self._tasks:
            with suppress(BaseException):
                task.get_coro().close()
        self._tasks.clear()
        self._ready.clear()
        self._due.clear()
        super().close()

    def ready(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        process = _PROCESS.get() if context is None else context.get(_PROCESS)
        handle = asyncio.Handle(callback, args, self, context)
        if process is not None and process.stopped:
            process.hold(handle)
        else:
            self._ready.append(handle)
        return handle

    def later(self, seconds: float, callback: Callable[..., Any], *args: Any) -> None:
        """Calls outside of every process: it happens though its sender may be dead by then."""
        self.call_later(seconds, callback, *args, context=self.outside_context)

    def outside(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts a task that belongs to no process. What it raises ends the run."""
        task = self.create_task(work, context=self.outside_context)
        task.add_done_callback(self.noticed, context=self.outside_context)
        return task

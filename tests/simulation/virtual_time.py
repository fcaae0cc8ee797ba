"""An event loop whose clock jumps to the next thing that happens, and processes that can be stopped.

Nothing waits, so an hour takes as long as what happens in it; and as nothing else decides the order
of things, one seed gives one history.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
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
        """Starts a task of this process."""
        return self._loop.create_task(work, context=self._context)

    def kill(self) -> None:
        """Nothing of it runs any more, not even what tidies up."""
        self.alive = False
        self.stopped = True
        self._held.clear()

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
        if self.alive:
            self._held.append(handle)


_PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


def current_process() -> Process:
    process = _PROCESS.get()
    assert process is not None, "this runs in a process"
    return process


class _Clock(selectors.BaseSelector):
    """Waiting for files, of which there are none, is what moves the time."""

    def __init__(self) -> None:
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck("nothing will happen any more")
        self.now += timeout
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
        self._clock = _Clock()
        super().__init__(self._clock)
        self._clock_resolution = 1e-9
        self._ready: Any
        self._outside = copy_context()
        self._outside.run(_PROCESS.set, None)
        # A killed process leaves tasks behind: nobody is to be told.
        self.set_exception_handler(lambda *_: None)

    def time(self) -> float:
        return self._clock.now

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
        self.call_later(seconds, callback, *args, context=self._outside)

    def outside(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts a task that belongs to no process."""
        return self.create_task(work, context=self._outside)

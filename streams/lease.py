"""What lets a worker write: its place in the group, for one session after what it last heard.

Kafka refuses the commits of a worker that lost its partitions, but not its messages: they would be
written over what the new holder has written since. The coordinator gives partitions away a session
after the last heartbeat that came in. So a worker writes only within a session of a heartbeat it
sent and had answered; after that it waits to hear that it is still a member. One that was left out
of a generation, or whose process stood still for a session, ends: what it has in hand is no longer
its own. Leases as fences: Gray and Cheriton, 1989.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Final, NoReturn

from .ending import end_now

_TICK_SECONDS: Final = 0.1
_LISTEN_SECONDS: Final = 0.05


class Lease:
    """`session_seconds` is the session timeout of the group. Before the first join it holds: there
    is nothing to write then."""

    def __init__(
        self,
        session_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        end: Callable[[str], NoReturn] = end_now,
    ) -> None:
        self.clock = clock
        self._session = session_seconds
        self._end = end
        self._looked_at = clock()
        self._heard_of: float | None = None
        self._generation: int | None = None

    def heard(self, asked_at: float) -> None:
        """The coordinator took us for a member when it answered what was sent at `asked_at`, which
        is before its own count of our session began anew."""
        self._heard_of = asked_at

    def joined(self, generation: int) -> None:
        """Ends the process when the group had a generation in between without us. In a generation
        that is still the same nobody else was given anything."""
        former, self._generation = self._generation, generation
        if former is not None and generation not in (former, former + 1):
            self._end(f"left out between generations {former} and {generation}")

    async def held(self) -> None:
        """To be waited for before each write: returns at once within the session of what was heard,
        else as soon as the coordinator is heard again. Ends the process if it stood still."""
        self.look()
        while self._heard_of is not None and self.clock() - self._heard_of >= self._session:
            await asyncio.sleep(_LISTEN_SECONDS)

    def look(self) -> None:
        """Ends the process if nobody looked for a session: it cannot have been running."""
        now = self.clock()
        silent, self._looked_at = now - self._looked_at, now
        if silent >= self._session:
            self._end(f"stood still for {silent:.1f} s: our session is over, and with it our work")

    def watch(self) -> None:
        """Looks all the time from a thread of its own, so that a pause is seen at once."""
        threading.Thread(target=self._run, name="lease", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(_TICK_SECONDS)
            self.look()

"""Ends a worker that takes partitions over and does not come on: the end of a changelog may be one
that nobody will give it."""

import threading
import time
from collections.abc import Callable, Mapping

from .ending import end_now

_LOOK_SECONDS = 1.0


class RecoveryWatch:
    """Looks from a thread of its own, so that a blocked event loop is noticed, too. `left` says how
    much is still to be read, by partition, or None when nothing is being taken over."""

    def __init__(self, left: Callable[[], Mapping[int, int] | None], stall_seconds: float) -> None:
        self._left = left
        self._stall = stall_seconds
        self._before: Mapping[int, int] | None = None
        self._since = 0.0

    def start(self) -> None:
        threading.Thread(target=self._run, name="recovery-watch", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.look(time.monotonic())
            time.sleep(_LOOK_SECONDS)

    def look(self, now: float) -> None:
        """Ends the process when recovery has not come on for too long."""
        left = self._left()
        if left is None or left != self._before:
            self._before, self._since = left, now
        elif now - self._since > self._stall:
            end_now(
                f"recovery of state has stood still for {self._stall:g} s with this much to read: "
                f"{left}. Starting again; if it happens again, look at the broker's log"
            )

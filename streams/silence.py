"""Ends a worker that stood still for longer than its session: others have its partitions by now.

Stopped by a signal, or on a machine that stood still, it would go on where it was: send what it had
in hand, and write state over what the new holder of the partition has written since. Kafka refuses
its commits, but not its messages. So it must not get that far.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from .ending import end_now

_TICK_SECONDS: Final = 0.1


class SilenceWatch:
    """A thread that looks at the clock. `limit_seconds` is the session timeout."""

    def __init__(self, limit_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit_seconds
        self._clock = clock
        self._looked_at = clock()

    def start(self) -> None:
        threading.Thread(target=self._run, name="silence", daemon=True).start()

    def look(self) -> None:
        """Ends the process if the last look was too long ago."""
        now = self._clock()
        silent, self._looked_at = now - self._looked_at, now
        if silent >= self._limit:
            end_now(f"stood still for {silent:.1f} s: our session is over, and with it our work")

    def _run(self) -> None:
        while True:
            time.sleep(_TICK_SECONDS)
            self.look()

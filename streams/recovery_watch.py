"""Ends a worker whose recovery of state stands still: Faust waits for a changelog's last message
for ever, also when nobody will give it."""

import threading
import time
from typing import Any

from .ending import end_now

_LOOK_SECONDS = 1.0


class RecoveryWatch:
    """Looks from a thread of its own, so that a blocked event loop is noticed, too."""

    def __init__(self, app: Any, stall_seconds: float) -> None:
        self._app = app
        self._stall = stall_seconds
        self._remaining: object = None
        self._since = 0.0

    def start(self) -> None:
        threading.Thread(target=self._run, name="recovery-watch", daemon=True).start()

    def _run(self) -> None:
        while True:
            self.look(time.monotonic())
            time.sleep(_LOOK_SECONDS)

    def look(self, now: float) -> None:
        """Ends the process when recovery has not come on for too long."""
        if not self._app.in_recovery:
            self._remaining = None
            return
        recovery = self._app.tables.recovery
        remaining = dict(recovery.active_offsets), dict(recovery.active_highwaters)
        if remaining != self._remaining:
            self._remaining, self._since = remaining, now
        elif now - self._since > self._stall:
            left = {
                str(place): end - (remaining[0].get(place) or 0)
                for place, end in remaining[1].items()
            }
            end_now(
                f"recovery of state has stood still for {self._stall:g} s with this much to read: "
                f"{left}. Starting again; if it happens again, look at the broker's log"
            )

"""When to start a crashed child again, and when to stop trying."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RestartPolicy:
    """At most `limit` restarts in `window` seconds; the pause doubles from `first` to `cap`."""

    limit: int = 5
    window: float = 60.0
    first: float = 0.2
    cap: float = 5.0

    def delay(self, recent: int) -> float:
        """Seconds to wait before a restart that follows `recent` others in the window."""
        return min(self.cap, self.first * 2.0**recent)


@dataclass
class RestartRecord:
    """The restarts of one child. Takes the time as an argument, so that tests need no clock."""

    policy: RestartPolicy
    total: int = 0
    _recent: deque[float] = field(default_factory=deque)

    def next_start(self, now: float) -> float | None:
        """When a child that crashed at `now` is to start again; None: too often, give up."""
        while self._recent and self._recent[0] <= now - self.policy.window:
            self._recent.popleft()
        if len(self._recent) >= self.policy.limit:
            return None
        start = now + self.policy.delay(len(self._recent))
        self._recent.append(now)
        self.total += 1
        return start

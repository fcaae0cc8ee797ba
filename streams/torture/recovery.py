"""How long the groups take to get over a fault, from the offsets they commit."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from streams.lag import LagMeter, Positions

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 0.3
_REQUEST_SECONDS: Final = 3.0
_SEEN_AFTER_SECONDS: Final = 1.0
_NOTHING_KNOWN: Final = 1 << 30


@dataclass(slots=True)
class Recovery:
    """From a fault until everything that was on the topics a second after it began is committed
    by every group. None while that has not happened."""

    began: float
    due: dict[tuple[str, TopicPartition], int] | None = None
    seconds: float | None = None

    def look(self, positions: Positions, now: float) -> None:
        """Takes a measurement made between `now` and its answer."""
        if self.due is None:
            if now < self.began + _SEEN_AFTER_SECONDS:
                return
            self.due = {
                (group, place): end
                for group, places in positions.items()
                for place, (_, end) in places.items()
            }
        if all(positions[group][place][0] >= end for (group, place), end in self.due.items()):
            self.seconds = now - self.began


@dataclass(slots=True)
class RecoveryWatch:
    """A thread that measures all the time, and is not hurt by a broker that is away."""

    bootstrap: str
    partitions: int
    behind: int = _NOTHING_KNOWN
    _open: list[Recovery] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="recovery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_REQUEST_SECONDS)

    def look_until_all_are_over(self, seconds: float) -> None:
        """The last fault is over when it has been seen to be; waits for so long at most."""
        deadline = time.monotonic() + seconds
        while self._open and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)

    def begin(self) -> Recovery:
        """To be called when a fault begins."""
        recovery = Recovery(time.monotonic())
        with self._lock:
            self._open.append(recovery)
        return recovery

    def _run(self) -> None:
        meter: LagMeter | None = None
        while not self._stopping.wait(_PAUSE_SECONDS):
            try:
                meter = meter or LagMeter(
                    self.bootstrap, self.partitions, request_seconds=_REQUEST_SECONDS
                )
                now = time.monotonic()
                self._look(meter.positions(), now)
            except (KafkaError, OSError) as fault:
                log.warning("the broker does not answer: %r", fault)
                _close(meter)
                meter = None
        _close(meter)

    def _look(self, positions: Positions, now: float) -> None:
        self.behind = sum(
            end - committed for places in positions.values() for committed, end in places.values()
        )
        with self._lock:
            for recovery in self._open:
                recovery.look(positions, now)
            self._open[:] = [one for one in self._open if one.seconds is None]


def _close(meter: LagMeter | None) -> None:
    if meter is None:
        return
    closing: Callable[[], None] = meter.close
    try:
        closing()
    except (KafkaError, OSError) as fault:
        log.info("the meter did not close in good order: %r", fault)

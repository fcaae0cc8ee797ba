"""Sends round after round to the broker while it is struck, as a sender does: what was not
confirmed is sent again."""

import logging
import threading
import time
from collections.abc import Callable
from itertools import groupby
from typing import Final

from kafka.errors import KafkaError

from schemas import topics
from schemas.codecs import Codecs
from streams.publishing import Event, EventPublisher

from .rounds import MOST_ROUNDS, Round

log = logging.getLogger(__name__)

_CONFIRMED_TOGETHER: Final = 50
_PAUSE_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = 600.0


class NothingGoesThrough(RuntimeError):
    """The broker has confirmed nothing for a long time though it was not struck all the time."""


class Feed:
    """A thread of its own. `rounds` and `events` count what the broker has confirmed, `again` the
    events that were sent more than once because it did not."""

    def __init__(
        self,
        bootstrap: str,
        codecs: Codecs,
        make: Callable[[int], Round],
        round_seconds: float,
        may_go_on: Callable[[], bool],
    ) -> None:
        """Each round is spread over `round_seconds`, longer while `may_go_on` says no."""
        self._bootstrap = bootstrap
        self._codecs = codecs
        self._make = make
        self._round_seconds = round_seconds
        self._may_go_on = may_go_on
        self._publisher: EventPublisher | None = None
        self._last_round = threading.Event()
        self._aborted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._fault: BaseException | None = None
        self.rounds = 0
        self.lines = 0
        self.events = 0
        self.again = 0

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """The round under way is to be the last one."""
        self._last_round.set()

    def abort(self) -> None:
        """Ends as soon as may be, and returns then or after some seconds."""
        self._aborted.set()
        self._last_round.set()
        self._thread.join(5.0)

    def done(self) -> bool:
        """True once everything is with the broker. Raises what stopped it."""
        if self._fault is not None:
            raise self._fault
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._last_round.is_set() and self.rounds < MOST_ROUNDS:
                one = self._make(self.rounds)
                self._send_round(list(one.events()))
                self.rounds += 1
                self.lines += one.lines
        except BaseException as fault:
            self._fault = fault
        finally:
            if self._publisher is not None:
                self._publisher.abandon()

    def _send_round(self, events: list[Event]) -> None:
        pause = self._round_seconds / max(1, len(events))
        # Who is admitted is judged by the broker's time: admissions must be on the record first.
        for _, group in groupby(events, key=lambda event: event[0] == topics.CONTROL):
            run = list(group)
            for at in range(0, len(run), _CONFIRMED_TOGETHER):
                self._send(run[at : at + _CONFIRMED_TOGETHER], pause)

    def _send(self, events: list[Event], pause: float) -> None:
        due = time.monotonic()
        while not self._may_go_on() and not self._aborted.wait(_PAUSE_SECONDS):
            due = time.monotonic()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        paced = True
        while not self._aborted.is_set():
            try:
                self._publish(events, due, pause if paced else 0.0)
                break
            except KafkaError as fault:
                log.warning("the broker did not confirm %d events: %r", len(events), fault)
                self._forget_publisher()
                if time.monotonic() > deadline:
                    raise NothingGoesThrough("nothing was confirmed for ten minutes") from fault
                self.again += len(events)
                paced = False
        self.events += len(events)

    def _publish(self, events: list[Event], due: float, pause: float) -> None:
        if self._publisher is None:
            self._publisher = EventPublisher(self._bootstrap, self._codecs)
        for topic, key, record in events:
            due += pause
            self._aborted.wait(max(0.0, due - time.monotonic()))
            self._publisher.publish(topic, key, record)
        self._publisher.confirm()

    def _forget_publisher(self) -> None:
        if self._publisher is not None:
            self._publisher.abandon()
            self._publisher = None

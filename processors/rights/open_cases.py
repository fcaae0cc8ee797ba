"""The cases of a partition's works, told again whenever what they rest on changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from processors.cases import Signal, case_record, judged_case
from processors.growing import NameIndex
from processors.outgoing import Outgoing
from processors.pricing.cells import Books
from processors.signals import SignalBook, StatedSignal
from schemas import topics


class OpenCases:
    """Signals by work code, judged by `books`."""

    def __init__(self, works: NameIndex, books: Books, outgoing: Outgoing) -> None:
        self._works = works
        self._books = books
        self._out = outgoing
        self._signals: SignalBook[int] = SignalBook()
        self._attached: dict[bytes, int] = {}

    def works(self) -> list[int]:
        return self._signals.subjects()

    def is_news(self, key: bytes, version: int) -> bool:
        """Whether matching says this later than what is known of the same signal and work."""
        return version > self._attached.get(key, 0)

    def put_attached(self, key: bytes, version: int) -> None:
        self._attached[key] = version

    def attach(self, stated: StatedSignal, name: str) -> None:
        work = self._work(name)
        self._signals.put(work, stated)
        self._send(work, stated)

    def detach(self, stated: StatedSignal, name: str) -> None:
        work = self._work(name)
        self._signals.drop(work, stated)
        if stated.signal is not None and self._signals.holding(work, stated.case_id) is None:
            record = case_record(stated.signal, name, "Moved", "", "", self._out.knowledge)
            self._out.send(topics.CASES, stated.case_id.encode(), record)
        self._send(work, stated)

    @contextmanager
    def rejudged(self, works: Iterable[int]) -> Iterator[None]:
        """Sends the cases of these works that the block changes."""
        watched = [] if self._out.silent else list(self._signals.held_by(works))
        before = [self._case(*one) for one in watched]
        yield
        for (work, signal), was in zip(watched, before, strict=True):
            now = self._case(work, signal)
            if {**was, "version": 0} != {**now, "version": 0}:
                self._out.send(topics.CASES, signal.case_id.encode(), now)

    def _work(self, name: str) -> int:
        work = self._works.code(name)
        self._books.registered.reach(len(self._works.names))
        return work

    def _send(self, work: int, stated: StatedSignal) -> None:
        signal = self._signals.holding(work, stated.case_id)
        if signal is not None and not self._out.silent:
            self._out.send(topics.CASES, signal.case_id.encode(), self._case(work, signal))

    def _case(self, work: int, signal: Signal) -> dict[str, Any]:
        retracted = self._signals.is_retracted(work, signal.case_id)
        return judged_case(
            self._books, signal, self._works.names[work], work, retracted, self._out.knowledge
        )

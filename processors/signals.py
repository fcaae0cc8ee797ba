"""Signals and their retractions, by what they speak of: a work, or a reference without one."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .cases import Signal, case_id_of, signal_of
from .reports import RecordedAt

Subject = TypeVar("Subject", bound=Hashable)


@dataclass(frozen=True, slots=True)
class StatedSignal:
    """One event about a case; `signal` is None when it takes the case back."""

    case_id: str
    recorded_at: RecordedAt
    signal: Signal | None

    @classmethod
    def of(cls, event: dict[str, Any], recorded_at: RecordedAt) -> "StatedSignal":
        kind, body = event["body"]
        told = kind.endswith("InfringementSignalled")
        signal = signal_of(event["source"], body) if told else None
        return cls(case_id_of(event["source"], body["signal_id"]), recorded_at, signal)


class SignalBook(Generic[Subject]):
    """All that was said of each case of a subject: the first recorded signal holds, and any
    retraction takes it back, whatever came in first."""

    def __init__(self) -> None:
        self._stated: dict[Subject, dict[str, dict[RecordedAt, StatedSignal]]] = {}

    def put(self, subject: Subject, stated: StatedSignal) -> None:
        of_case = self._stated.setdefault(subject, {}).setdefault(stated.case_id, {})
        of_case[stated.recorded_at] = stated

    def drop(self, subject: Subject, stated: StatedSignal) -> None:
        self._stated.get(subject, {}).get(stated.case_id, {}).pop(stated.recorded_at, None)

    def holding(self, subject: Subject, case_id: str) -> Signal | None:
        of_case = self._stated.get(subject, {}).get(case_id, {})
        told = [one for one in of_case.values() if one.signal is not None]
        return min(told, key=lambda one: one.recorded_at).signal if told else None

    def is_retracted(self, subject: Subject, case_id: str) -> bool:
        of_case = self._stated.get(subject, {}).get(case_id, {})
        return any(one.signal is None for one in of_case.values())

    def subjects(self) -> list[Subject]:
        return list(self._stated)

    def held_by(self, subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Signal]]:
        """The holding signal of each case of these subjects."""
        for subject in subjects:
            for case_id in self._stated.get(subject, {}):
                signal = self.holding(subject, case_id)
                if signal is not None:
                    yield subject, signal

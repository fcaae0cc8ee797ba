"""Signals about a reference: told to the work it means, kept as a case while it means none."""

from typing import Any

from processors.cases import case_record
from processors.facts_state import Decode, recorded_at_of
from processors.outgoing import Outgoing
from processors.partitioning import partition_of
from processors.reports import RecordedAt
from processors.signals import SignalBook, StatedSignal
from schemas import topics

from .reference_claims import NO_WORK, ReferenceClaimBook


class WaitingSignals:
    """Signals by reference; the events stay in `state` under the keys of their facts."""

    def __init__(
        self,
        decode: Decode,
        state: dict[bytes, bytes],
        claims: ReferenceClaimBook,
        partitions: int,
        outgoing: Outgoing,
    ) -> None:
        self._decode = decode
        self._state = state
        self._claims = claims
        self._partitions = partitions
        self._out = outgoing
        self._keys: dict[str, dict[bytes, None]] = {}
        self._signals: SignalBook[str] = SignalBook()

    def put(self, key: bytes, event: dict[str, Any], recorded_at: RecordedAt) -> None:
        """Takes in a signal, or its retraction, that is in the state under this key."""
        reference = event["body"][1]["reference"]
        self._keys.setdefault(reference, {})[key] = None
        self._signals.put(reference, StatedSignal.of(event, recorded_at))
        self._attach(key, reference, NO_WORK)

    def move(self, reference: str, was: str) -> None:
        """To be called when a reference no longer means `was` (NO_WORK: it meant nothing)."""
        for key in self._keys.get(reference, ()):
            self._attach(key, reference, was)

    def _attach(self, key: bytes, reference: str, was: str) -> None:
        """Tells the work a signal belongs to, and the one it did; keeps a case while none does."""
        if self._out.silent:
            return
        fact = self._decode(topics.REFERENCES, self._state[key])
        recorded_at = recorded_at_of(fact)
        message = fact["body"][1]["message"]
        now = self._claims.work_of(reference)
        for work, attached in ((was, False), (now, True)):
            if work:
                body = {
                    "topic": topics.SIGNALS,
                    "message": message,
                    "work": work,
                    "version": self._out.knowledge,
                    "attached": attached,
                }
                home = partition_of(work, self._partitions)
                self._out.send_fact(home, key, recorded_at, "AttachedEvent", body)
        event = self._decode(topics.SIGNALS, message)
        self._send_case(StatedSignal.of(event, recorded_at).case_id, reference, bool(now))

    def _send_case(self, case_id: str, reference: str, matched: bool) -> None:
        signal = self._signals.holding(reference, case_id)
        if signal is None:
            return
        state, why = "Open", "nobody has registered the reference"
        if matched:
            state, why = "Moved", ""
        elif self._signals.is_retracted(reference, case_id):
            state, why = "Retracted", "the reporter took it back"
        record = case_record(signal, NO_WORK, state, why, "", self._out.knowledge)
        self._out.send(topics.CASES, case_id.encode(), record)

"""What a partition has to send and to keep, under the version of all it knows."""

from typing import Any

from schemas import topics

from .accruals import accrual_record, in_blocks
from .anomalies.row import Anomaly, anomaly_record
from .facts_state import fact_record
from .outputs import COUNT_KEY, Effects, Output, count_bytes, restored_count
from .pricing.priced_lines import PricedLines
from .reports import RecordedAt
from .usage_columns import UsageSegment


class Outgoing:
    """Effects of the facts taken in since `begin`. Nothing is sent or counted while `silent`, when
    the state is read back."""

    def __init__(self, partition: int, state: dict[bytes, bytes]) -> None:
        self.partition = partition
        self._state = state
        self.effects = Effects()
        self.knowledge = restored_count(state)
        """Facts taken in so far: the version of all that is sent. Only grows."""
        self.silent = True

    def begin(self) -> None:
        self.effects = Effects()

    def count_fact(self) -> None:
        """To be called once for each new fact, before anything is sent because of it."""
        if not self.silent:
            self.knowledge += 1
            self.keep(COUNT_KEY, count_bytes(self.knowledge))

    def keep(self, key: bytes, message: bytes) -> None:
        self._state[key] = message
        if not self.silent:
            self.effects.state.append((key, message))

    def send(self, topic: str, key: bytes, record: dict[str, Any]) -> None:
        self.send_all([Output(topic, key, record, self.partition)])

    def send_all(self, outputs: list[Output]) -> None:
        if not self.silent:
            self.effects.outputs.extend(outputs)

    def send_fact(
        self, home: int, key: bytes, recorded_at: RecordedAt, kind: str, body: dict[str, Any]
    ) -> None:
        """A fact for the works of a partition."""
        record = fact_record(recorded_at, f"rightstream.facts.{kind}", body)
        self.send_all([Output(topics.FACTS, key, record, home)])

    def send_rows(
        self,
        segment: UsageSegment,
        priced: PricedLines,
        holders: list[str] | None = None,
        licences: list[str] | None = None,
    ) -> None:
        """Accruals of lines of a segment; the names are what the codes of the lines stand for."""
        if not len(priced.place) or self.silent:
            return
        for rows in in_blocks(priced):
            record = accrual_record(segment, rows, self.knowledge, holders or [], licences or [])
            self.send(topics.ACCRUALS, segment.key, record)

    def send_anomalies(self, scope: str, rows: list[tuple[Anomaly, bool]]) -> None:
        """`scope` is what the rows were computed from, the key of their record."""
        if rows and not self.silent:
            record = anomaly_record(scope, rows, self.knowledge)
            self.send(topics.ANOMALIES, scope.encode(), record)

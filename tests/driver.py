"""The whole topology without a broker: partitions as queues, delivered in any order asked for."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from processors.intake import Intake, Received, headers_fact
from processors.matching.partition import MatchingPartition
from processors.outputs import Output
from processors.partitioning import partition_of
from processors.reports import RecordedAt
from processors.rights.partition import RightsPartition
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codec import TopicCodec
from schemas.identifiers import canonical
from schemas.packed import split_names, unpack
from schemas.registry import FileRegistry

REGISTRY = FileRegistry()
CODECS = {topic: TopicCodec(topic, REGISTRY) for topic in topics.ALL}


def decode(topic: str, message: bytes | None) -> dict[str, Any]:
    return CODECS[topic].decode(message)


@dataclass
class Market:
    """Feeds events through intake, matching and rights, and keeps what comes out."""

    partitions: int = 3
    shuffle: random.Random | None = None
    repeat: int = 1
    admitted: Callable[[str, RecordedAt], bool] = lambda *_: True
    outputs: list[Output] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.intake = Intake(self.partitions, SubjectIndex(canonical), self.admitted)
        self.states: dict[tuple[str, int], dict[bytes, bytes]] = defaultdict(dict)
        self.stages: dict[tuple[str, int], Any] = {}
        self.queue: list[tuple[str, int, bytes]] = []
        self.offset = 0

    def stage(self, topic: str, home: int) -> Any:
        if (topic, home) not in self.stages:
            kind = RightsPartition if topic == topics.FACTS else MatchingPartition
            self.stages[topic, home] = kind(home, self.partitions, decode, self.states[topic, home])
        return self.stages[topic, home]

    def forget(self) -> None:
        """As after a crash between batches: everything in memory is lost, the state is not."""
        self.flush()
        self.stages.clear()

    def send(self, topic: str, event: dict[str, Any], at: RecordedAt | None = None) -> None:
        self.offset += 1
        at = at or RecordedAt(1_790_000_000_000 + self.offset, 0, self.offset)
        value = CODECS[topic].encode(event)
        taken = self.intake.take(Received(topic, at, b"", value, {}), decode(topic, value))
        self._enqueue(taken.outputs)
        for to, owed in (
            (topics.FACTS, taken.facts_without_lines),
            (topics.REFERENCES, taken.references_without_lines),
        ):
            self._enqueue(headers_fact(to, home, [header]) for home, header in owed.items())

    def _enqueue(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            if output.topic in topics.INTERNAL:
                assert output.partition is not None
                message = CODECS[output.topic].encode(output.record)
                times = self.shuffle.randint(1, self.repeat) if self.shuffle else self.repeat
                self.queue.extend([(output.topic, output.partition, message)] * times)
            else:
                self.outputs.append(output)

    def run(self) -> None:
        """Delivers until nothing is left; with a shuffle, in random order and flushed at random."""
        while self.queue:
            place = self.shuffle.randrange(len(self.queue)) if self.shuffle else 0
            topic, home, message = self.queue.pop(place)
            stage = self.stage(topic, home)
            self._enqueue(stage.apply(message).outputs)
            if self.shuffle is None or not self.queue or self.shuffle.random() < 0.3:
                self.flush()

    def flush(self) -> None:
        """As at the end of a batch: what the facts changed together is sent once."""
        for stage in list(self.stages.values()):
            self._enqueue(stage.flush().outputs)

    def rows(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Accrual rows as a warehouse sees them: the highest version of each key, no MOVED ones."""
        best: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
        for output in self.outputs:
            if output.topic == topics.ACCRUALS:
                record = decode(output.topic, CODECS[output.topic].encode(output.record))
                for key, row in block_rows(record):
                    if key not in best or best[key][0] <= record["version"]:
                        best[key] = (record["version"], row)
        return {key: row for key, (_, row) in sorted(best.items()) if row[0] != 6}

    def latest(self, topic: str, *key: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Records of an output topic by natural key, the highest version of each."""
        best: dict[tuple[Any, ...], dict[str, Any]] = {}
        for output in self.outputs:
            if output.topic == topic:
                name = tuple(output.record[part] for part in key)
                if name not in best or best[name]["version"] <= output.record["version"]:
                    best[name] = output.record
        return best

    def anomalies(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        best: dict[tuple[str, ...], tuple[int, bool, tuple[Any, ...]]] = {}
        for output in self.outputs:
            if output.topic == topics.ANOMALIES:
                record = output.record
                for index, version in enumerate(record["version"]):
                    key = tuple(
                        record[name][index]
                        for name in ("kind", "subject", "platform", "report_id", "detail")
                    )
                    value = tuple(
                        record[name][index]
                        for name in ("value", "baseline", "amount_e8", "currency")
                    )
                    if key not in best or best[key][0] <= version:
                        best[key] = (version, record["active"][index], value)
        return {key: value for key, (_, active, value) in sorted(best.items()) if active}


def block_rows(record: dict[str, Any]) -> Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    subjects, holders = split_names(record["subjects"]), split_names(record["holders"])
    licences = split_names(record["licences"])
    columns = {
        name: unpack(value).tolist()
        for name, value in record.items()
        if isinstance(value, bytes) and name not in ("digest", "subjects", "holders", "licences")
    }
    place = 0
    for index, line in enumerate(columns["line"]):
        count = columns["entries"][index]
        entries = tuple(
            (
                holders[columns["entry_holder"][at]] if columns["entry_holder"][at] >= 0 else "",
                columns["entry_account"][at],
                columns["entry_right"][at],
                licences[columns["entry_licence"][at]] if columns["entry_licence"][at] >= 0 else "",
                columns["entry_amount_e8"][at],
            )
            for at in range(place, place + count)
        )
        place += count
        subject = subjects[columns["subject"][index]]
        matched = subject if subject.startswith("work:") else ""
        key = (
            record["sender"], record["report_id"], record["revision"], record["part"],
            record["digest"], line, matched,
        )  # fmt: skip
        yield key, (
            columns["state"][index], columns["hold_reason"][index], columns["royalty_e8"][index],
            columns["units"][index], columns["revenue_micros"][index], subject, entries,
        )  # fmt: skip


def home_of(name: str, partitions: int) -> int:
    return partition_of(name, partitions)

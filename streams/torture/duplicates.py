"""What subscribers of the output topics see: how many rows come more than once.

Delivery is at least once, so a row may come again after a crash: with the same key and version,
which is how a subscriber knows it. This counts them, row by row, as the sink would write them.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from kafka import KafkaConsumer
from kafka.structs import TopicPartition
from numpy.typing import NDArray

from schemas import topics
from schemas.codecs import Codecs
from sinks.rows.collector import RowCollector
from sinks.rows.records import collectors

Hashes = NDArray[np.uint64]

_KEYS: Final = {
    topics.ACCRUALS: ("sender", "report_id", "revision", "part", "content", "line", "work"),
    topics.RECEIPTS: ("receipt_key",),
    topics.REJECTED: ("topic", "kafka_partition", "kafka_offset"),
    topics.CASES: ("case_id", "work"),
    topics.ANOMALIES: ("kind", "subject", "platform", "report_id", "detail"),
    topics.OWNERSHIP: ("work",),
    topics.TRADE_STATES: ("kind", "source", "trade_id", "assigned_work"),
    topics.PLATFORM_ALLOCATIONS: (
        "sender", "report_id", "revision", "part", "content", "row_number",
    ),
    topics.EVIDENCE: ("log_id", "leaf_index"),
    topics.TREE_HEADS: ("log_id", "boundary_millis"),
}  # fmt: skip
_ROWS_AT_ONCE: Final = 100_000
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows of a topic that a subscriber was given, and how many of them it had had before."""

    messages: int
    rows: int
    again: int


def duplicates(bootstrap: str, codecs: Codecs) -> dict[str, Seen]:
    """By output topic. Reads all of them: blocks for as long as that takes."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        max_partition_fetch_bytes=8 * 1024 * 1024,
        max_poll_records=2_000,
    )
    try:
        rows = collectors()
        return {topic: _seen(consumer, topic, codecs, rows[topic]) for topic in topics.OUTPUTS}
    finally:
        consumer.close()


def _seen(consumer: KafkaConsumer, topic: str, codecs: Codecs, rows: RowCollector) -> Seen:
    places = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic) or ()]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    messages, hashed = 0, [np.empty(0, np.uint64)]
    while any(consumer.position(place) < end for place, end in ends.items()):
        for records in consumer.poll(timeout_ms=500).values():
            for record in records:
                messages += 1
                rows.add(codecs.decode(topic, record.value))
        if rows.rows >= _ROWS_AT_ONCE:
            hashed.append(_hashes(rows.take(), _KEYS[topic]))
    if rows.rows:
        hashed.append(_hashes(rows.take(), _KEYS[topic]))
    everything = np.concatenate(hashed)
    return Seen(messages, len(everything), len(everything) - len(np.unique(everything)))


def _hashes(rows: pa.Table, key: tuple[str, ...]) -> Hashes:
    """A number for each row's key and version: of 64 bits, so that some ten million rows have
    hardly ever two alike."""
    result = np.zeros(rows.num_rows, np.uint64)
    for name in (*key, "version"):
        result = (result ^ _column(rows[name].combine_chunks())) * _PRIME
        result ^= result >> _SHIFT
    return result


def _column(values: Any) -> Hashes:
    if not isinstance(values, pa.DictionaryArray):
        values = values.dictionary_encode()
    known = np.array([_number(value) for value in values.dictionary.to_pylist()], np.uint64)
    found: Hashes = known[values.indices.to_numpy(zero_copy_only=False)]
    return found


def _number(value: Any) -> int:
    """The same value has the same number in every batch of one run."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF

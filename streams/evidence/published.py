"""What this log has signed so far, read from ipr.tree-heads."""

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from processors.evidence.answered import BrokenLog
from processors.evidence.log import Late, Signed
from processors.evidence.records import covered_of, head_of, late_of
from processors.evidence.tree_head import SignedHead
from schemas import topics
from schemas.codecs import Codecs
from schemas.wire import WireFault

_HEADS = TopicPartition(topics.TREE_HEADS, 0)


def read_signed(bootstrap: str, codecs: Codecs, log_id: bytes) -> Signed | None:
    """The last head and all late messages; None when nothing is signed. Blocks on the broker.

    Raises BrokenLog when a head cannot be read, two contradict each other, or the last one was not
    signed by the key of this log.
    """
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        consumer.assign([_HEADS])
        consumer.seek_to_beginning(_HEADS)
        end = consumer.end_offsets([_HEADS])[_HEADS]
        reading = PublishedHeads()
        while consumer.position(_HEADS) < end:
            for record in consumer.poll(timeout_ms=500).get(_HEADS, ()):
                try:
                    decoded = codecs.decode(topics.TREE_HEADS, record.value)
                except WireFault as fault:
                    raise BrokenLog(f"{_HEADS}, offset {record.offset}: {fault}") from fault
                reading.add(head_of(decoded), decoded)
        return reading.signed(log_id)
    finally:
        consumer.close()


class PublishedHeads:
    """Heads in the order of their topic. One that was published again changes nothing."""

    def __init__(self) -> None:
        self._last: tuple[SignedHead, dict[str, object]] | None = None
        self._late: dict[Late, None] = {}

    def add(self, signed: SignedHead, record: dict[str, object]) -> None:
        """Raises BrokenLog when it contradicts the one before it."""
        if self._last is not None:
            before, head = self._last[0].head, signed.head
            if (head.boundary_millis, head.tree_size) < (before.boundary_millis, before.tree_size):
                return
            same_size = head.tree_size == before.tree_size
            if (same_size and head.root != before.root) or head.tree_size < before.tree_size:
                raise BrokenLog(
                    f"two heads contradict each other: {before.tree_size} leaves with the root "
                    f"{before.root.hex()}, then {head.tree_size} with {head.root.hex()}"
                )
        self._last = (signed, record)
        self._late.update(dict.fromkeys(late_of(record)))

    def signed(self, log_id: bytes) -> Signed | None:
        """What the log goes on from. Raises BrokenLog unless the last head is this log's."""
        if self._last is None:
            return None
        last, record = self._last
        if last.log_id != log_id:
            raise BrokenLog(
                f"the last head is of the log {last.log_id.hex()}, and the key is that of "
                f"{log_id.hex()}: give this process the key that the log was begun with"
            )
        faults = last.faults()
        if faults:
            raise BrokenLog(f"the last head of {topics.TREE_HEADS}: {'; '.join(faults)}")
        return Signed(last.head, covered_of(record), tuple(self._late))

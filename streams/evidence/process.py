"""The evidence log as a process: one only, its state rebuilt from ipr.receipts at every start."""

import logging
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, Final

from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.structs import OffsetAndMetadata, TopicPartition
from prometheus_client import start_http_server

from processors.evidence.answered import BrokenLog
from processors.evidence.leaf import Leaf
from processors.evidence.log import EvidenceLog, Place, Seal
from processors.evidence.records import evidence_record, receipt_key, tree_head_record
from processors.evidence.tree_head import HeadSigner
from schemas import topics
from schemas.codecs import codecs_of
from schemas.settings import Settings
from schemas.wire import WireFault
from streams.lag import EVIDENCE_GROUP
from streams.publishing import EventPublisher

from .answered_inputs import AnsweredInputs
from .inputs import InputTopics
from .key_file import KeyUnusable, signing_key
from .metrics import EvidenceMetrics
from .published import read_signed

log = logging.getLogger(__name__)

BROKEN_EXIT_CODE: Final = 70
_COMMIT_SECONDS: Final = 0.5
_HOLE_SECONDS: Final = 2.0
_METADATA_MILLIS: Final = 5_000
_ANSWER_SECONDS: Final = 0.5
_ASSIGNMENT_SECONDS: Final = 30.0
"""Longer than the session of a member before us."""

_OF_USAGE: Final = (b"usage|", b"refused|" + topics.USAGE.encode())
"""Keys of receipts that need not even be decoded."""


class EvidenceKeeper:
    """Reads receipts, seals what is complete, publishes. `run` blocks until `stop` is called.

    The order is the promise: the proofs of a head's leaves, then the head. A crash in between
    publishes the same proofs again, since boundaries follow from the record.
    """

    def __init__(
        self, settings: Settings, signer: HeadSigner, metrics: EvidenceMetrics | None = None
    ) -> None:
        self._metrics = metrics or EvidenceMetrics()
        self._codecs = codecs_of(settings.registry_url)
        self._receipts = settings.names.topic(topics.RECEIPTS)
        self._signer = signer
        self._margin_millis = int(settings.evidence_margin_seconds * 1000)
        self._inputs = InputTopics(settings.bootstrap)
        self._answers = AnsweredInputs(settings.bootstrap, settings.names, self._inputs)
        self._places = self._inputs.places()
        signed = read_signed(settings.bootstrap, self._codecs, signer.log_id)
        if signed is not None:
            self._metrics.signed(signed.head)
        interval_millis = int(settings.evidence_seconds * 1000)
        self._signed = signed
        self.log = EvidenceLog(self._places, interval_millis, signed)
        self._publisher = EventPublisher(settings.bootstrap, self._codecs)
        self._stopping = threading.Event()
        self._uncommitted: dict[TopicPartition, int] = {}
        self._committed_at = 0.0
        self._gaps: dict[Place, tuple[int, float]] = {}
        session_millis = int(settings.session_timeout_seconds * 1000)
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap,
            group_id=EVIDENCE_GROUP,
            group_instance_id=EVIDENCE_GROUP,
            enable_auto_commit=False,
            session_timeout_ms=session_millis,
            heartbeat_interval_ms=session_millis // 3,
            max_poll_records=2_000,
            metadata_max_age_ms=_METADATA_MILLIS,
        )
        # A member that joins before it knows the topic joins again at once, and may then wait for
        # ever for partitions it was given.
        if not self._consumer.partitions_for_topic(self._receipts):
            raise RuntimeError(f"there is no topic {self._receipts}: make the topics first")
        self._consumer.subscribe([self._receipts], listener=_FromTheBeginning(self._consumer))

    def await_answers(self) -> None:
        """Returns when intake has answered what the last head covers, or when told to stop.

        Receipts that are not there yet are no lost ones: a generation that takes over may have
        inputs left to read.
        """
        told: list[str] = []
        try:
            while (
                self._signed is not None
                and not self._stopping.is_set()
                and (missing := self._answers.missing(self._signed.covered))
            ):
                if missing != told:
                    log.info("waiting for intake to answer what is signed: %s", missing)
                    told = missing
                self._stopping.wait(_ANSWER_SECONDS)
        finally:
            self._answers.close()

    def run(self) -> None:
        """Raises BrokenLog when nothing more may be signed, or what the broker raises."""
        try:
            self._read_to_the_end()
            # Told to stop while it read, it knows too little to compare with what was signed.
            if not self._stopping.is_set():
                self.log.rebuild()
                log.info("the log has %d leaves", len(self.log.tree))
            while not self._stopping.is_set():
                self._read()
                self._look_how_far()
                self._seal_what_is_due()
        finally:
            self._consumer.close(autocommit=False)
            self._publisher.close()
            self._inputs.close()

    def stop(self) -> None:
        self._stopping.set()

    def _read_to_the_end(self) -> None:
        deadline = time.monotonic() + _ASSIGNMENT_SECONDS
        while not self._consumer.assignment() and not self._stopping.is_set():
            self._read()
            if time.monotonic() > deadline:
                raise TimeoutError(f"no partitions of {self._receipts}; starting again may help")
        ends = self._consumer.end_offsets(list(self._consumer.assignment()))
        while not self._stopping.is_set() and any(
            self._consumer.position(place) < end for place, end in ends.items()
        ):
            self._read()

    def _read(self) -> None:
        polled = self._consumer.poll(timeout_ms=100)
        for place, records in polled.items():
            for record in records:
                self._take(place, record)
            self._uncommitted[place] = records[-1].offset + 1
        if not polled or time.monotonic() - self._committed_at >= _COMMIT_SECONDS:
            self._commit()

    def _take(self, place: TopicPartition, record: Any) -> None:
        if record.key is not None and record.key.startswith(_OF_USAGE):
            return
        try:
            receipt = self._codecs.decode(topics.RECEIPTS, record.value)
        except WireFault as fault:
            # Only a stranger writes such a thing; it must not stand in everybody's way.
            log.error("%s, offset %d, is not readable: %s", place, record.offset, fault)
            return
        self.log.take(receipt)

    def _commit(self) -> None:
        """Tells how far it has read. Nothing rests on it: every start reads from the beginning."""
        if self._uncommitted:
            self._consumer.commit(
                {
                    place: OffsetAndMetadata(offset, "", -1)
                    for place, offset in self._uncommitted.items()
                }
            )
            self._uncommitted.clear()
        self._committed_at = time.monotonic()

    def _look_how_far(self) -> None:
        """Asks for the ends of the inputs once that can make the next boundary complete."""
        boundary = self.log.next_boundary()
        # Before the ends are asked for: what comes on the record after that is stamped later.
        millis = time.time_ns() // 1_000_000 - self._margin_millis
        if boundary is None or millis < boundary or self.log.answered_before() >= boundary:
            return
        self.log.ends_are(millis, self._inputs.ends(self._places))
        self._pass_holes(self.log.gaps())

    def _pass_holes(self, gaps: dict[Place, int]) -> None:
        """Looks at a partition whose frontier has stood still for a while: mostly intake is just
        not there yet."""
        now = time.monotonic()
        for place, frontier in gaps.items():
            known, since = self._gaps.get(place, (-1, now))
            if known != frontier:
                since = now
            elif now - since >= _HOLE_SECONDS:
                holes = self._inputs.holes(place, frontier)
                log.info("%s has %d holes from offset %d on", place, len(holes), frontier)
                self.log.pass_holes(place, holes)
                since = now
            self._gaps[place] = (frontier, since)

    def _seal_what_is_due(self) -> None:
        while not self._stopping.is_set() and (seal := self.log.seal()) is not None:
            self._publish(seal)

    def _publish(self, seal: Seal) -> None:
        signed = self._signer.sign(seal.head)
        size = seal.head.tree_size
        for index, data in enumerate(seal.leaves, seal.first_index):
            leaf = Leaf.from_bytes(data)
            path = self.log.tree.inclusion_path(index, size)
            record = evidence_record(leaf, index, path, signed)
            self._publisher.publish(topics.EVIDENCE, receipt_key(leaf).encode(), record)
        self._publisher.confirm()
        self._publisher.publish(
            topics.TREE_HEADS, signed.log_id.hex().encode(), tree_head_record(signed, seal)
        )
        self._publisher.confirm()
        self._metrics.signed(seal.head)
        log.info("signed %d leaves, %d new", size, len(seal.leaves))


class _FromTheBeginning(ConsumerRebalanceListener):  # type: ignore[misc]
    """Whatever the group has committed: the state is what is read from the first receipt on."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer

    def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        if assigned:
            self._consumer.seek_to_beginning(*assigned)

    def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        """What was read stays known; read again, it changes nothing."""


def run_evidence(settings: Settings) -> None:
    """Blocks until SIGTERM or SIGINT. Ends the process with exit code 70 when the log is broken,
    with 1 when its key cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings.data.mkdir(parents=True, exist_ok=True)
    metrics = EvidenceMetrics()
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, settings.metrics_host, metrics.registry)
    try:
        keeper = EvidenceKeeper(settings, HeadSigner(signing_key(settings)), metrics)

        def stop(_number: int, _frame: FrameType | None) -> None:
            keeper.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        keeper.await_answers()
        keeper.run()
    except KeyUnusable as fault:
        log.error("the evidence log has no key: %s", fault)
        sys.exit(1)
    except BrokenLog as fault:
        log.error("the evidence log is broken: %s", fault)
        sys.exit(BROKEN_EXIT_CODE)


if __name__ == "__main__":
    run_evidence(Settings())

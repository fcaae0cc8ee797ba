"""Refused messages sent again as they were, and what they are answered this time."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Self

from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import TopicPartition

from schemas import topics
from schemas.wire import MAX_OWN_MESSAGE_BYTES, WireFault

from .letter import MessagePlace
from .originals import Message
from .reading import Deployment

REPLAY_HEADER: Final = "rightstream-replay-of"
"""Names the letter a message was sent again for: topic/partition/offset."""

_SEND_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class ReplayAnswer:
    """`place` is that of the copy. `accepted` is None when nothing answered in time. `copied`: it
    was taken from the letter, since its topic no longer has it."""

    letter: MessagePlace
    place: MessagePlace
    accepted: bool | None = None
    reasons: tuple[str, ...] = ()
    copied: bool = False


class Replayer:
    """Sends messages again and waits for their receipts. To be used in a `with` statement.

    The receipts are followed from where they end before the first message is sent.
    """

    def __init__(self, deployment: Deployment) -> None:
        bootstrap, self._codecs = deployment.bootstrap, deployment.codecs
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        name = deployment.generation.topic(topics.RECEIPTS)
        numbers = self._consumer.partitions_for_topic(name) or set()
        receipts = [TopicPartition(name, number) for number in sorted(numbers)]
        self._consumer.assign(receipts)
        for place, end in self._consumer.end_offsets(receipts).items():
            self._consumer.seek(place, end)
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap,
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            max_request_size=MAX_OWN_MESSAGE_BYTES,
        )
        self._sent: dict[MessagePlace, ReplayAnswer] = {}

    def send(self, letter: MessagePlace, message: Message) -> MessagePlace:
        """Where the copy lies, once the broker has it: in the partition of the original. Raises
        KafkaError; ValueError for a topic that takes in no events."""
        if letter.topic not in topics.INPUTS:
            raise ValueError(f"{letter.topic} is no input topic")
        kept = [one for one in message.headers if one[0] != REPLAY_HEADER]
        sent = self._producer.send(
            letter.topic,
            value=message.value,
            key=message.key,
            headers=[*kept, (REPLAY_HEADER, str(letter).encode())],
            partition=letter.partition,
        )
        done: Any = sent.get(timeout=_SEND_SECONDS)
        copy = MessagePlace(letter.topic, letter.partition, done.offset)
        self._sent[copy] = ReplayAnswer(letter, copy, copied=message.copied)
        return copy

    def answers(self, seconds: float) -> list[ReplayAnswer]:
        """The answer to each copy sent, in the order of sending; waits so long for them."""
        waiting = set(self._sent)
        deadline = time.monotonic() + seconds
        while waiting and time.monotonic() < deadline:
            for records in self._consumer.poll(timeout_ms=200).values():
                for answer in self._of_ours(records):
                    self._sent[answer.place] = answer
                    waiting.discard(answer.place)
        return list(self._sent.values())

    def _of_ours(self, records: Iterable[Any]) -> Iterable[ReplayAnswer]:
        for record in records:
            try:
                receipt = self._codecs.decode(topics.RECEIPTS, record.value)
            except WireFault:
                continue  # only a stranger writes such a thing, and it answers nothing
            copy = MessagePlace(receipt["topic"], receipt["partition"], receipt["offset"])
            if copy in self._sent:
                reasons = tuple(receipt["reasons"])
                yield replace(self._sent[copy], accepted=receipt["accepted"], reasons=reasons)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._producer.close()
        self._consumer.close()

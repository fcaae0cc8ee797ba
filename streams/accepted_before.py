"""Events that were accepted lately, by ipr.receipts, as they lie on their topics."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from processors.intake import Received
from processors.reports import RecordedAt
from schemas import topics
from schemas.codecs import Codecs
from schemas.wire import WireFault

_LOOK_BACK = (500, 5_000)
"""Receipts of each partition: few at first, more where a topic is not among them."""

_MOST_OF_A_TOPIC = 8
_MESSAGE_SECONDS = 10.0
_REFUSED = b"refused|"


@dataclass(slots=True)
class AcceptedBefore:
    """The latest accepted event of each source, a few sources a topic. `receipts` were looked at,
    of which `unreadable` could not be decoded: only intake itself writes there."""

    messages: list[tuple[str, Received]] = field(default_factory=list)
    receipts: int = 0
    unreadable: int = 0


async def accepted_before(
    bootstrap: str, partitions: int, codecs: Codecs, wanted: Collection[str]
) -> AcceptedBefore:
    """Of the topics wanted, with the source of each. What a topic no longer has is left out.
    `partitions` is that of ipr.receipts. Raises KafkaError."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        places = [TopicPartition(topics.RECEIPTS, number) for number in range(partitions)]
        found, latest = await _latest_receipts(consumer, places, codecs, wanted)
        for topic in wanted:
            of_topic = [one for (name, _), one in latest.items() if name == topic]
            of_topic.sort(key=lambda one: one["recorded_at"], reverse=True)
            for receipt in of_topic[:_MOST_OF_A_TOPIC]:
                message = await _message(consumer, receipt)
                if message is not None:
                    found.messages.append((receipt["source"], message))
        return found
    finally:
        await consumer.stop()


_Latest = dict[tuple[str, str], dict[str, Any]]


async def _latest_receipts(
    consumer: AIOKafkaConsumer,
    places: list[TopicPartition],
    codecs: Codecs,
    wanted: Collection[str],
) -> tuple[AcceptedBefore, _Latest]:
    """Receipts of acceptance by topic and source."""
    found, latest = AcceptedBefore(), _Latest()
    consumer.assign(places)
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    for look_back in _LOOK_BACK:
        found, latest = AcceptedBefore(), {}
        for place in places:
            consumer.seek(place, max(begins[place], ends[place] - look_back))
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    _note(record, codecs, found, latest)
        if {topic for topic, _ in latest} >= set(wanted):
            break
    return found, latest


def _note(
    record: ConsumerRecord[bytes, bytes], codecs: Codecs, found: AcceptedBefore, latest: _Latest
) -> None:
    if record.key is None or record.key.startswith(_REFUSED):
        return
    found.receipts += 1
    try:
        receipt = codecs.decode(topics.RECEIPTS, record.value)
    except WireFault:
        found.unreadable += 1
        return
    if not receipt["accepted"]:
        return
    name = (receipt["topic"], receipt["source"])
    if name not in latest or latest[name]["recorded_at"] <= receipt["recorded_at"]:
        latest[name] = receipt


async def _message(consumer: AIOKafkaConsumer, receipt: dict[str, Any]) -> Received | None:
    """None when the topic has another message there, or none: it was made anew, say."""
    if receipt["topic"] not in topics.INPUTS:
        return None
    at = TopicPartition(receipt["topic"], receipt["partition"])
    consumer.assign([at])
    begin = (await consumer.beginning_offsets([at]))[at]
    if not begin <= receipt["offset"] < (await consumer.end_offsets([at]))[at]:
        return None
    consumer.seek(at, receipt["offset"])
    try:
        record = await asyncio.wait_for(consumer.getone(at), _MESSAGE_SECONDS)
    except TimeoutError:
        return None
    known = receipt["content_sha256"]
    if record.offset != receipt["offset"] or record.value is None:
        return None
    if known and sha256(record.value).digest() != known:
        return None
    recorded_at = RecordedAt(record.timestamp, record.partition, record.offset)
    return Received(record.topic, recorded_at, record.key, record.value, {})

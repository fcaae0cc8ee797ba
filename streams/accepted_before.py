"""Events that were accepted lately, by ipr.receipts, as they lie on their topics."""

import asyncio
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import UnknownTopicOrPartitionError

from processors.intake import Received
from processors.reports import RecordedAt
from schemas import topics
from schemas.codecs import codecs_of
from schemas.generation import UNNAMED, Generation
from schemas.registry import FileRegistry
from schemas.wire import MAX_OWN_MESSAGE_BYTES, WireFault, frame, unframe

_LOOK_BACK = (2_000, 20_000)
"""Receipts over all partitions: few at first, more where a topic is not among them."""

_MOST_OF_A_TOPIC = 8
_MESSAGE_SECONDS = 10.0
_REFUSED = b"refused|"
_RECEIPT_SCHEMAS = FileRegistry().versions(topics.RECEIPTS)[::-1]


async def accepted_before(
    bootstrap: str,
    partitions: int,
    wanted: Collection[str],
    generation: Generation = UNNAMED,
) -> list[tuple[str, Received]]:
    """The latest accepted event of each source, with it; of a few sources for each topic wanted.

    What a topic no longer has is left out. `partitions` is that of ipr.receipts, which is read as
    the generation has it: what another one accepted under its rules is no proof. Raises KafkaError,
    also where there are no topics yet.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        await consumer.start()
        receipts = generation.topic(topics.RECEIPTS)
        if receipts not in await consumer.topics():
            raise UnknownTopicOrPartitionError(f"there is no topic {receipts} yet")
        places = [TopicPartition(receipts, number) for number in range(partitions)]
        latest = await _latest_receipts(consumer, places, wanted)
        found = []
        for topic in wanted:
            of_topic = [one for (name, _), one in latest.items() if name == topic]
            of_topic.sort(key=lambda one: one["recorded_at"], reverse=True)
            for receipt in of_topic[:_MOST_OF_A_TOPIC]:
                message = await _message(consumer, receipt)
                if message is not None:
                    found.append((receipt["source"], message))
        return found
    finally:
        await consumer.stop()


_Latest = dict[tuple[str, str], dict[str, Any]]


async def _latest_receipts(
    consumer: AIOKafkaConsumer,
    places: list[TopicPartition],
    wanted: Collection[str],
) -> _Latest:
    """Receipts of acceptance by topic and source."""
    latest = _Latest()
    consumer.assign(places)
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    for look_back in _LOOK_BACK:
        of_each = max(look_back // len(places), 1)
        for place in places:
            consumer.seek(place, max(begins[place], ends[place] - of_each))
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    _note(record, latest)
        if {topic for topic, _ in latest} >= set(wanted):
            break
    return latest


def _note(record: ConsumerRecord[bytes, bytes], latest: _Latest) -> None:
    if record.key is None or record.key.startswith(_REFUSED):
        return
    receipt = _receipt(record.value)
    if receipt is None or not receipt["accepted"]:
        return
    name = (receipt["topic"], receipt["source"])
    if name not in latest or latest[name]["recorded_at"] <= receipt["recorded_at"]:
        latest[name] = receipt


def _receipt(message: bytes | None) -> dict[str, Any] | None:
    """A receipt by what it looks like, whatever id it carries: the registry may be what is broken.
    None for one that only a later release can read."""
    try:
        _, body = unframe(message, MAX_OWN_MESSAGE_BYTES)
    except WireFault:
        return None
    for known in _RECEIPT_SCHEMAS:
        try:
            return codecs_of(None).decode(topics.RECEIPTS, frame(known, bytes(body)))
        except WireFault:
            continue
    return None


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

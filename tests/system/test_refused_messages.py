"""Each bad message gets a dead letter with its bytes and never stops the stream; good ones pass."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaProducer

from schemas import topics
from schemas.codecs import codecs_of
from tests import events
from tests.system.running_stack import RunningStack, running

pytestmark = pytest.mark.system

DAY = 20_000
CODECS = codecs_of(None)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    with running(tmp_path_factory.mktemp("refused")) as started:
        started.send([(topics.CONTROL, b"dsp-a", events.admission("dsp-a"))])
        started.await_sink()
        yield started


def usage(report_id: str, **said: Any) -> bytes:
    event = events.usage("dsp-a", report_id, ("work:W1", 3, 1_000_000), day=DAY)
    event["body"][1].update(said)
    return CODECS.encode(topics.USAGE, event)


def unknown_platform() -> bytes:
    event = events.usage("dsp-unknown", "r-unknown", ("work:W1", 3, 1_000_000), day=DAY)
    return CODECS.encode(topics.USAGE, event)


def too_long_block() -> bytes:
    lines = [("work:W1", 1, 1)] * 10_001
    return CODECS.encode(topics.USAGE, events.usage("dsp-a", "r-long", *lines, day=DAY))


GOOD = usage("r-truncated")
BAD = {
    "not Avro": (b"\x00\x00\x00\x00\x03" + b"\xff" * 40, {"not_avro"}),
    "not framed": (b"{}", {"not_framed"}),
    "no value": (None, {"empty_message"}),
    "unknown schema id": (b"\x00\x00\x01\x00\x00" + GOOD[5:], {"unknown_schema"}),
    "a schema of another topic": (b"\x00\x00\x00\x00\x01" + GOOD[5:], {"wrong_schema"}),
    "truncated": (GOOD[:-3], {"not_avro"}),
    "bytes left over": (GOOD + b"\x00", {"trailing_bytes"}),
    "unknown platform": (unknown_platform(), {"unknown_platform"}),
    "negative units": (usage("r-negative", units=[-1]), {"negative_units"}),
    "overflowing units": (usage("r-units", units=[2**62]), {"overflow"}),
    "overflowing amount": (usage("r-amount", revenue_micros=[2**62]), {"overflow"}),
    "10,001 lines": (too_long_block(), {"bad_block_size"}),
    "unequal column lengths": (usage("r-unequal", units=[1, 2]), {"unequal_columns"}),
    "a future date": (usage("r-future", first_day=[40_000]), {"future_date"}),
}


def test_bad_messages_become_dead_letters_and_good_ones_between_them_pass(
    stack: RunningStack,
) -> None:
    for number, (message, _) in enumerate(BAD.values()):
        stack.publisher.publish_raw(topics.USAGE, b"k", message)
        stack.publisher.publish_raw(topics.USAGE, b"k", usage(f"good-{number}"))
    stack.publisher.confirm()
    stack.rest()
    letters = {
        (bytes.fromhex(message), reason)
        for message, reason in stack.rows("SELECT hex(message), reason FROM dead_letters")
    }
    expected = {(message or b"", min(codes)) for message, codes in BAD.values()}
    assert letters == expected
    places = stack.rows(
        "SELECT topic, uniqExact(kafka_partition, kafka_offset), countIf(length(faults) = 0) "
        "FROM dead_letters GROUP BY topic"
    )
    assert places == [[topics.USAGE, str(len(BAD)), "0"]]
    passed = stack.rows("SELECT count() FROM usage_lines WHERE report_id LIKE 'good-%'")
    assert passed == [[str(len(BAD))]]
    stack.results().check_proofs()


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_compressed_batches_are_read(stack: RunningStack, codec: str) -> None:
    async def send() -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=stack.bootstrap, compression_type=codec, linger_ms=20
        )
        await producer.start()
        try:
            for number in range(5):
                await producer.send_and_wait(topics.USAGE, usage(f"{codec}-{number}"), key=b"k")
        finally:
            await producer.stop()

    asyncio.run(send())
    stack.rest()
    found = stack.rows(f"SELECT count() FROM usage_lines WHERE report_id LIKE '{codec}-%'")
    assert found == [["5"]]


def test_a_message_too_large_for_a_dead_letter_is_cut_in_it(stack: RunningStack) -> None:
    """Twelve MiB, past the limit of a message: most of it is kept, and all of it where it lies."""
    huge = random.Random(1).randbytes(12 * 1024 * 1024)
    stack.publisher.publish_raw(topics.USAGE, b"k", huge)
    stack.publisher.publish_raw(topics.USAGE, b"k", usage("after-the-huge-one"))
    stack.publisher.confirm()
    stack.rest()
    found = stack.rows(
        "SELECT reason, length(message), hex(substring(message, 1, 8)) FROM dead_letters "
        "WHERE length(message) > 1000000"
    )
    assert found == [["too_large", str(8 * 1024 * 1024), huge[:8].hex().upper()]]
    assert stack.rows("SELECT count() FROM usage_lines WHERE report_id = 'after-the-huge-one'") == [
        ["1"]
    ]


def test_a_flood_of_rubbish_from_one_sender_stops_nobody(stack: RunningStack) -> None:
    """Far beyond the limit of refusals in a row: what was accepted before still is."""
    before = int(stack.rows("SELECT count() FROM dead_letters")[0][0])
    share = events.claim("party:ann", 2_000_000)
    wrong = (events.registration(f"work:W{n}", share, event_id=f"w{n}") for n in range(600))
    stack.send((topics.REGISTRATIONS, b"k", one) for one in wrong)
    for number in range(600):
        stack.publisher.publish_raw(topics.USAGE, b"k", b"rubbish %d" % number)
    stack.publisher.publish_raw(topics.USAGE, b"k", usage("after-the-flood"))
    stack.publisher.confirm()
    stack.rest()
    found = stack.rows("SELECT count() FROM dead_letters")
    assert found == [[str(before + 1_200)]]
    said = (stack.stack.data / "logs" / "intake-0.log").read_text()
    assert "What was accepted before (1 events looked at) still would be" in said
    assert stack.rows("SELECT count() FROM usage_lines WHERE report_id = 'after-the-flood'") == [
        ["1"]
    ]


class NoText(str):
    """A header name as a client that is no Python writes it."""

    def encode(self, *_: Any) -> bytes:
        return b"trace\xff\xfe"


def test_a_header_name_that_is_no_text_stops_nobody(stack: RunningStack) -> None:
    """aiokafka raises at it, and at every start again."""
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap)
    name = NoText("trace")
    for topic, message in (
        (topics.CONTROL, CODECS.encode(topics.CONTROL, events.admission("dsp-header"))),
        (topics.USAGE, usage("with-the-header")),
        (topics.USAGE, b"refused"),
    ):
        producer.send(topic, value=message, key=b"k", headers=[(name, b"x")]).get(60)
    producer.close()
    stack.publisher.publish_raw(topics.USAGE, b"k", usage("after-the-header"))
    stack.publisher.confirm()
    stack.rest()
    found = stack.rows(
        "SELECT report_id FROM usage_lines WHERE report_id LIKE '%-the-header' ORDER BY report_id"
    )
    assert found == [["after-the-header"], ["with-the-header"]]


def test_what_a_stranger_writes_to_an_output_topic_stops_nobody(stack: RunningStack) -> None:
    stack.publisher.publish_raw(topics.ACCRUALS, b"k", b"no accruals")
    stack.publisher.publish_raw(topics.USAGE, b"k", usage("after-the-stranger"))
    stack.publisher.confirm()
    stack.rest()
    found = stack.rows(
        f"SELECT reason, message FROM dead_letters WHERE topic = '{topics.ACCRUALS}'"
    )
    assert found == [["not_framed", "no accruals"]]
    assert stack.rows("SELECT count() FROM usage_lines WHERE report_id = 'after-the-stranger'") == [
        ["1"]
    ]

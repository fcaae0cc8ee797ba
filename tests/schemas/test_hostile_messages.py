"""Whatever bytes arrive, decoding ends soon, in little memory, with a record or a WireFault."""

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import topics
from schemas.codecs import codecs_of
from schemas.wire import MAX_MESSAGE_BYTES, WireFault, frame
from tests import events
from tests.schemas.avro_bytes import number, text
from tests.schemas.example_records import examples

CODECS = codecs_of(None)
MEBIBYTE = 1 << 20
EXTREMES = [2**62, 2**63 - 1, -(2**63), -(2**62), -1, 2**31, 2**31 - 1, 10**9]


def reads(topic: str, message: bytes) -> bool:
    """True for a record, False for a WireFault; anything else fails the test."""
    try:
        CODECS.decode(topic, message)
    except WireFault:
        return False
    return True


@contextmanager
def within(seconds: float, mebibytes: int) -> Iterator[None]:
    tracemalloc.start()
    began = time.perf_counter()
    try:
        yield
        assert time.perf_counter() - began < seconds
        assert tracemalloc.get_traced_memory()[1] < mebibytes * MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("topic", topics.ALL)
@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=200))
def test_random_bodies(topic: str, body: bytes) -> None:
    reads(topic, frame(CODECS.of(topic).schema_id, body))


@given(message=st.binary(max_size=40))
def test_random_messages(message: bytes) -> None:
    reads(topics.USAGE, message)


@pytest.mark.parametrize("topic", topics.ALL)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_messages(topic: str, data: st.DataObject) -> None:
    message = bytearray(CODECS.encode(topic, data.draw(st.sampled_from(examples(topic)))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(5, len(message) - 1))
        message[place] = data.draw(st.integers(0, 255))
    reads(topic, bytes(message))


@pytest.mark.parametrize("topic", topics.ALL)
def test_lengths_and_counts_beyond_all_bounds(topic: str) -> None:
    """Wherever a length, a count or a branch may stand, one that no message can keep."""
    for record in examples(topic):
        message = CODECS.encode(topic, record)
        with within(seconds=30, mebibytes=50):
            for place in range(5, len(message)):
                for extreme in EXTREMES:
                    reads(topic, message[:place] + number(extreme) + message[place + 1 :])


@pytest.mark.parametrize("topic", topics.ALL)
def test_one_byte_all_along(topic: str) -> None:
    header = frame(CODECS.of(topic).schema_id, b"")
    with within(seconds=30, mebibytes=50):
        for byte in range(256):
            reads(topic, header + bytes([byte]) * 20_000)


@pytest.mark.parametrize("length", [2**62, -5, -(2**63)])
def test_a_text_longer_than_its_message(length: int) -> None:
    message = frame(CODECS.of(topics.CASES).schema_id, number(length) + b"work:w-1")
    with within(seconds=1, mebibytes=1):
        assert not reads(topics.CASES, message)


@pytest.mark.parametrize("length", [0, 36, 500_000, 4_000_000])
def test_a_decimal_is_bounded_before_it_is_converted(length: int) -> None:
    """The conversion takes time quadratic in the length: 20 s for 500 kB."""
    with within(seconds=2, mebibytes=50):
        assert not reads(topics.USAGE, with_amount(b"\x7f" * length))


def test_a_decimal_has_no_more_digits_than_the_schema_says() -> None:
    for exact in (10**68 - 1, 1 - 10**68, 0):
        assert reads(topics.USAGE, with_amount(exact.to_bytes(29, "big", signed=True)))
    for beyond in (10**68, -(10**68)):
        assert not reads(topics.USAGE, with_amount(beyond.to_bytes(29, "big", signed=True)))


def with_amount(unscaled: bytes) -> bytes:
    """A usage message with one allocation of this amount."""
    plain = CODECS.encode(topics.USAGE, events.usage("tunefy", "R1", ("work:w-1", 1, 1)))
    column, end = number(1), number(0)
    allocations = (number(0), text(b"party:p"), text(b"Performing"), number(-1))
    amounts = (text(unscaled), text(b"\x01"))
    currencies = (text(b"CNY"), text(b"CNY"))
    values = b"".join(column + value + end for value in (*allocations, *amounts, *currencies))
    assert plain.endswith(number(0))
    return plain[:-1] + number(1) + values


def test_a_message_of_many_small_records_is_refused_unread() -> None:
    """Two bytes each, two hundred in memory: eight million bytes would take 800 MB."""
    envelope = text(b"e-1") + text(b"registry-a") + number(0) + text(b"work:w-1")
    rules = 4_000_000
    decided = text(b"work:w-1") + text(b"R1") + number(1) + number(rules) + b"\x01\x00" * rules
    body = envelope + number(2) + decided + number(0) * 5
    assert len(body) < MAX_MESSAGE_BYTES
    with within(seconds=1, mebibytes=50):
        assert not reads(
            topics.REGISTRATIONS, frame(CODECS.of(topics.REGISTRATIONS).schema_id, body)
        )

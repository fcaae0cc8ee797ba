"""Bytes that one Avro reader takes for a fact and another refuses are no event."""

from collections.abc import Callable

import pytest

from schemas import topics
from schemas.codecs import codecs_of
from schemas.integer_arrays import MAX_INTEGERS
from schemas.strict_reading import MAX_ITEMS
from schemas.wire import WireFault, frame
from tests import events
from tests.schemas.avro_bytes import number, text

CODECS = codecs_of(None)
ENVELOPE = text(b"e1") + text(b"registry-a") + number(1) + text(b"work:a")
OVERLONG = b"\x82" + b"\x80" * 9 + b"\x00"
RULE = text(b"R1") + number(1) + text(b"work:a")


def decision(right: bytes = number(1), rules: bytes = number(0), day: bytes = number(0)) -> bytes:
    """ClaimDecided, the third body of a registration event."""
    body = text(b"work:a") + text(b"R1") + text(b"") + right + rules + day + number(0) + number(1)
    return ENVELOPE + number(2) + body + text(b"")


def usage(
    first: bytes = number(0), units: bytes = number(0), allocations: bytes = number(0)
) -> bytes:
    head = text(b"e1") + text(b"tunefy") + number(1) + text(b"R1") + number(0)
    head += text(b"R1") + number(1) * 3 + number(0) + number(30)
    head += text(b"") * 2 + text(b"CNY") + text(b"CN") + number(0) * 2
    return head + number(0) + first + number(0) + units + number(0) + allocations


def read(topic: str, body: bytes) -> None:
    CODECS.decode(topic, frame(CODECS.of(topic).schema_id, body))


def read_columns(_topic: str, body: bytes) -> None:
    CODECS.decode_columns(topics.USAGE, frame(CODECS.of(topics.USAGE).schema_id, body))


def rules(include: bytes) -> bytes:
    return number(1) + include + text(b"CN") + number(0)


def sized(size: int) -> bytes:
    """A block of two integers that says how many bytes it has."""
    return number(-2) + number(size) + number(1) + number(2) + number(0)


def test_what_is_right_is_read() -> None:
    read(topics.REGISTRATIONS, decision(rules=rules(b"\x01")))
    for way in (read, read_columns):
        way(topics.USAGE, usage(first=sized(2), units=sized(2)))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (decision(right=number(-1)), "index -1 into an enum"),
        (decision(right=number(7)), "index 7 into an enum"),
        (ENVELOPE + number(-1) + RULE, "index -1 into a union"),
        (decision(rules=rules(b"\x02")), "2 is no boolean"),
        (decision(day=number(2**31)), "no int of 32 bits"),
        (decision(day=OVERLONG), "more than 64 bits"),
        (decision(rules=number(-1) + number(9) + rules(b"\x01")[1:]), "not as long as it says"),
    ],
)
def test_an_event_that_readers_disagree_about_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(WireFault, match=why) as refused:
        read(topics.REGISTRATIONS, body)
    assert refused.value.code == "not_avro"


@pytest.mark.parametrize("way", [read, read_columns])
@pytest.mark.parametrize(
    "body",
    [
        usage(first=sized(3)),
        usage(units=number(-40) + number(9) + number(1) * 40 + number(0)),
        usage(first=number(1) + number(2**31) + number(0)),
        usage(allocations=number(-1)),
        usage(units=number(1) + OVERLONG + number(0)),
    ],
)
def test_usage_that_readers_disagree_about_is_refused(
    way: Callable[[str, bytes], None], body: bytes
) -> None:
    with pytest.raises(WireFault) as refused:
        way(topics.USAGE, body)
    assert refused.value.code == "not_avro"


@pytest.mark.parametrize("way", [read, read_columns])
def test_an_array_in_blocks_of_one_is_read_up_to_a_bound(
    way: Callable[[str, bytes], None],
) -> None:
    """Each block by itself cost so much that a message of 8 MiB took minutes."""
    for count, taken in ((1_000, True), (MAX_INTEGERS + 1, False)):
        body = usage(units=(number(1) + number(5)) * count + number(0))
        if taken:
            way(topics.USAGE, body)
        else:
            with pytest.raises(WireFault, match="of more than 200000"):
                way(topics.USAGE, body)
    assert MAX_INTEGERS == MAX_ITEMS


def test_a_fault_never_quotes_the_message() -> None:
    """A text that is no UTF-8 came back whole in the fault, four times as long as it was sent: the
    dead letter fitted no message, and intake stopped at it for ever."""
    body = text(b"\xff" * 1_000_000) + text(b"registry-a")
    with pytest.raises(WireFault) as refused:
        read(topics.REGISTRATIONS, body)
    assert len(str(refused.value)) < 500


def test_a_record_has_a_bounded_number_of_decimals() -> None:
    """Each is an object of a hundred bytes, made of two."""
    event = events.usage("tunefy", "R1", ("work:a", 1, 1))
    plain = CODECS.encode(topics.USAGE, event)
    columns = number(0) * 4 + number(200_001) + text(b"\x01") * 200_001 + number(0) * 4
    with pytest.raises(WireFault, match="more than 200000"):
        CODECS.decode_columns(topics.USAGE, plain[:-1] + number(1) + columns)

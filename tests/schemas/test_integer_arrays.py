"""Integer arrays read as columns say what fastavro reads, and refuse what it refuses."""

import io
from collections.abc import Callable
from random import Random
from typing import Any

import fastavro
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import topics
from schemas.integer_arrays import IntegerArrays
from schemas.wire import WireFault
from tests import events
from tests.driver import CODECS

USAGE = CODECS[topics.USAGE]
COLUMNS = ("use_type", "first_day", "days", "units", "revenue_micros")

BLOCKS = fastavro.parse_schema(
    {
        "type": "record",
        "name": "Event",
        "fields": [
            {
                "name": "body",
                "type": [
                    {
                        "type": "record",
                        "name": "Columns",
                        "fields": [{"name": "values", "type": {"type": "array", "items": "long"}}],
                    }
                ],
            }
        ],
    }
)


def long(value: int) -> bytes:
    """A zigzag variable-length integer, of any size."""
    rest = value * 2 if value >= 0 else -value * 2 - 1
    said = bytearray()
    while True:
        rest, seven = rest >> 7, rest & 0x7F
        said.append(seven | (0x80 if rest else 0))
        if not rest:
            return bytes(said)


def listed(record: Any) -> Any:
    """With columns as lists."""
    kind, body = record["body"]
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in body.items()
    }
    return {**record, "body": (kind, plain)}


def outcome(read: Callable[[bytes], Any], message: bytes) -> Any:
    """The record, or the code of the fault."""
    try:
        return listed(read(message))
    except WireFault as fault:
        return fault.code


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1), max_size=4), st.booleans())
def test_any_integers_in_any_blocks(blocks: list[list[int]], sized: bool) -> None:
    """Arrays may come in blocks, each with its length in bytes or without."""
    message = b"\x00"
    for block in blocks:
        values = b"".join(map(long, block))
        message += long(-len(block)) + long(len(values)) if sized else long(len(block))
        message += values
    message += b"\x00"
    stream = io.BytesIO(message)
    record = IntegerArrays(BLOCKS).read(stream)
    assert stream.tell() == len(message)
    assert record["body"]["values"].tolist() == [value for block in blocks for value in block]


@pytest.mark.parametrize("days", [False, True])
@pytest.mark.parametrize("lines", [1, 3, 500])
def test_a_usage_block(lines: int, days: bool) -> None:
    rng = Random(lines)
    said = [(f"work:{n}", rng.getrandbits(30), rng.getrandbits(50)) for n in range(lines)]
    event = events.usage("tunefy", "r1", *said)
    if days:
        event["body"][1]["days"] = [rng.randrange(1, 400) for _ in range(lines)]
    message = USAGE.encode(event)
    record = USAGE.decode_columns(message)
    assert {type(record["body"][1][name]) for name in COLUMNS} == {np.ndarray}
    assert listed(record) == USAGE.decode(message)


def test_whatever_is_cut_off_or_damaged_is_read_alike_or_refused() -> None:
    """Each prefix of a block, and each byte of it changed."""
    message = USAGE.encode(events.usage("tunefy", "r1", ("work:a", 5, 70), ("work:b", 600, 8_000)))
    rng = Random(5)
    damaged = [message[:end] for end in range(len(message))]
    for place in range(5, len(message)):
        for _ in range(4):
            damaged.append(message[:place] + bytes([rng.randrange(256)]) + message[place + 1 :])
    found = [(outcome(USAGE.decode, some), outcome(USAGE.decode_columns, some)) for some in damaged]
    assert [columns for _, columns in found] == [plain for plain, _ in found]
    assert sum(isinstance(plain, str) for plain, _ in found) > len(message)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(long(2**63), id="a bit too many"),
        pytest.param(b"\xff" * 10 + b"\x01", id="eleven bytes"),
        pytest.param(b"", id="none"),
    ],
)
def test_integers_that_are_none(values: bytes) -> None:
    with pytest.raises((ValueError, EOFError)):
        IntegerArrays(BLOCKS).read(io.BytesIO(b"\x00" + long(1) + values))


def test_a_count_beyond_the_message_is_refused_at_once() -> None:
    for count in (2**40, -(2**40), 2**62):
        with pytest.raises(EOFError):
            IntegerArrays(BLOCKS).read(io.BytesIO(b"\x00" + long(count) + b"\x02" * 100))


def test_other_records_have_no_such_arrays() -> None:
    with pytest.raises(ValueError, match="body"):
        CODECS[topics.CONTROL].decode_columns(b"")

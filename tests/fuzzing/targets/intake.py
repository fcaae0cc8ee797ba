"""Messages of any bytes, small and as large as the broker takes: answered, and never passed on to
break what comes after."""

from collections.abc import Sequence
from typing import Any

from processors import limits
from processors.reports import RecordedAt
from schemas import topics
from schemas.codecs import codecs_of
from schemas.wire import MAX_MESSAGE_BYTES, frame
from tests import events
from tests.fuzzing.careless_writer import written
from tests.fuzzing.target import Target
from tests.fuzzing.targets.market import GuardedMarket
from tests.processors.random_markets import random_events

_AT = RecordedAt(1_790_000_000_000, 0, 0)
_LONG_KEY = 12 * 1024 * 1024


def run(data: bytes) -> None:
    if not data:
        return
    market = GuardedMarket(partitions=2)
    topic, message = topics.INPUTS[data[0] % len(topics.INPUTS)], data[1:]
    key = b"k" * (_LONG_KEY if len(message) < 100_000 else 8)
    market.receive(topic, message, _AT, key)
    market.run()
    market.checked_rows()


def _on(topic: str, message: bytes) -> bytes:
    return bytes([topics.INPUTS.index(topic)]) + message


def seeds() -> Sequence[bytes]:
    return [_on(one.topic, written(one.topic, one.event)) for one in random_events(3)]


def _registration(**said: Any) -> bytes:
    event = events.registration("work:a", events.claim("party:ann", 500_000))
    event["body"][1].update(said)
    return _on(topics.REGISTRATIONS, written(topics.REGISTRATIONS, event))


def _licence(**said: Any) -> bytes:
    event = events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=5)
    event["body"][1].update(said)
    return _on(topics.TRADES, written(topics.TRADES, event))


def _usage(references: Sequence[str] = ("work:a",), **said: Any) -> bytes:
    event = events.usage("tunefy", "R1", *((reference, 1, 1) for reference in references))
    event["body"][1].update(said)
    return _on(topics.USAGE, written(topics.USAGE, event))


def giants() -> Sequence[bytes]:
    """What is refused is quoted in its dead letter: no quotation may make it too large to send."""
    most = MAX_MESSAGE_BYTES - 1_000
    mebibyte = (1 << 20) - 1_000
    rule = {"include": True, "code": "CN"}
    claims = [
        events.claim(f"party:p{at}", 1, from_day=at % 22, until_day=100 + at % 22)
        for at in range(512)
    ]
    return [
        _usage(currency="\0" * most),
        _usage(territory="\U000e0001" * (most // 4)),
        _usage(use_types=["\0" * (most // 60)] * 60),
        _usage(service="\ud800" * (most // 3)),
        _usage([f"tunefy{at}" for at in range(limits.MAX_BLOCK_LINES)]),
        _usage([f"TUNEFY:{at}" for at in range(limits.MAX_BLOCK_LINES)]),
        _usage(["isrc:" + "\u202e" * 250] * limits.MAX_BLOCK_LINES),
        _registration(title="\x00" * mebibyte),
        _registration(work="\u202e" * (mebibyte // 3)),
        _registration(claims=claims, references=[f"tunefy:{at}" for at in range(1_024)]),
        _registration(claims=[{**claims[0], "territories": [rule] * 512}] * 200),
        _registration(references=["tunefy:" + "a" * 128] * 7_000),
        _licence(rights=["MakeAvailable"] * mebibyte),
        _licence(use_types=[""] * mebibyte),
        _licence(works=[f"work:{at}" for at in range(limits.MAX_LICENSED_WORKS)]),
        _licence(territories=[rule] * 300_000),
        _licence(terms={f"t{at}": "x" for at in range(100_000)}),
        _licence(parent_licence_id="\x00" * mebibyte),
        _on(topics.USAGE, b"\xff" * most),
        _on(topics.USAGE, frame(codecs_of(None).of(topics.USAGE).schema_id, bytes(most))),
        _on(topics.CONTROL, b"\0" * (2 * most)),
    ]


TARGET = Target(
    name="intake",
    says="messages of any bytes on the input topics, up to the largest",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=512,
    seconds=20,
)

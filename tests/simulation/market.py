"""What the senders of one run send: a small random market, and now and then something broken."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from processors.reports import RecordedAt
from schemas import topics
from schemas.codecs import codecs_of
from tests import events
from tests.processors.random_markets import PLATFORMS, random_events
from tests.processors.sent_events import Sent

from .broker import Broker, Place

STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Input:
    """One message, for a place, at a second of the run; `sent` is None for what is refused."""

    second: float
    place: Place
    value: bytes
    millis: int
    sent: Sent | None


def admissions() -> list[bytes]:
    codec = codecs_of(None)
    return [codec.encode(topics.CONTROL, _admission(one)) for one in PLATFORMS]


def _admission(platform: str) -> dict[str, Any]:
    return events.admission(platform)


def inputs_of(seed: int, partitions: int, seconds: float) -> list[Input]:
    """In order of the record, which is that of sending."""
    rng = Random(f"{seed}:inputs")
    sent = sorted(random_events(seed), key=lambda one: one.at)
    times = sorted(rng.uniform(0.0, seconds) for _ in sent)
    found = []
    for number, (one, second) in enumerate(zip(sent, times, strict=True)):
        # Ids of events sent again come from a counter of the whole process.
        one.event["event_id"] = f"e{number}"
        value = codecs_of(None).encode(one.topic, one.event)
        place = (one.topic, rng.randrange(partitions))
        found.append(Input(second, place, value, one.at.millis, one))
        if rng.random() < 0.04:
            found.append(_broken(rng, second, place, value, one.at.millis + 1))
    return found


def _broken(rng: Random, second: float, place: Place, value: bytes, millis: int) -> Input:
    if rng.random() < 0.5:
        return Input(second, place, value[: rng.randrange(len(value))], millis, None)
    event = events.usage(STRANGER, "r1", ("work:a", 1, 1), ("work:b", 1, 1), event_id="strange")
    message = codecs_of(None).encode(topics.USAGE, event)
    return Input(second, (topics.USAGE, place[1]), message, millis, None)


def record(broker: Broker, one: Input) -> Sent | None:
    """Appends an input, and says where the record has it."""
    millis = max([one.millis, *(_last_millis(broker, place) for place in list(broker.logs))])
    offset = broker.append(one.place, b"", one.value, millis)
    if one.sent is None:
        return None
    return replace(one.sent, at=RecordedAt(millis, one.place[1], offset))


def _last_millis(broker: Broker, place: Place) -> int:
    """The next free millisecond of an input: no two events are recorded in the same one."""
    log = broker.logs[place]
    if place[0] not in topics.INPUTS or not log.end:
        return 0
    return log.read(log.end - 1, 1)[0].timestamp_millis + 1

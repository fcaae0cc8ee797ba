"""The limit as an agent meets it: what is sent and acknowledged, and how the process ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from kafka.structs import TopicPartition

from processors.intake import Intake
from processors.outputs import Output
from processors.refusals import RefusalLimits, Rejudged
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from schemas.settings import Settings
from streams import durable_batch
from streams.agents.intake import IntakeAgent
from streams.durable_batch import BatchLimits, drive
from streams.metrics import WorkerMetrics
from streams.refusal_limit import (
    LIMIT_EXIT_CODE,
    RefusalLimit,
    RefusalLimitReached,
    limits_of,
    require_sound_start,
)
from tests import events

CODECS = codecs_of(None)
LIMITS = RefusalLimits(in_a_row=5, ratio=0.9, window=20)
STILL = {topics.USAGE: [Rejudged("ipr.usage/0/1", "dsp-a", ())]}
NO_MORE = {topics.USAGE: [Rejudged("ipr.usage/0/1", "dsp\x1b", ("unknown_schema at \u202e",))]}
GOOD = CODECS.encode(
    topics.USAGE, events.usage("dsp-a", "r", ("work:W1", 3, 1_000_000), day=20_000)
)
BAD = b"\x01 no frame"


@dataclass
class Asked:
    """Answers what was accepted before, and remembers being asked."""

    answer: dict[str, list[Rejudged]]
    topics: list[str] = field(default_factory=list)

    async def __call__(self, wanted: Collection[str]) -> dict[str, list[Rejudged]]:
        await asyncio.sleep(0)
        self.topics += wanted
        return self.answer


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


class Sent:
    """What an agent sends, until it is cut."""

    def __init__(self) -> None:
        self.topics: list[str] = []
        self.cuts = 0
        self.durable_after = 0.0

    async def send(self, outputs: Any) -> None:
        listed: list[Output] = list(outputs)
        self.topics += [output.topic for output in listed]

    async def cut(self) -> list[Any]:
        self.cuts += 1
        return [self]

    async def arrived(self) -> None:
        await asyncio.sleep(self.durable_after)


@dataclass
class Event:
    message: Any


def event(offset: int, value: bytes) -> Any:
    return Event(
        SimpleNamespace(
            topic=topics.USAGE, partition=0, offset=offset, timestamp=1.79e9, key=b"", value=value,
            headers=None, generation_id=1, tp=TopicPartition(topics.USAGE, 0),
        )
    )  # fmt: skip


def agent_of(asked: Asked, limits: RefusalLimits = LIMITS) -> tuple[IntakeAgent, Sent]:
    metrics = WorkerMetrics("intake")
    sent: Any = Sent()
    intake = Intake(2, SubjectIndex(canonical), lambda *_: True)
    platforms: Any = SimpleNamespace(admitted=lambda *_: True)
    limit = RefusalLimit(limits, asked, metrics, Clock())
    return IntakeAgent(sent, CODECS, intake, platforms, platforms, metrics, limit), sent


@dataclass
class Stream:
    """Gives events, and notes what is acknowledged and committed."""

    to_come: list[Any]
    acknowledged: list[int] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    pause_after: int = -1
    until: Callable[[], bool] | None = None
    enable_acks: bool = True

    @property
    def app(self) -> Any:
        return SimpleNamespace(consumer=self)

    _committed_offset: dict[Any, int] = field(default_factory=dict)

    async def commit(self) -> None:
        self.committed = list(self.acknowledged)

    async def events(self) -> AsyncIterator[Any]:
        for number, one in enumerate(self.to_come):
            if number == self.pause_after:
                until = self.until or (lambda: len(self.acknowledged) == self.pause_after)
                while not until():
                    await asyncio.sleep(0.001)
            yield one
        while len(self.acknowledged) < len(self.to_come):
            await asyncio.sleep(0.001)

    async def ack(self, one: Any) -> None:
        self.acknowledged.append(one.message.offset)


class Ended(BaseException):
    """Stands for the end of the process."""


@pytest.fixture(autouse=True)
def exits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    codes: list[int] = []

    def end(why: str, *, code: int = 70) -> None:
        logging.getLogger(__name__).critical(why)
        codes.append(code)
        raise Ended

    monkeypatch.setattr(durable_batch, "end_now", end)
    return codes


async def run(stream: Any, agent: IntakeAgent) -> None:
    metrics = WorkerMetrics("intake")
    await asyncio.wait_for(drive(stream, agent, BatchLimits(100, 0.005), metrics), 60)


def test_at_the_limit_nothing_of_the_batch_is_sent_or_acknowledged(exits: list[int]) -> None:
    agent, sent = agent_of(Asked(NO_MORE))
    stream = Stream([event(n, BAD) for n in range(8)])
    with pytest.raises(Ended):
        asyncio.run(run(stream, agent))
    assert exits == [LIMIT_EXIT_CODE]
    assert (sent.topics, stream.acknowledged) == ([], [])


def test_what_was_answered_before_the_batch_is_acknowledged_and_committed(
    exits: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    agent, sent = agent_of(Asked(NO_MORE))
    stream = Stream([event(0, GOOD), *[event(n, BAD) for n in range(1, 9)]], pause_after=3)
    with pytest.raises(Ended):
        asyncio.run(run(stream, agent))
    assert exits == [LIMIT_EXIT_CODE]
    assert stream.acknowledged == stream.committed == [0, 1, 2]
    assert sent.topics.count(topics.REJECTED) == 2
    said = caplog.text
    assert "5 of the last 5 events of ipr.usage were refused (not_framed 5)" in said
    assert "Of 1 events of ipr.usage that were accepted before, 1 would be refused now" in said
    assert "RIGHTSTREAM_REFUSED_IN_A_ROW=0" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_a_batch_that_is_on_its_way_is_waited_for(exits: list[int]) -> None:
    agent, sent = agent_of(Asked(NO_MORE))
    sent.durable_after = 0.3
    stream = Stream(
        [event(0, GOOD), *[event(n, BAD) for n in range(1, 9)]],
        pause_after=1,
        until=lambda: sent.cuts == 1,
    )
    with pytest.raises(Ended):
        asyncio.run(run(stream, agent))
    assert exits == [LIMIT_EXIT_CODE]
    assert stream.acknowledged == stream.committed == [0]
    assert topics.REJECTED not in sent.topics


def test_rubbish_stops_nobody_while_what_was_accepted_before_still_would_be(
    exits: list[int],
) -> None:
    asked = Asked(STILL)
    agent, sent = agent_of(asked)
    stream = Stream([event(n, BAD) for n in range(100)])
    asyncio.run(run(stream, agent))
    assert exits == []
    assert sent.topics == [topics.REJECTED, topics.RECEIPTS] * 100
    assert len(stream.acknowledged) == 100
    # The clock stands still: it has looked once.
    assert asked.topics == [topics.USAGE]


def test_where_nothing_was_accepted_yet_there_is_no_proof(exits: list[int]) -> None:
    agent, sent = agent_of(Asked({}))
    stream = Stream([event(n, BAD) for n in range(20)])
    asyncio.run(run(stream, agent))
    assert (exits, sent.topics.count(topics.REJECTED)) == ([], 20)


def in_a_row(metrics: WorkerMetrics) -> float | None:
    name, labels = "rightstream_refused_in_a_row", {"topic": topics.USAGE}
    return metrics.registry.get_sample_value(name, labels)


def test_it_looks_again_after_a_while_and_not_before() -> None:
    asked, clock, metrics = Asked(STILL), Clock(), WorkerMetrics("intake")
    limit = RefusalLimit(LIMITS, asked, metrics, clock)

    def looks(refusals: int) -> int:
        async def refuse() -> None:
            for _ in range(refusals):
                await limit.refused(topics.USAGE, "dsp", "why")

        asyncio.run(refuse())
        return len(asked.topics)

    assert looks(4) == 0
    assert looks(1) == 1
    assert looks(50) == 1
    clock.seconds = 6
    assert looks(1) == 2
    clock.seconds = 12
    assert looks(4) == 2
    assert in_a_row(metrics) == 60
    limit.accepted(topics.USAGE)
    assert looks(4) == 2
    assert in_a_row(metrics) == 4
    asked.answer = NO_MORE
    with pytest.raises(RefusalLimitReached):
        looks(1)


def test_topics_are_counted_apart() -> None:
    """Neither usage that is accepted nor rubbish on ipr.trades a moment before must hide that every
    registration is refused."""
    asked = Asked({})
    limit = RefusalLimit(LIMITS, asked, WorkerMetrics("intake"), Clock())

    async def story() -> None:
        for _ in range(5):
            await limit.refused(topics.TRADES, "", "not_framed")
        asked.answer = {topics.REGISTRATIONS: NO_MORE[topics.USAGE]}
        for _ in range(5):
            limit.accepted(topics.USAGE)
            await limit.refused(topics.REGISTRATIONS, "registry", "why")

    with pytest.raises(RefusalLimitReached, match=r"ipr\.registrations"):
        asyncio.run(story())


def test_what_is_held_for_the_end_of_the_batch_is_bounded() -> None:
    agent, sent = agent_of(Asked(STILL), RefusalLimits(1_000, 1.0, 1_000))

    async def take() -> None:
        for number in range(4):
            await agent.take(event(number, b"\x01" * (6 * 1024 * 1024)))

    asyncio.run(take())
    assert sent.topics == [topics.REJECTED, topics.RECEIPTS] * 3


def test_a_start_that_would_refuse_what_was_accepted_is_refused() -> None:
    require_sound_start(STILL)
    require_sound_start({})
    with pytest.raises(RefusalLimitReached, match="Nothing was read"):
        require_sound_start(NO_MORE)


def test_the_limit_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_of(Settings()) == RefusalLimits(50, 0.9, 500)
    monkeypatch.setenv("RIGHTSTREAM_REFUSED_IN_A_ROW", "0")
    assert limits_of(Settings()) is None

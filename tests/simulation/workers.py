"""A worker process of one stage: real agent, domain and state, over simulated transport."""

import asyncio
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, NoReturn

from faust.types import TP

from processors.intake import Intake
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import Codecs, codecs_of
from schemas.identifiers import canonical
from schemas.settings import Settings
from streams.agents import intake, matching, rights
from streams.agents.partition_agent import Partition, PartitionAgent, PartitionBatch, StateWriter
from streams.agents.platforms import AdmittedPlatforms
from streams.agents.sending import Sender
from streams.app import app_id
from streams.batched_producer import Outbox
from streams.changelog import changelog_topic
from streams.durable_batch import BatchLimits, Intaking, drive
from streams.lease import Lease
from streams.lost_state import StateKeeper
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import HeldPartition, StateStore
from streams.takeover import Takeover

from .broker import Broker, Place
from .changelog import SimulatedChangelog
from .debts import Ledger, StateDebts, Taken
from .faults import FaultPlan
from .group import HEARTBEAT_SECONDS, SESSION_SECONDS, Group
from .no_metrics import NO_METRICS
from .producer import SimulatedProducer
from .stream import Event, SimulatedConsumer, SimulatedStream, event_of
from .virtual_time import Killed, Process
from .watched import MortalCodecs, WatchedAgent, WatchedPartition

COMMIT_SECONDS = 1.0
INPUTS = {
    "intake": topics.INPUTS,
    "matching": (topics.REFERENCES,),
    "rights": (topics.FACTS,),
}


@dataclass(frozen=True)
class World:
    """What all processes of a simulation share."""

    broker: Broker
    faults: FaultPlan
    ledger: Ledger
    settings: Settings
    rng: Random
    groups: dict[str, Group]
    restart: Any
    """Called with a worker that died."""

    def say(self, where: str, what: str) -> None:
        self.broker.schedule.step(self.broker.loop.time(), where, what)


class ToldLost(AssertionError):
    """State that is all there was taken for lost."""


class MarkWentBack(AssertionError):
    """What a later holder would take for a changelog without its end, if what is committed is above
    it and the higher mark is compacted away."""


class Follower:
    """Reads the control topic, as intake's own does."""

    def __init__(self, world: World, platforms: AdmittedPlatforms) -> None:
        self._world = world
        self._platforms = platforms
        self._next = 0

    async def catch_up(self) -> None:
        place, broker = (topics.CONTROL, 0), self._world.broker
        records = await broker.request(place, lambda: broker.read(place, self._next, 1000))
        for record in records:
            self._next = record.offset + 1
            event = codecs_of(None).decode(topics.CONTROL, record.value)
            kind, body = event["body"]
            if kind.endswith("PlatformAdmitted"):
                self._platforms.learn(body["platform"], body["admitted"], record.timestamp_millis)


def told_lost(reason: str) -> NoReturn:
    """No simulated broker loses what it acknowledged."""
    raise ToldLost(reason)


class Worker:
    """One life of one process, from its start until it is killed."""

    def __init__(self, world: World, stage: str, number: int) -> None:
        self.stage = stage
        self.number = number
        self.name = f"{stage}-{number}"
        self.world = world
        self.group = world.groups[stage]
        self.process = Process(world.broker.loop, self.name)
        self.state_debts = StateDebts()
        self.changelog = changelog_topic(app_id(stage), "state")
        self._keyed = stage != "intake"
        self._store = StateStore()
        self._rng = world.rng
        self._lease = Lease(SESSION_SECONDS, world.broker.loop.time, self._end)
        self.producer = SimulatedProducer(
            world.broker, world.rng, world.faults, self._handed, self._written, self._durable,
            self._lease,
        )  # fmt: skip
        self._consumer = SimulatedConsumer(world.broker, self.group.name, self._send_commit)
        (input_topic, *_) = INPUTS[stage]
        self._takeover = Takeover(
            self._store,
            SimulatedChangelog(world.broker, self.changelog, world.rng, self._recovers),
            StateKeeper(input_topic, self.changelog, read_again=False, end=told_lost),
            input_topic,
            self._end,
        )
        self._taking_over: asyncio.Task[None] | None = None
        self._marked: dict[int, tuple[HeldPartition, int]] = {}
        self._stream = SimulatedStream(self._consumer, 2 * world.settings.batch_messages)
        self._wake = asyncio.Event()
        self._generation = 0
        self._numbers: frozenset[int] = frozenset()
        self._flowing = False
        self.keeps_fetched = False
        """A rebalance comes when the next messages are in the fetcher's hands: they come first
        after it, those before them in the queue are dropped."""
        self._in_hand: list[Event] = []
        for topic in INPUTS[stage]:
            world.broker.listen(topic, self._wake.set)

    def start(self) -> None:
        self.world.say(self.name, "starts")
        self.process.run(self._live())

    async def _live(self) -> None:
        codecs = MortalCodecs(self)
        settings = self.world.settings
        sender = Sender(self._outbox(), codecs, settings.partitions, NO_METRICS)
        agent, seconds = await self._agent(sender, codecs)
        self.group.join(self)
        self.process.run(self._fetch())
        self.process.run(self._commit())
        self.process.run(self._heartbeat())
        limits = BatchLimits(settings.batch_messages, seconds)
        stream: Any = self._stream
        await drive(stream, WatchedAgent(agent, self), limits, NO_METRICS, self._end)

    async def _agent(self, sender: Sender, codecs: Codecs) -> tuple[Intaking, float]:
        settings = self.world.settings
        if not self._keyed:
            platforms = AdmittedPlatforms()
            follower = Follower(self.world, platforms)
            await follower.catch_up()
            answers = Intake(settings.partitions, SubjectIndex(canonical), platforms.admitted)
            body = intake.IntakeAgent(sender, codecs, answers, platforms, follower, NO_METRICS)
            return body, intake.BATCH_SECONDS
        stage = matching if self.stage == "matching" else rights
        real = (
            matching.matching_maker(settings, codecs)
            if stage is matching
            else rights.rights_maker(settings, codecs)
        )

        def make(number: int, state: dict[bytes, bytes], again: int) -> Partition:
            return WatchedPartition(real(number, state, again), number, self)

        writer = StateWriter(self._store, self.changelog, self._outbox())
        return PartitionAgent(writer, make, sender, NO_METRICS), stage.BATCH_SECONDS

    def _outbox(self) -> Outbox:
        producer: Any = self.producer
        return Outbox(producer)

    # What others do to it.

    def _end(self, reason: str) -> NoReturn:
        """In place of the end of the process that the code under test asks for."""
        if self.world.broker.loop.is_over:
            raise Killed
        why = sys.exc_info()[1]
        self.world.faults.injected["(a worker ended itself)"] += 1
        self.die(f"ends itself, for {why!r}" if why else f"ends itself: {reason}")
        raise Killed

    def may_die(self, kind: str) -> None:
        """Raises Killed when it is time."""
        if self.world.faults.due(kind):
            self.die(kind)
            raise Killed

    def die(self, why: str) -> None:
        self.world.say(self.name, f"dies: {why}")
        self.process.kill()
        self.world.restart(self)

    def ledger_took(self, place: Place, offset: int, taken: Taken) -> None:
        self.world.ledger.took(self.group.name, place, offset, taken)
        self.world.say(self.name, f"takes {place} {offset}")

    def _handed(self) -> None:
        self.may_die("crash after produce")

    def _written(self, place: Place, key: bytes, value: bytes) -> None:
        if place[0] == self.changelog:
            self.state_debts.paid(place[1], key, value)

    def check_marks(self, batch: PartitionBatch) -> None:
        """Ends the run with MarkWentBack, of a partition that is ours without a break. Raised here
        it would only end the worker."""
        loop = self.world.broker.loop
        for held, key, value in batch.state:
            if key == MARK_KEY:
                reached = StateMark.of(value).reached
                former, before = self._marked.get(held.number, (held, 0))
                if former is held and reached < before:
                    fault = MarkWentBack(f"{self.name} marks {reached} after {before}")
                    loop.failure = loop.failure or fault
                self._marked[held.number] = (held, reached)

    def _recovers(self) -> None:
        self.may_die("crash in recovery")

    def _durable(self, place: Place) -> None:
        if place[0] != self.changelog:
            self.may_die("crash after output durable")
            return
        self.may_die("crash within state")

    # Partitions come and go.

    def _places(self) -> list[TP]:
        broker = self.world.broker
        return [
            TP(topic, number)
            for topic in INPUTS[self.stage]
            for number in sorted(self._numbers)
            if number in broker.partitions_of(topic)
        ]

    async def revoke(self) -> None:
        """As Faust does when partitions are taken, to be dealt out again: what waits is dropped,
        what was taken in goes on."""
        self._flowing = False
        self._stream.clear()
        self._consumer.revoked()

    async def assign(self, generation: int, numbers: Iterable[int], dealt_at: float) -> None:
        self._lease.joined(generation)
        self._lease.heard(dealt_at)
        if generation != self.group.generation:
            return
        kept = self._numbers = frozenset(numbers)
        self._generation = generation
        self._consumer.assigned(self._places())
        if self._keyed and not await self._take_over():
            return
        await self._consumer.perform_seek()
        self._flowing = True
        in_hand, self._in_hand = self._in_hand, []
        for event in in_hand:
            if event.message.partition in kept:
                self._deliver(event)
        self._wake.set()

    async def _take_over(self) -> bool:
        """False when partitions were dealt out again meanwhile: that breaks it off, as Faust has
        it."""
        self._takeover.dealt(self._places())
        if self._taking_over is not None:
            self._taking_over.cancel()
        under_way = self._taking_over = self.process.run(self._takeover.complete(self._consumer))
        await asyncio.wait({under_way})
        return not under_way.cancelled()

    # What goes on all the time.

    async def _fetch(self) -> None:
        while True:
            places = self._places() if self._flowing else []
            self._rng.shuffle(places)
            got = False
            for place in places:
                got |= await self._fetch_from(place)
            if not got:
                self._wake.clear()
                await self._wake.wait()

    async def _fetch_from(self, place: TP) -> bool:
        """Whether the partition had something, and there was room for it."""
        broker, at = self.world.broker, (place.topic, place.partition)
        if not self._flowing or place.partition not in self._numbers or broker.is_away(at):
            return False
        position, generation = self._consumer.positions.get(place, 0), self._generation
        if broker.logs[at].end <= position:
            return False
        while self._stream.room <= 0:
            self._stream.emptied.clear()
            await self._stream.emptied.wait()
        most = self._rng.randint(1, self._stream.room) if self._stream.room > 0 else 1
        records = await broker.request(at, lambda: broker.read(at, position, most))
        if not self._flowing or generation != self._generation:
            return True
        if self.keeps_fetched and records:
            self.keeps_fetched = False
            late = [event_of(place, one, generation + 1) for one in records]
            self._in_hand = late[1:] or late
            await self.revoke()
            # The first waited for room in the agents' queue: now there is some.
            self._deliver(event_of(place, records[0], generation))
            self.group.changed()
            return True
        for record in records:
            self._deliver(event_of(place, record, generation))
        self._consumer.positions[place] = records[-1].offset + 1 if records else position
        return True

    def _deliver(self, event: Event) -> None:
        if self._consumer.passes(event.message.tp, event.message.offset):
            self._stream.deliver(event)

    async def _heartbeat(self) -> None:
        """Joins again when it is put out, as aiokafka does, after a while."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self._lease.look()
            asked_at = self.world.broker.loop.time()
            if await self.group.heartbeat(self):
                self._lease.heard(asked_at)
            else:
                await asyncio.sleep(self._rng.uniform(0.0, 0.5))
                self.group.join(self)

    async def _commit(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_SECONDS * self._rng.uniform(0.5, 1.0))
            await self._consumer.commit_acknowledged()

    async def _send_commit(self, offsets: Mapping[TP, int]) -> bool:
        self.may_die("crash before commit")
        generation, broker = self._generation, self.world.broker
        places = {(tp.topic, tp.partition): offset for tp, offset in offsets.items()}
        coordinator = ("__consumer_offsets", 0)
        taken = await broker.request(
            coordinator, lambda: self.group.commit(self, generation, places)
        )
        self.may_die("crash after commit")
        return taken

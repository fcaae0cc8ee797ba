"""One run: senders, workers, sink, and faults at their time, until nothing is left to do."""

import asyncio
from collections.abc import Callable
from functools import cache
from random import Random

from schemas import topics
from schemas.settings import Settings
from sinks.writer import GROUP
from streams.app import STAGES, app_id
from tests.processors.sent_events import Sent

from .broker import Broker, Delay, Place
from .debts import Ledger
from .faults import FaultPlan
from .group import Group
from .market import Input, admissions, record
from .schedule import Schedule
from .sinks import SinkProcess
from .virtual_time import VirtualLoop
from .warehouse import ModelWarehouse
from .workers import INPUTS, Worker, World

SENDING_SECONDS = 6.0
FAULTY_SECONDS = 14.0
PATIENCE_SECONDS = 120.0
MOST_WORKERS = 3


def is_compacted(topic: str) -> bool:
    """As the topic is made."""
    plan = next(one for one in topics.PLANS if one.name == topic)
    return plan.configuration()["cleanup.policy"] == "compact"


@cache
def _settings(partitions: int, batch_messages: int) -> Settings:
    """Read from the environment once, which takes as long as a tenth of a calm run."""
    return Settings(partitions=partitions, batch_messages=batch_messages)


class NotAtRest(AssertionError):
    """Long after the last fault something is still not committed: nobody works on it."""


class Simulation:
    """`run` to the end; what is left is in `broker`, `warehouse` and `sent`."""

    def __init__(
        self,
        seed: int,
        partitions: int,
        faults: FaultPlan,
        schedule: Schedule,
        batch_messages: int,
        new_warehouse: Callable[[], ModelWarehouse] = ModelWarehouse,
    ) -> None:
        self.loop = VirtualLoop()
        self.faults = faults
        self.sent: list[Sent] = []
        self.warehouse = new_warehouse()
        self._rng = Random(f"{seed}:schedule")
        is_calm = not (faults.at_step or faults.at_second)
        self.broker = Broker(self.loop, Random(f"{seed}:network"), schedule, partitions, is_calm)
        ledger = Ledger()
        groups = {stage: Group(app_id(stage), self.broker, self._rng, ledger) for stage in STAGES}
        settings = _settings(partitions, batch_messages)
        self._world = World(
            self.broker, faults, ledger, settings, self._rng, groups, self._restart_soon
        )
        self._workers: dict[str, Worker] = {}
        self.seconds = 0.0

    # Processes.

    def start(self, workers_a_stage: int) -> None:
        for millis, message in enumerate(admissions()):
            self.broker.append((topics.CONTROL, 0), b"", message, millis)
        for stage in STAGES:
            for number in range(workers_a_stage):
                self._start_worker(stage, number)
        SinkProcess(self.broker, self.warehouse, self.faults, self._rng).start()

    def _start_worker(self, stage: str, number: int) -> None:
        worker = Worker(self._world, stage, number)
        self._workers[worker.name] = worker
        worker.start()

    def _restart_soon(self, worker: Worker) -> None:
        seconds = self._rng.choice((0.3, 2.0, 8.0))
        self.loop.later(seconds, self._start_worker, worker.stage, worker.number)

    # Time.

    def run(self, inputs: list[Input], sending_seconds: float) -> None:
        """Raises NotAtRest, and whatever check fails meanwhile."""
        asyncio.set_event_loop(None)
        for one in inputs:
            self.loop.later(one.second, self._send, one)
        for second, kind in self.faults.at_second:
            self.loop.later(second, self._happen, kind)
        try:
            self.loop.run_until_complete(self.loop.outside(self._until_rest(sending_seconds)))
        finally:
            self.loop.close()

    def _send(self, one: Input) -> None:
        sent = record(self.broker, one)
        if sent is not None:
            self.sent.append(sent)

    async def _until_rest(self, sending_seconds: float) -> None:
        if not self.broker.is_calm:
            await self._wait(FAULTY_SECONDS)
            self.faults.end()
            self._say("faults", "end")
        else:
            await self._wait(sending_seconds)
        end = self.loop.time() + PATIENCE_SECONDS
        while not self._at_rest():
            if self.loop.time() > end:
                raise NotAtRest(f"not committed {PATIENCE_SECONDS:.0f} s later: {self._lags()}")
            await self._wait(0.5)
        self.seconds = self.loop.time()

    async def _wait(self, seconds: float) -> None:
        until = self.loop.time() + seconds
        while self.loop.time() < until:
            await asyncio.sleep(min(0.5, until - self.loop.time()))
            if self.loop.failure is not None:
                raise self.loop.failure

    def _lags(self) -> dict[str, int]:
        broker = self.broker
        lags = {
            f"{stage}: {topic}": broker.lag(app_id(stage), topic)
            for stage in STAGES
            for topic in INPUTS[stage]
        }
        lags |= {f"sink: {topic}": broker.lag(GROUP, topic) for topic in topics.OUTPUTS}
        return {name: lag for name, lag in lags.items() if lag}

    def _at_rest(self) -> bool:
        return not self._lags()

    def _say(self, where: str, what: str) -> None:
        self.broker.schedule.step(self.loop.time(), where, what)

    # Faults at some instant.

    def _happen(self, kind: str) -> None:
        act = getattr(self, "_" + kind.replace(" ", "_"))
        what = act()
        if what:
            self.faults.injected[kind] += 1
            self._say("faults", f"{kind}: {what}")

    def _some_worker(self) -> Worker | None:
        running = [one for one in self._workers.values() if not one.process.stopped]
        return self._rng.choice(running) if running else None

    def _worker_stopped(self) -> str:
        return self._stop(self._rng.uniform(7.0, 11.0))

    def _worker_stopped_shortly(self) -> str:
        """Its session may be over all the same: the last heartbeat was some time before."""
        return self._stop(self._rng.uniform(0.1, 5.9))

    def _heartbeats_lost(self) -> str:
        worker, seconds = self._some_worker(), self._rng.uniform(3.0, 11.0)
        if worker is None:
            return ""
        worker.group.go_deaf(worker, seconds)
        return f"those of {worker.name} for {seconds:.1f} s"

    def _stop(self, seconds: float) -> str:
        worker = self._some_worker()
        if worker is None:
            return ""
        worker.process.stop()
        self.loop.later(seconds, self._resume, worker)
        return f"{worker.name} for {seconds:.1f} s"

    def _resume(self, worker: Worker) -> None:
        worker.process.resume()
        is_zombie = worker.process.alive and worker not in worker.group.members
        self._say(worker.name, "goes on as a zombie" if is_zombie else "goes on")

    def _worker_joins(self) -> str:
        stage = self._rng.choice(STAGES)
        numbers = [one.number for one in self._workers.values() if one.stage == stage]
        if len(numbers) >= MOST_WORKERS:
            return ""
        self._start_worker(stage, max(numbers) + 1)
        return stage

    def _worker_leaves(self) -> str:
        worker = self._some_worker()
        if worker is None:
            return ""
        worker.die("for no reason")
        return worker.name

    def _rebalance(self) -> str:
        group = self._world.groups[self._rng.choice(STAGES)]
        group.changed()
        return group.name

    def _partition_away(self) -> str:
        """One partition, or a third of all: those one of the brokers leads."""
        places, seconds = sorted(self.broker.logs), self._rng.uniform(0.5, 9.0)
        gone = self._rng.sample(places, self._rng.choice((1, -(-len(places) // 3))))
        for place in gone:
            self.broker.go_away(place, seconds)
        return f"{gone} for {seconds:.1f} s"

    def _answer_of_produce_lost(self) -> str:
        worker = self._some_worker()
        if worker is None:
            return ""
        worker.producer.lost_answers += self._rng.randint(1, 3)
        return worker.name

    def _produce_delayed(self) -> str:
        return self._delay("", lambda _: None)

    def _late_state(self) -> str:
        return self._delay("changelog", self._move_partitions)

    def _late_outputs(self) -> str:
        return self._delay("ipr.", self._move_partitions)

    def _delay(self, kind: str, then: Callable[[str], None]) -> str:
        seconds = self._rng.uniform(1.0, 9.0)
        self.broker.delays.append(Delay(kind, seconds, then))
        return f"the next one by {seconds:.1f} s"

    def _move_partitions(self, topic: str) -> None:
        """Of a stage that writes the topic: away from whoever holds them now."""
        stages = [stage for stage in STAGES if app_id(stage) in topic] or list(STAGES)
        group = self._world.groups[self._rng.choice(stages)]
        self._say("faults", f"a produce on {topic} is late, and the partitions of its stage move")
        group.changed()

    def _offsets_set_back(self) -> str:
        committed = [
            (group, place)
            for group in sorted(self.broker.committed)
            for place, offset in sorted(self.broker.committed[group].items())
            if offset
        ]
        if not committed:
            return ""
        group, place = self._rng.choice(committed)
        known = self.broker.committed[group]
        known[place] = self._rng.randrange(known[place])
        for stage in STAGES:
            if app_id(stage) == group:
                self._world.groups[stage].changed()
        if group == GROUP:
            self.broker.kill_sink()
        return f"{group} on {place} to {known[place]}"

    def _changelog_compacted(self) -> str:
        return self._compact([place for place in self.broker.logs if "changelog" in place[0]])

    def _outputs_compacted(self) -> str:
        compacted = {one for one in topics.OUTPUTS if is_compacted(one)}
        return self._compact([place for place in self.broker.logs if place[0] in compacted])

    def _compact(self, places: list[Place]) -> str:
        if not places:
            return ""
        place = self._rng.choice(sorted(places))
        log = self.broker.logs[place]
        gone = log.compact(self._rng.randint(0, log.end))
        return f"{place} by {gone} of {log.end}" if gone else ""

    def _stale_fetch(self) -> str:
        worker = self._some_worker()
        if worker is None:
            return ""
        worker.keeps_fetched = True
        return worker.name

    def _input_sent_again(self) -> str:
        places = [place for place in sorted(self.broker.logs) if place[0] in topics.INPUTS[:4]]
        places = [place for place in places if self.broker.logs[place].end]
        if not self.sent or not places:
            return ""
        again = self._rng.choice(self.sent)
        place = (again.topic, self._rng.randrange(self.broker.partitions))
        first = self.broker.logs[again.topic, again.at.partition].read(again.at.offset, 1)[0]
        assert first.value is not None
        self._send(Input(0.0, place, first.value, 0, again))
        return f"{again.kind} {again.event_id} on {place}"

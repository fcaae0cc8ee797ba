"""A whole torture: a stack is fed and struck, healed, brought to rest, and compared with one that
was left in peace."""

import logging
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from schemas import topics
from schemas.codecs import codecs_of
from streams.local.clickhouse_server import ClickHouseServer
from streams.local.restart_policy import RestartPolicy
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan

from .compaction import BROKER_PROPERTIES, Compaction, compact_hard, compaction
from .data_disks import DataDisks
from .duplicates import Seen, duplicates
from .faults import Blow, Fault
from .feed import Feed
from .injection import BROKER, Injector
from .last_words import last_words
from .recovery import Recovery, RecoveryWatch
from .results import Results
from .rounds import Round, RoundPlan
from .schedule import schedule
from .server_database import database_of
from .warehouse_at_rest import WarehouseAtRest

log = logging.getLogger(__name__)

CHDB: Final = "chdb"
SERVER: Final = "clickhouse-server"
STACK: Final = StackPlan(partitions=4, rights=2)
_MOST_BEHIND: Final = 1_500
_ROUND_SECONDS: Final = 20.0
_REST_SECONDS: Final = 300.0
_HEALING_SECONDS: Final = 300.0
_LOOK_SECONDS: Final = 10.0
_RESTARTS: Final = RestartPolicy(limit=1_000_000, cap=2.0)
"""Whoever is killed on purpose again and again is not given up. A process that cannot run shows
all the same: the stack does not come to rest."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TorturePlan:
    """How long a stack is struck (what is needed before and after comes on top), and what with."""

    minutes: float
    seed: int
    warehouse: str = CHDB
    round: RoundPlan = field(default_factory=RoundPlan)


@dataclass(slots=True)
class Injected:
    """A fault that was injected: `at_seconds` after the start, `healed` after so many seconds."""

    fault: Fault
    at_seconds: float
    recovery: Recovery
    healed_seconds: float | None = None
    trouble: str = ""


@dataclass(slots=True)
class Tortured:
    """What came of the struck stack. `wrong` says in words what must not be; none is success."""

    mounted: bool
    why_not_mounted: str
    injected: list[Injected] = field(default_factory=list)
    seconds: float = 0.0
    rest_seconds: float = 0.0
    rounds: int = 0
    lines: int = 0
    events: int = 0
    sent_again: int = 0
    restarts: dict[str, int] = field(default_factory=dict)
    results: Results | None = None
    doubled: dict[str, int] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    compacted: dict[str, Compaction] = field(default_factory=dict)
    answered: set[tuple[str, str]] = field(default_factory=set)
    leaves: int = 0
    last_words: dict[str, int] = field(default_factory=dict)
    undisturbed_seconds: float = 0.0
    undisturbed_last_words: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Torture:
    """One run on one data folder, which is emptied first. `result` is as far as `run` has come."""

    def __init__(self, plan: TorturePlan, root: Path, say: Say) -> None:
        self.plan = plan
        self.root = root
        self.result = Tortured(False, "")
        self._say = say

    def run(self) -> Tortured:
        """Blocks for all of it. Raises what ends the stack; leaves no process behind. The data
        folder is kept if anything is wrong."""
        with DataDisks(self.root) as disks:
            disks.keep = True
            self.result.mounted = disks.mounted
            self.result.why_not_mounted = disks.why_not
            try:
                self._strike_and_read(disks)
                self._compare()
            except (KeyboardInterrupt, SystemExit):
                disks.keep = False
                raise
            disks.keep = bool(self.result.wrong)
        return self.result

    def _strike_and_read(self, disks: DataDisks) -> None:
        with self._server() as server:
            warehouse = CHDB if server is None else database_of(server)
            stack = Stack(
                self.root,
                replace(STACK, warehouse=warehouse),
                self._say,
                restarts=_RESTARTS,
                broker_properties=BROKER_PROPERTIES,
            )
            with stack:
                reading = WarehouseAtRest(stack)
                compact_hard(stack.broker.bootstrap)
                watch = RecoveryWatch(stack.broker.bootstrap, stack.plan.partitions)
                watch.start()
                try:
                    self._strike(stack, disks, server, watch)
                    self._bring_to_rest(reading)
                    watch.look_until_all_are_over(_LOOK_SECONDS)
                finally:
                    watch.stop()
                self._read(stack, reading)

    @contextmanager
    def _server(self) -> Iterator[ClickHouseServer | None]:
        if self.plan.warehouse == CHDB:
            yield None
            return
        server = ClickHouseServer(self.root / "clickhouse")
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def _strike(
        self, stack: Stack, disks: DataDisks, server: ClickHouseServer | None, watch: RecoveryWatch
    ) -> None:
        injector = Injector(stack, disks, server)
        feed = Feed(
            stack.broker.bootstrap,
            codecs_of(None),
            self._round,
            _ROUND_SECONDS,
            lambda: watch.behind < _MOST_BEHIND,
        )
        feed.start()
        try:
            self._blows(stack, server is not None, injector, watch, feed)
            feed.finish()
            self._say("the faults are over; sending the rest of the round")
            while not feed.done():
                stack.check()
                time.sleep(0.2)
        finally:
            injector.end()
            feed.abort()
            self.result.rounds, self.result.lines = feed.rounds, feed.lines
            self.result.events, self.result.sent_again = feed.events, feed.again

    def _round(self, number: int) -> Round:
        return Round(self.plan.round, self.plan.seed, number)

    def _blows(
        self, stack: Stack, server: bool, injector: Injector, watch: RecoveryWatch, feed: Feed
    ) -> None:
        children = [f"{stage}-{number}" for stage, number in stack.plan.workers()]
        began = time.monotonic()
        end = began + 60 * self.plan.minutes
        for blow in schedule(self.plan.seed, [*children, "sink", "evidence"], server=server):
            if not _pause(stack, feed, min(end, time.monotonic() + blow.after_seconds)):
                break
            if time.monotonic() >= end:
                break
            self._say(f"{time.monotonic() - began:6.1f} s  {', '.join(map(str, blow.faults))}")
            self._strike_together(blow, began, injector, watch)
        self.result.seconds = time.monotonic() - began

    def _strike_together(
        self, blow: Blow, began: float, injector: Injector, watch: RecoveryWatch
    ) -> None:
        threads = []
        for fault in blow.faults:
            injected = Injected(fault, time.monotonic() - began, watch.begin())
            self.result.injected.append(injected)
            thread = threading.Thread(
                target=_strike_one, args=(injector, injected), name=str(fault), daemon=True
            )
            thread.start()
            threads.append(thread)
        deadline = time.monotonic() + _HEALING_SECONDS
        for thread in threads:
            while thread.is_alive() and time.monotonic() < deadline:
                thread.join(0.2)  # a signal for us is heard in between
        for injected in self.result.injected[-len(blow.faults) :]:
            if injected.healed_seconds is None or injected.trouble:
                why = injected.trouble or "it is not over after minutes"
                self.result.wrong.append(f"{injected.fault} at {injected.at_seconds:.0f} s: {why}")

    def _bring_to_rest(self, reading: WarehouseAtRest) -> None:
        self._say("waiting until all is done")
        began = time.monotonic()
        reading.await_rest(_REST_SECONDS, self._say)
        self.result.rest_seconds = time.monotonic() - began

    def _read(self, stack: Stack, reading: WarehouseAtRest) -> None:
        result = self.result
        names = [f"{stage}-{number}" for stage, number in stack.plan.workers()]
        result.restarts = {
            name: stack.supervisor.restarts(name) for name in [BROKER, *names, "sink", "evidence"]
        }
        self._say("reading what has come out")
        result.results = reading.results()
        result.wrong.extend(result.results.faults())
        result.doubled = reading.doubled_rows()
        result.wrong.extend(
            f"{table}: {count} rows are seen twice"
            for table, count in result.doubled.items()
            if count
        )
        result.answered = reading.answered()
        self._check_receipts()
        result.leaves, faults = reading.evidence(lambda: _leaves(stack, reading))
        result.wrong.extend(f"evidence: {fault}" for fault in faults)
        result.seen = duplicates(stack.broker.bootstrap, codecs_of(None))
        result.compacted = compaction(stack.broker.bootstrap)
        result.last_words = last_words(stack.data / "logs")

    def _check_receipts(self) -> None:
        """Every event has its receipt, and every line that was sent is in one."""
        result = self.result
        assert result.results is not None
        if result.results.lines.received != result.lines:
            result.wrong.append(
                f"receipts: {result.lines} lines were sent, {result.results.lines.received} are in "
                "receipts"
            )
        lost = [
            event
            for number in range(result.rounds)
            for event in _identities(self._round(number))
            if event not in result.answered
        ]
        if lost:
            result.wrong.append(f"receipts: {len(lost)} events have none, as {sorted(lost)[:3]}")

    def _compare(self) -> None:
        result = self.result
        assert result.results is not None
        self._say(f"the same {result.rounds} rounds through a stack that is left in peace")
        root = self.root.with_name(self.root.name + "-undisturbed")
        shutil.rmtree(root, ignore_errors=True)
        began = time.monotonic()
        try:
            peaceful = self._undisturbed(root)
        finally:
            shutil.rmtree(root, ignore_errors=True)
        result.undisturbed_seconds = time.monotonic() - began
        result.wrong.extend(result.results.differences(peaceful))

    def _undisturbed(self, root: Path) -> Results:
        with Stack(root, STACK, self._say) as stack:
            publisher = EventPublisher(stack.broker.bootstrap, codecs_of(None))
            for number in range(self.result.rounds):
                events = list(self._round(number).events())
                first = [event for event in events if event[0] == topics.CONTROL]
                publisher.publish_all(first)
                publisher.publish_all(event for event in events if event[0] != topics.CONTROL)
                stack.check()
            publisher.close()
            reading = WarehouseAtRest(stack)
            reading.await_rest(_REST_SECONDS)
            self.result.undisturbed_last_words = last_words(root / "logs")
            return reading.results()


def _pause(stack: Stack, feed: Feed, until: float) -> bool:
    """Waits; False when there is nothing more to send. Raises what stopped the feed or a child."""
    while time.monotonic() < until:
        stack.check()
        if feed.done():
            return False
        time.sleep(0.05)
    return True


def _strike_one(injector: Injector, injected: Injected) -> None:
    began = time.monotonic()
    try:
        injector.strike(injected.fault)
    except BaseException as trouble:  # told in the result, which is then a failure
        log.exception("%s", injected.fault)
        injected.trouble = repr(trouble)
    injected.healed_seconds = time.monotonic() - began


def _identities(one: Round) -> set[tuple[str, str]]:
    return {
        (record["source"], record["event_id"])
        for topic, _, record in one.events()
        if topic != topics.USAGE
    }


def _leaves(stack: Stack, reading: WarehouseAtRest) -> int:
    """Messages on the topics whose accepted events become leaves, less the refused ones."""
    names = (topics.REGISTRATIONS, topics.TRADES)
    consumer: Any = KafkaConsumer(bootstrap_servers=stack.broker.bootstrap)
    try:
        places = [
            TopicPartition(name, one)
            for name in names
            for one in consumer.partitions_for_topic(name) or ()
        ]
        sent = sum(consumer.end_offsets(places).values())
    finally:
        consumer.close()
    ((refused,),) = reading.rows(
        "SELECT count() FROM receipts WHERE accepted = 0 "
        f"AND topic IN ('{topics.REGISTRATIONS}', '{topics.TRADES}')"
    )
    return int(sent) - int(refused)


def faults_by_kind(result: Tortured) -> dict[str, int]:
    return dict(Counter(str(one.fault.kind) for one in result.injected))

"""A whole stack for a test, and all that readers find in its warehouse once it is at rest."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient
from kafka.structs import TopicPartition

from schemas import topics
from schemas.codecs import codecs_of
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseUnavailable
from streams.lag import LagMeter
from streams.market import Market, MarketPlan
from streams.publishing import Event, EventPublisher
from streams.stack import Stack, StackPlan
from streams.torture import results as torture_results
from streams.torture.results import Rows

ROOT = Path(__file__).parents[2]
PLAN = StackPlan(partitions=2, rights=2)
MARKET = MarketPlan(works=300, lines=6_000, seed=7, platforms=8)
_POLL = 0.02
_AT_REST_SECONDS = 150.0
_SINK_SECONDS = 60.0

# Warns at each look that what Faust says of itself in its group is not what Java consumers say.
logging.getLogger("kafka.admin._groups").setLevel(logging.ERROR)


def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Polls until the condition holds; the seconds that took. Fails, and says `what` did not come,
    after `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(_POLL)
    return time.monotonic() - began


class Results(torture_results.Results):
    """What readers can tell one run from another by, to be asserted."""

    def check_proofs(self) -> None:
        """No line and no unit of money is missing or counted twice."""
        assert self.faults() == []

    def check_same_as(self, other: "Results") -> None:
        """Every accrual row, case, anomaly, ownership picture and receipt is that of `other`."""
        assert self.differences(other) == []


class RunningStack:
    """A started stack with a producer and a reader. Every wait is bounded, and ends at once when
    the supervisor has given a process up."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.supervisor = stack.supervisor
        self.bootstrap = stack.broker.bootstrap
        generation = stack.settings.names
        self.meter = LagMeter(self.bootstrap, stack.plan.partitions, generation)
        self.publisher = EventPublisher(self.bootstrap, codecs_of(None))
        self._reader = WarehouseReader(
            stack.data, stack.plan.warehouse, generation, only_running=True
        )
        self._admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        self._consumer = KafkaConsumer(bootstrap_servers=self.bootstrap)

    def close(self) -> None:
        self.publisher.close()
        self.meter.close()
        self._admin.close()
        self._consumer.close()

    def send(self, events: Iterable[Event]) -> None:
        """Returns when the broker has them all."""
        self.publisher.publish_all(events)

    def await_sink(self) -> None:
        self.stack.await_workers(self._reader.ready, _SINK_SECONDS)

    def rest(self, seconds: float = _AT_REST_SECONDS) -> None:
        """Returns when every stage has read all there is. Fails after `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.meter.wait_until_idle(5.0, _POLL):
            self.stack.check()
            assert time.monotonic() < deadline, f"not at rest: {self.meter.measure().by_group}"

    def rows(self, statement: str) -> Rows:
        """Rows as text, TSV escapes and all. Waits for a sink that is being started again."""
        return [line.split("\t") for line in self.text(statement).splitlines()]

    def text(self, statement: str, form: str = "TSV") -> str:
        deadline = time.monotonic() + _SINK_SECONDS
        while True:
            try:
                return self._reader.text(statement, form)
            except WarehouseUnavailable:
                self.stack.check()
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL)

    def results(self) -> Results:
        """All of the warehouse, once the stack is at rest."""
        self.rest()
        found = torture_results.read_results(self.text, self.rows)
        return Results(found.lines, found.money, found.digest, found.views)

    def ends(self, *names: str) -> dict[TopicPartition, int]:
        """End offsets of topics."""
        places = [
            TopicPartition(name, number)
            for name in names
            for number in sorted(self._consumer.partitions_for_topic(name) or ())
        ]
        ends: dict[TopicPartition, int] = self._consumer.end_offsets(places)
        return ends

    def committed(self, group: str) -> dict[TopicPartition, int]:
        """Offsets a group has committed."""
        found = self._admin.list_group_offsets({group: None})[group]
        return {place: known.offset for place, known in found.items()}

    def assigned(self, group: str) -> dict[str, set[TopicPartition]]:
        """Partitions of each member, by its instance id; empty while members are joining."""
        (described,) = self._admin.describe_groups([group]).values()
        if described["group_state"] != "Stable":
            return {}
        return {
            member["group_instance_id"]: _places(member["member_assignment"])
            for member in described["members"]
        }


def _places(assignment: Any) -> set[TopicPartition]:
    if not assignment:
        return set()
    return {
        TopicPartition(one["topic"], number)
        for one in assignment["assigned_partitions"]
        for number in one["partitions"]
    }


@contextmanager
def running(
    folder: Path, plan: StackPlan = PLAN, broker_properties: Mapping[str, str] | None = None
) -> Iterator[RunningStack]:
    """A stack on the folder; no process of it is left afterwards."""
    with Stack(folder, plan, broker_properties=broker_properties) as stack:
        started = RunningStack(stack)
        try:
            yield started
        finally:
            started.close()


def admissions_first(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """What must be on the record before usage is sent, and the rest."""
    listed = list(events)
    first = [event for event in listed if event[0] == topics.CONTROL]
    return first, [event for event in listed if event[0] != topics.CONTROL]


@dataclass(frozen=True)
class Undisturbed:
    """The market, and what it comes to when nothing happens to the stack."""

    market: Market
    events: list[Event]
    results: Results
    accrual_rows: Rows
    dead_letters: Rows


@cache
def undisturbed(folder: Path) -> Undisturbed:
    """Runs the market once on a stack of its own under `folder`; asked again, remembers."""
    market = Market(MARKET)
    events: list[Event] = list(market.events())
    with running(folder / "undisturbed") as stack:
        stack.send(events)
        stack.await_sink()
        results = stack.results()
        accrual_rows = stack.rows(
            "SELECT sender, report_id, revision, part, content, line, work, state_code, hold_code, "
            "royalty_e8, units, revenue_micros, reference, arraySum(entry_amount_e8), "
            "length(entry_amount_e8) FROM accrual_lines FINAL WHERE state_code < 6"
        )
        dead_letters = stack.rows("SELECT topic, reason, lines FROM dead_letters")
    return Undisturbed(market, events, results, accrual_rows, dead_letters)

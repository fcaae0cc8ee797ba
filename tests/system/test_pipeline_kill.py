"""`kill -9` of a worker of every stage and of the sink, each in the middle of its work: the stack
goes on by itself, and what comes out is what would have come out without."""

import time
from dataclasses import dataclass

import pytest
from kafka.structs import TopicPartition

from schemas import topics
from streams.app import app_id
from streams.changelog import changelog_topic
from streams.lag import GROUP_TOPICS
from streams.publishing import Event
from tests.system.running_stack import (
    Results,
    RunningStack,
    Undisturbed,
    running,
    undisturbed,
    until,
)

pytestmark = pytest.mark.system

_BACK_SECONDS = 20.0
_BOUND_SECONDS = 90.0


@dataclass(frozen=True)
class Victim:
    """A process of the stack. Once `shows` grows, it has begun with what was sent last, and has
    acknowledged nothing of it: rights have sent rows, matching state, intake facts; the sink
    gathers for a second before it inserts."""

    name: str
    group: str
    instance: str
    shows: str


VICTIMS = (
    Victim("rights-0", app_id("rights"), f"{app_id('rights')}-0", topics.ACCRUALS),
    Victim(
        "matching-0",
        app_id("matching"),
        f"{app_id('matching')}-0",
        changelog_topic(app_id("matching"), "state"),
    ),
    Victim("intake-0", app_id("intake"), f"{app_id('intake')}-0", topics.FACTS),
    Victim("sink", "rightstream-warehouse", "rightstream-warehouse", topics.RECEIPTS),
)
NAMES = [victim.name for victim in VICTIMS]


@dataclass(frozen=True)
class Killed:
    """One kill: what its process had not acknowledged, how long its partitions stood still."""

    unread: int
    seconds: float
    restarts: int


@dataclass(frozen=True)
class Disturbed:
    killed: dict[str, Killed]
    restarts_of_others: dict[str, int]
    results: Results


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def disturbed(known: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Disturbed:
    """The market in pieces; each victim is killed while it works on one of them."""
    setup, *pieces = _pieces(known.events, len(VICTIMS))
    killed = {}
    with running(tmp_path_factory.mktemp("killed")) as stack:
        stack.await_sink()
        stack.send(setup)
        stack.rest()
        for victim, piece in zip(VICTIMS, pieces, strict=True):
            killed[victim.name] = _killed_while_working_on(piece, stack, victim)
        results = stack.results()
        others = set(stack.supervisor.pids()) - set(killed)
        restarts = {name: stack.supervisor.restarts(name) for name in others}
    return Disturbed(killed, restarts, results)


def _pieces(events: list[Event], count: int) -> list[list[Event]]:
    """All that is sent before the usage, and the rest in so many pieces."""
    start = next(at for at, event in enumerate(events) if event[0] == topics.USAGE)
    rest = events[start:]
    size = -(-len(rest) // count)
    return [events[:start], *(rest[at : at + size] for at in range(0, len(rest), size))]


def _killed_while_working_on(piece: list[Event], stack: RunningStack, victim: Victim) -> Killed:
    """Returns when the group has members for all its partitions again, and has acknowledged all
    that was there for the victim when it was killed."""
    until(
        lambda: bool(stack.assigned(victim.group).get(victim.instance)),
        _BOUND_SECONDS,
        f"partitions for {victim.name}",
    )
    held = stack.assigned(victim.group)[victim.instance]
    assert sum(stack.committed(victim.group).values()) > 0
    before = sum(stack.ends(victim.shows).values())
    stack.send(piece)
    until(
        lambda: sum(stack.ends(victim.shows).values()) > before,
        _BOUND_SECONDS,
        f"work of {victim.name} on {victim.shows}",
    )
    stack.supervisor.kill(victim.name)
    killed = time.monotonic()
    ends = stack.ends(*GROUP_TOPICS[victim.group])
    due = {place: end for place, end in ends.items() if place in held}
    done = stack.committed(victim.group)
    unread = sum(end - done.get(place, 0) for place, end in due.items())

    def back() -> bool:
        stack.stack.check()
        return _all_assigned(stack, victim, set(ends)) and _reached(stack, victim, due)

    until(back, _BOUND_SECONDS, f"{victim.name} at work again")
    seconds = time.monotonic() - killed
    return Killed(unread, seconds, stack.supervisor.restarts(victim.name))


def _all_assigned(stack: RunningStack, victim: Victim, places: set[TopicPartition]) -> bool:
    return places <= set().union(*stack.assigned(victim.group).values())


def _reached(stack: RunningStack, victim: Victim, due: dict[TopicPartition, int]) -> bool:
    done = stack.committed(victim.group)
    return all(done.get(place, 0) >= end for place, end in due.items())


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_process_starts_again_and_goes_on_where_it_was(
    name: str, disturbed: Disturbed
) -> None:
    """It was killed with work in hand, and within 20 s that work was done and all its partitions
    were held again: recovery of the state included. It starts once: it saw no hole in what it read
    and had no need to begin anew."""
    killed = disturbed.killed[name]
    assert killed.unread > 0
    assert killed.restarts == 1
    assert killed.seconds <= _BACK_SECONDS


def test_nobody_else_is_dragged_down(disturbed: Disturbed) -> None:
    assert disturbed.restarts_of_others == {"kafka": 0, "rights-1": 0, "evidence": 0}


def test_nothing_is_lost_or_counted_twice(disturbed: Disturbed) -> None:
    disturbed.results.check_proofs()


def test_results_are_those_of_a_run_without_kills(known: Undisturbed, disturbed: Disturbed) -> None:
    """Rows, money, cases, anomalies, pictures and receipts, to the byte."""
    disturbed.results.check_same_as(known.results)

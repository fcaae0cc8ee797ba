"""`kill -9` of a worker of every stage and of the sink, each in the middle of its work: the stack
goes on by itself, and what comes out is what would have come out without."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from schemas import topics
from streams.app import app_id
from streams.state_table import changelog_topic
from tests.system.running_stack import (
    Results,
    RunningStack,
    Undisturbed,
    running,
    undisturbed,
    until,
)

pytestmark = pytest.mark.system

_SINK_GROUP = "rightstream-warehouse"
_BACK_SECONDS = 20.0
_BOUND_SECONDS = 90.0


@dataclass(frozen=True)
class Victim:
    """A process of the stack. `shows` are the topics that grow as soon as it works; the sink shows
    its work by what it has committed."""

    name: str
    group: str
    reads: tuple[str, ...]
    shows: tuple[str, ...] = ()

    def progress(self, stack: RunningStack) -> int:
        if self.shows:
            return sum(stack.ends(*self.shows).values())
        return sum(stack.committed(self.group).values())


VICTIMS = (
    Victim("rights-0", app_id("rights"), (topics.FACTS,), (topics.ACCRUALS,)),
    Victim(
        "matching-0",
        app_id("matching"),
        (topics.REFERENCES,),
        (changelog_topic(app_id("matching"), "state"),),
    ),
    Victim("intake-0", app_id("intake"), topics.INPUTS, (topics.FACTS,)),
    Victim("sink", _SINK_GROUP, topics.OUTPUTS),
)


@dataclass(frozen=True)
class Killed:
    """What was seen of one kill. `seconds` from the kill until the group worked again."""

    unread: int
    seconds: float
    restarts: int


@dataclass(frozen=True)
class Disturbed:
    killed: dict[str, Killed]
    others_restarted: dict[str, int]
    results: Results


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def disturbed(known: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Disturbed:
    """The market in five pieces: one victim is killed while it works on each of the first four."""
    folder: Path = tmp_path_factory.mktemp("killed")
    pieces = _pieces(known)
    killed: dict[str, Killed] = {}
    with running(folder) as stack:
        stack.await_sink()
        stack.send(pieces[0])
        stack.rest()
        for victim, piece, following in zip(VICTIMS, pieces[1:], pieces[2:], strict=False):
            killed[victim.name] = _kill(
                stack,
                victim,
                send=lambda piece=piece: stack.send(piece),
                send_more=lambda: None,
            )
            del following
        results = stack.results()
        others = {
            name: stack.supervisor.restarts(name)
            for name in stack.supervisor.pids()
            if name not in killed
        }
    return Disturbed(killed, others, results)

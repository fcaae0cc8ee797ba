"""Which faults strike, and when: a function of the seed and of what there is to strike."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from .faults import BROKER_KINDS, SESSION_SECONDS, WAREHOUSE_KINDS, Blow, Fault, Kind

_STAGES: Final = ("intake", "matching", "rights")
_FIRST: Final = (Kind.KILL, Kind.PAUSE, Kind.JOIN_LEAVE, Kind.BROKER_KILL)
"""Even a run of a minute has had these."""

_ROUND: Final = {
    Kind.KILL: 6,
    Kind.PAUSE: 5,
    Kind.JOIN_LEAVE: 1,
    Kind.JOIN_KILL: 1,
    Kind.BROKER_KILL: 1,
    Kind.BROKER_PAUSE: 1,
    Kind.BROKER_UNCLEAN: 1,
    Kind.STATE_DISK_FULL: 1,
    Kind.LOG_DISK_FULL: 1,
    Kind.WAREHOUSE_KILL: 2,
    Kind.WAREHOUSE_PAUSE: 1,
}
"""How often each kind strikes before all have been through and the next round begins."""

_LASTING: Final = {
    Kind.PAUSE: (1.0, 2 * SESSION_SECONDS),
    Kind.BROKER_KILL: (0.0, 3.0),
    Kind.BROKER_PAUSE: (1.0, 2 * SESSION_SECONDS),
    Kind.BROKER_UNCLEAN: (0.0, 3.0),
    Kind.JOIN_LEAVE: (2.0, 10.0),
    Kind.JOIN_KILL: (2.0, 10.0),
    Kind.STATE_DISK_FULL: (2.0, 8.0),
    Kind.LOG_DISK_FULL: (2.0, 8.0),
    Kind.WAREHOUSE_KILL: (0.0, 5.0),
    Kind.WAREHOUSE_PAUSE: (1.0, 8.0),
}
"""Least and most seconds; a fault of another kind is over at once."""

_QUIET_SECONDS: Final = (0.5, 6.0)
_TOGETHER_ONE_IN: Final = 3


def schedule(seed: int, children: Sequence[str], *, server: bool) -> Iterator[Blow]:
    """Blows without end. `children` are the processes beside the broker; `server` says whether
    the warehouse is one that can be struck by itself."""
    random = Random(f"torture {seed}")
    kinds = _kinds(random, server)
    targets = _Targets(random, children)
    while True:
        struck = [_fault(random, next(kinds), targets)]
        while random.randrange(_TOGETHER_ONE_IN) == 0 and len(struck) < 3:
            more = _fault(random, next(kinds), targets)
            if _go_together(struck, more):
                struck.append(more)
            else:
                yield Blow(_seconds(random, _QUIET_SECONDS), tuple(struck))
                struck = [more]
        yield Blow(_seconds(random, _QUIET_SECONDS), tuple(struck))


def _kinds(random: Random, server: bool) -> Iterator[Kind]:
    first = list(_FIRST)
    random.shuffle(first)
    yield from first
    while True:
        here = [
            kind
            for kind, count in _ROUND.items()
            for _ in range(count)
            if server or kind not in WAREHOUSE_KINDS
        ]
        random.shuffle(here)
        yield from here


class _Targets:
    """Children in turn, in another order each time, so that all of them are struck."""

    def __init__(self, random: Random, children: Sequence[str]) -> None:
        self._random = random
        self._children = list(children)
        self._left: dict[Kind, list[str]] = {}

    def next(self, kind: Kind) -> str:
        among = list(_STAGES) if kind in (Kind.JOIN_LEAVE, Kind.JOIN_KILL) else self._children
        left = self._left.setdefault(kind, [])
        if not left:
            left.extend(self._random.sample(among, len(among)))
        return left.pop()


def _fault(random: Random, kind: Kind, targets: _Targets) -> Fault:
    seconds = _seconds(random, _LASTING[kind]) if kind in _LASTING else 0.0
    if kind in BROKER_KINDS:
        return Fault(kind, "kafka", seconds)
    if kind in WAREHOUSE_KINDS:
        return Fault(kind, "clickhouse", seconds)
    if kind is Kind.STATE_DISK_FULL:
        return Fault(kind, "state", seconds)
    return Fault(kind, targets.next(kind), seconds)


def _go_together(struck: Sequence[Fault], more: Fault) -> bool:
    """A process suffers one thing at a time: what heals one fault must not end another."""
    return all(fault.target != more.target for fault in struck)


def _seconds(random: Random, limits: tuple[float, float]) -> float:
    return round(random.uniform(*limits), 2)

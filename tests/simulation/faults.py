"""What goes wrong in a run: kinds by name, and which of them, when, by seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

CRASHES: Final = {
    "crash after decode": "a worker dies with an event decoded",
    "crash after fold": "a worker dies with an event folded into its memory",
    "crash after produce": "a worker dies with outputs handed to the producer",
    "crash after output durable": "a worker dies when a batch of outputs is in the log",
    "crash within state": "a worker dies when a part of the state is in the changelog",
    "crash after state durable": "a worker dies when its state is in the changelog",
    "crash before commit": "a worker dies with a commit not sent",
    "crash after commit": "a worker dies with a commit done",
    "crash in recovery": "a worker dies while it reads its changelog back",
}
"""Deaths of workers at the nth time a step is done by any of them."""

SINK_FAULTS: Final = {
    "sink: insert not sent": "the sink dies before an insert",
    "sink: insert applied, answer lost": "the insert is applied, the sink dies without an answer",
    "sink: insert applied late": "the sink dies; the insert is applied while the next one runs",
    "sink: crash between tables": "the sink dies with some tables of a batch inserted",
    "sink: crash before commit": "the sink dies with all inserted and nothing committed",
    "sink: crash after commit": "the sink dies with everything committed",
    "warehouse away": "the warehouse does not answer until patience ends",
    "warehouse refuses": "the warehouse refuses an insert",
    "warehouse slow": "an insert takes long",
}
"""At the nth insert or commit of the sink."""

EVENTS: Final = {
    "worker stopped": "a worker is stopped for longer than its session, and goes on as a zombie",
    "worker stopped shortly": "a worker is stopped, and goes on before anybody noticed",
    "worker joins": "one more worker: partitions move in mid-batch",
    "worker leaves": "a worker dies at some instant: its partitions move",
    "rebalance": "partitions are dealt out again in mid-batch",
    "partition away": "the broker of some partitions is away: produce and fetch on them stall",
    "answer of produce lost": "a produce is written and its answer lost: it is sent again",
    "produce delayed": "a produce is long under way, and lands whatever became of its sender",
    "late state": "the state of a batch is under way while its partitions move, and lands after "
    "their new holder's",
    "late outputs": "outputs of a batch, likewise",
    "offsets set back": "the committed offset of a partition goes back: redelivery",
    "changelog compacted": "a part of a changelog keeps only the last record of each key",
    "outputs compacted": "a part of an output topic, likewise, if it is made so",
    "stale fetch": "a rebalance comes between two messages of a fetch: the later ones come "
    "first after it",
    "input sent again": "a sender repeats a message it had no answer for",
}
"""At some instant."""

ADDED: Final = {
    "heartbeats lost": "the coordinator does not hear of a worker that runs, and gives its "
    "partitions away",
}
"""Likewise. These are drawn apart, one for some seeds: what a seed that once failed is kept for
would be another history otherwise."""

KINDS: Final = {**CRASHES, **SINK_FAULTS, **EVENTS, **ADDED}
_DRAWN: Final = tuple(kind for kind in KINDS if kind not in ADDED)
_ADDED_ONE_IN: Final = 6


@dataclass
class FaultPlan:
    """The faults of one run, those that did happen, and how often each step was done."""

    at_step: dict[str, set[int]]
    at_second: list[tuple[float, str]]
    idempotent_producer: bool
    injected: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def due(self, kind: str) -> bool:
        """Whether this time is the one; to be asked each time the step is done."""
        self.done[kind] += 1
        if self.done[kind] not in self.at_step.get(kind, ()):
            return False
        self.injected[kind] += 1
        return True

    def end(self) -> None:
        """Nothing goes wrong from now on."""
        self.at_step.clear()


def no_faults() -> FaultPlan:
    return FaultPlan({}, [], True)


_MOST_TIMES: Final = {
    "crash after decode": 40, "crash after fold": 40, "crash after produce": 40,
    "crash after output durable": 40, "crash within state": 40, "crash after state durable": 40,
    "crash in recovery": 3,
}  # fmt: skip
"""How often a step is done at most before it is the one, where that is not 8."""


def plan_of(seed: int, seconds: float, kinds: Sequence[str] = _DRAWN) -> FaultPlan:
    """One to nine faults of these kinds; a tenth of the seeds has one kind many times."""
    rng = Random(f"{seed}:faults")
    chosen = [rng.choice(kinds) for _ in range(rng.randint(1, 9))]
    if rng.random() < 0.1:
        chosen = [rng.choice(kinds)] * rng.randint(4, 8)
    at_step: dict[str, set[int]] = {}
    at_second: list[tuple[float, str]] = []
    for kind in chosen:
        if kind in EVENTS or kind in ADDED:
            at_second.append((rng.uniform(0.1, seconds), kind))
        else:
            at_step.setdefault(kind, set()).add(rng.randint(1, _MOST_TIMES.get(kind, 8)))
    idempotent = rng.random() < 0.5
    if kinds is _DRAWN and rng.randrange(_ADDED_ONE_IN) == 0:
        at_second.append((rng.uniform(0.1, seconds), rng.choice(tuple(ADDED))))
    return FaultPlan(at_step, sorted(at_second), idempotent)

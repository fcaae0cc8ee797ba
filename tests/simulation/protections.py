"""What keeps facts from being lost or doubled, piece by piece: each is taken away by itself, and a
named check of the simulator must fail on some seed of a few. A simulator that stayed green without
one of them would not be watching it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest
from kafka.structs import OffsetAndMetadata

from processors.outgoing import Outgoing
from processors.rights.partition import RightsPartition
from sinks.writer import WarehouseSink
from streams.agents import partition_agent
from streams.agents.partition_agent import PartitionBatch
from streams.agents.sending import all_durable
from streams.batched_producer import Outbox, Shipment
from streams.ordered_commits import OrderedCommitConsumer
from streams.state_mark import StateMark
from streams.unbroken import UnbrokenReading

from . import simulation
from .changelog import SimulatedReading
from .warehouse import ModelWarehouse


@dataclass(frozen=True)
class Protection:
    """`remove` takes it away; with faults of these `kinds` one of the `checks` fails on some of
    the few seeds from `first` on."""

    name: str
    removed: str
    remove: Callable[[pytest.MonkeyPatch], None]
    checks: tuple[str, ...]
    kinds: Sequence[str]
    first: int


def _forget_tokens_and_versions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ModelWarehouse, "honours_tokens", False)
    patch.setattr(ModelWarehouse, "replaces", False)


def _ignore_versions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ModelWarehouse, "honours_versions", False)


def _state_before_outputs(patch: pytest.MonkeyPatch) -> None:
    """The outputs are waited for at the end."""
    settle, wait = PartitionBatch.settle, all_durable

    async def nothing(_shipped: Any) -> None:
        pass

    async def state_first(batch: PartitionBatch) -> None:
        await settle(batch)
        await wait(batch.outputs)

    patch.setattr(partition_agent, "all_durable", nothing)
    patch.setattr(PartitionBatch, "settle", state_first)


def _acknowledge_at_once(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_batch: PartitionBatch) -> None:
        pass

    patch.setattr(PartitionBatch, "settle", nothing)


def _holes_pass(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(UnbrokenReading, "follow", lambda *_: None)


def _facts_before_count(patch: pytest.MonkeyPatch) -> None:
    def count_last(entries: Any, key: Any = None) -> Any:
        return sorted(entries, key=key, reverse=key is not None)

    patch.setattr(partition_agent, "sorted", count_last, raising=False)


def _nothing_perhaps_sent(patch: pytest.MonkeyPatch) -> None:
    made = RightsPartition.__init__

    def make(partition: Any, number: int, of: int, decode: Any, state: Any, *_: Any) -> None:
        made(partition, number, of, decode, state, 0)

    patch.setattr(RightsPartition, "__init__", make)


def _beginnings_are_passed_over(patch: pytest.MonkeyPatch) -> None:
    begin = SimulatedReading.begin

    def in_the_middle(reading: SimulatedReading, offsets: Mapping[int, int]) -> None:
        begin(reading, {at: (known + reading.ends[at]) // 2 for at, known in offsets.items()})

    patch.setattr(SimulatedReading, "begin", in_the_middle)


def _marks_go_back(patch: pytest.MonkeyPatch) -> None:
    def at(mark: StateMark, reached: int) -> StateMark:
        return StateMark(reached, mark.start, mark.told_until)

    patch.setattr(StateMark, "at", at)


def _refused_commits_count(patch: pytest.MonkeyPatch) -> None:
    commit = OrderedCommitConsumer._commit_offsets

    async def noted(consumer: Any, offsets: Any, start: bool = True) -> bool:
        taken = await commit(consumer, offsets, start)
        assigned = consumer.assignment()
        consumer._committed_offset.update({at: to for at, to in offsets.items() if at in assigned})
        return taken

    patch.setattr(OrderedCommitConsumer, "_commit_offsets", noted)


def _waits_for_what_is_taken_only(patch: pytest.MonkeyPatch) -> None:
    """A batch counts as shipped when the producer has taken it."""

    async def hand_over(outbox: Outbox, taking: Any, messages: int) -> None:
        sent = await taking
        handed = asyncio.get_running_loop().create_future()
        handed.set_result(sent)
        outbox._shipped.append(Shipment(handed, messages))

    patch.setattr(Outbox, "_hand_over", hand_over)


def _counts_go_back(patch: pytest.MonkeyPatch) -> None:
    """The last count in the changelog holds, also a late one of an earlier holder."""
    count = Outgoing.count_fact

    def forgetful(outgoing: Outgoing) -> None:
        outgoing.knowledge = min(outgoing.knowledge, 3)
        count(outgoing)

    patch.setattr(Outgoing, "count_fact", forgetful)


def _compacted_outputs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(simulation, "is_compacted", lambda _: True)


def _commit_before_insert(patch: pytest.MonkeyPatch) -> None:
    flush = WarehouseSink.flush

    def committed_first(sink: WarehouseSink) -> None:
        offsets = dict(sink._offsets)
        if offsets:
            sink._consumer.commit(
                {place: OffsetAndMetadata(last + 1, "", -1) for place, (_, last) in offsets.items()}
            )
        flush(sink)

    patch.setattr(WarehouseSink, "flush", committed_first)


_MOVES: Final = (
    "rebalance", "worker joins", "stale fetch", "worker stopped shortly", "offsets set back",
    "worker leaves",
)  # fmt: skip
_SILENT: Final = ("worker stopped", "worker stopped shortly", "heartbeats lost", "worker joins")
_CRASHES: Final = (
    "crash after output durable", "crash within state", "crash after produce", "worker leaves",
    "crash after fold",
)  # fmt: skip
_SINK: Final = (
    "sink: insert applied, answer lost", "sink: crash before commit", "sink: crash between tables",
)  # fmt: skip

PROTECTIONS: Final = (
    Protection(
        "dedup token and version",
        "a plain table without a deduplication window",
        _forget_tokens_and_versions,
        ("ShownTwice",),
        _SINK,
        0,
    ),
    Protection(
        "the version of a row",
        "the row inserted last holds",
        _ignore_versions,
        ("replay", "oracle"),
        ("late outputs", "produce delayed", "sink: insert applied late", "worker stopped"),
        1,
    ),
    Protection(
        "insert, then commit",
        "the sink commits first",
        _commit_before_insert,
        ("CommittedUnapplied",),
        _SINK,
        0,
    ),
    Protection(
        "outputs, then state",
        "the outputs of a batch are waited for after its state",
        _state_before_outputs,
        ("replay", "oracle", "lines conserved", "money conserved"),
        ("partition away", "partition away", "crash after state durable", "crash within state"),
        68,
    ),
    Protection(
        "acknowledged once durable",
        "events are acknowledged when their batch is cut",
        _acknowledge_at_once,
        ("CommittedTooEarly",),
        _CRASHES,
        0,
    ),
    Protection(
        "a batch in hand is waited for",
        "a batch that waits for room in the producer is in nobody's account",
        _waits_for_what_is_taken_only,
        ("CommittedTooEarly",),
        ("produce delayed", "late outputs"),
        58,
    ),
    Protection(
        "reading without a hole",
        "a jump of offsets after a rebalance is not noticed",
        _holes_pass,
        ("CommittedTooEarly",),
        ("stale fetch",),
        15,
    ),
    Protection(
        "counts before facts",
        "the state of a batch in any order",
        _facts_before_count,
        ("replay", "oracle", "versions"),
        ("crash within state", "late state", "crash after output durable"),
        35,
    ),
    Protection(
        "what was perhaps sent is told fact by fact",
        "a new holder tells all of a batch at once",
        _nothing_perhaps_sent,
        ("replay", "oracle"),
        _CRASHES,
        75,
    ),
    Protection(
        "a changelog is read from its beginning",
        "the first half of what is to be read is passed over, as Faust's consumer may",
        _beginnings_are_passed_over,
        ("replay", "oracle", "CommittedTooEarly", "versions", "lines conserved", "money conserved"),
        _MOVES,
        0,
    ),
    Protection(
        "a mark that never goes back",
        "what is read again after a rebalance is marked as far as it was read again",
        _marks_go_back,
        ("MarkWentBack",),
        _MOVES,
        0,
    ),
    Protection(
        "a refused commit is none",
        "offsets the broker refused count as committed, as Faust has it",
        _refused_commits_count,
        ("NotAtRest",),
        _SILENT,
        57,
    ),
    Protection(
        "outputs are kept, not compacted",
        "output topics keep the last record of each key",
        _compacted_outputs,
        ("outputs read again", "replay", "lines conserved", "money conserved", "oracle"),
        ("outputs compacted", "late outputs", "worker stopped"),
        3,
    ),
    Protection(
        "versions only grow",
        "a count that does not",
        _counts_go_back,
        ("replay", "oracle", "versions"),
        ("rebalance",),
        0,
    ),
)

"""The intake stage: every event answered, accepted ones turned into facts by work or reference."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

import faust
from faust.types import EventT, StreamT

from processors.intake import Intake, Received, Taken, headers_fact
from processors.outputs import Output
from processors.reports import RecordedAt, ReportHeader
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import Codecs
from schemas.identifiers import canonical
from schemas.settings import Settings
from schemas.wire import WireFault
from streams.batched_producer import Shipment
from streams.durable_batch import BatchLimits, drive
from streams.metrics import WorkerMetrics
from streams.refusal_limit import RefusalLimit, RefusalLimitReached, limits_of

from .answering import decoded, unreadable
from .platforms import AdmittedPlatforms, ControlFollower, FollowsControl
from .rejudging import rejudge
from .sending import Sender, all_durable, outbox_of

BATCH_SECONDS = 0.02
_MOST_HELD_BYTES = 16 * 1024 * 1024
_WRITTEN = (*topics.INTERNAL, topics.RECEIPTS, topics.REJECTED, topics.PLATFORM_ALLOCATIONS)


@dataclass(frozen=True, slots=True)
class IntakeBatch:
    """Intake keeps no state: its outputs are all there is to wait for."""

    outputs: list[Shipment]

    async def settle(self) -> None:
        await all_durable(self.outputs)


class IntakeAgent:
    """Events of all input topics, and the report headers owed at the end of a batch.

    With a limit, refusals are held until the batch is cut: if they reach it, none of them is sent.
    """

    def __init__(
        self, sender: Sender, codecs: Codecs, intake: Intake, platforms: AdmittedPlatforms,
        control: FollowsControl, metrics: WorkerMetrics, limit: RefusalLimit | None = None,
    ) -> None:  # fmt: skip
        self._sender = sender
        self._codecs = codecs
        self._intake = intake
        self._platforms = platforms
        self._control = control
        self._metrics = metrics
        self._owed: dict[tuple[str, int], list[ReportHeader]] = {}
        self._limit = limit
        self._held: list[Output] = []
        self._held_bytes = 0
        self._deciding = asyncio.Lock()
        self._reached: RefusalLimitReached | None = None

    def still_holds(self, _event: EventT[Any], _held: object) -> bool:
        """Intake keeps nothing by partition: whoever reads an event again answers it the same."""
        return True

    async def take(self, event: EventT[Any]) -> object:
        message = event.message
        received = Received(
            message.topic,
            RecordedAt(int(message.timestamp * 1000 + 0.5), message.partition, message.offset),
            message.key,
            message.value,
            {name: bytes(value or b"") for name, value in _pairs(message.headers)},
        )
        taken = await self._taken(received)
        if not taken.accepted:
            await self._refuse(received, taken)
            return None
        if self._limit is not None:
            self._limit.accepted(received.topic)
        await self._sender.send(taken.outputs)
        for topic, owed in (
            (topics.FACTS, taken.facts_without_lines),
            (topics.REFERENCES, taken.references_without_lines),
        ):
            for home, header in owed.items():
                self._owed.setdefault((topic, home), []).append(header)
        return None

    async def _refuse(self, received: Received, taken: Taken) -> None:
        letter, receipt, *_ = taken.outputs
        reason = letter.record["reason"]
        self._metrics.refused(reason)
        if self._limit is None:
            await self._sender.send(taken.outputs)
            return
        # Nothing may be cut while it is not known whether this batch is to be answered at all.
        async with self._deciding:
            self._held += taken.outputs
            self._held_bytes += len(letter.record["value"] or b"")
            try:
                await self._limit.refused(received.topic, receipt.record["source"], reason)
            except RefusalLimitReached as reached:
                self._reached = reached
                raise
            if self._held_bytes > _MOST_HELD_BYTES:
                await self._send_held()

    async def _send_held(self) -> None:
        held, self._held, self._held_bytes = self._held, [], 0
        await self._sender.send(held)

    async def _taken(self, received: Received) -> Taken:
        try:
            event = decoded(received, self._codecs)
        except WireFault as fault:
            return unreadable(received, self._intake, fault)
        if received.topic == topics.USAGE and not self._platforms.admitted(
            event["source"], received.recorded_at
        ):
            await self._control.catch_up()
        return self._intake.take(received, event)

    async def cut(self) -> IntakeBatch:
        """Raises RefusalLimitReached once the limit was: what is left is not to be answered."""
        async with self._deciding:
            if self._reached is not None:
                raise self._reached
            await self._send_held()
        owed, self._owed = self._owed, {}
        await self._sender.send(
            headers_fact(topic, home, headers) for (topic, home), headers in owed.items()
        )
        return IntakeBatch(await self._sender.cut())


def _pairs(headers: Any) -> list[tuple[str, bytes | None]]:
    if not headers:
        return []
    return list(headers.items() if hasattr(headers, "items") else headers)


def add_intake(app: faust.App, settings: Settings, codecs: Codecs, metrics: WorkerMetrics) -> None:
    for topic in (*topics.INPUTS, *_WRITTEN):
        codecs.of(topic)  # a registry that breaks later must not say under which ids we write
    platforms = AdmittedPlatforms()
    intake = Intake(settings.partitions, SubjectIndex(canonical), platforms.admitted)
    inputs = app.topic(*topics.INPUTS, key_type=bytes, value_type=bytes, value_serializer="raw")

    refusals = limits_of(settings)
    limit = (
        None if refusals is None else RefusalLimit(refusals, partial(rejudge, settings), metrics)
    )

    async def answer(stream: StreamT[Any]) -> None:
        control = ControlFollower(settings.bootstrap, codecs, platforms)
        await control.catch_up()
        try:
            sender = Sender(outbox_of(app), codecs, settings.partitions, metrics, settings.names)
            batch = IntakeAgent(sender, codecs, intake, platforms, control, metrics, limit)
            limits = BatchLimits(settings.batch_messages, BATCH_SECONDS)
            await drive(stream, batch, limits, metrics)
        finally:
            await control.stop()

    app.agent(inputs, name=f"{app.conf.id}-agent", concurrency=1)(answer)

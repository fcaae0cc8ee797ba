"""The intake stage: every event answered, accepted ones turned into facts by work or reference."""

from dataclasses import dataclass
from typing import Any

import faust
from faust.types import EventT, StreamT

from processors.faults import EventFault
from processors.intake import Intake, Received, Taken, headers_fact
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

from .platforms import AdmittedPlatforms, ControlFollower, FollowsControl
from .sending import Sender, all_durable, outbox_of

BATCH_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class IntakeBatch:
    """Intake keeps no state: its outputs are all there is to wait for."""

    outputs: list[Shipment]

    async def settle(self) -> None:
        await all_durable(self.outputs)


class IntakeAgent:
    """Events of all input topics, and the report headers owed at the end of a batch."""

    def __init__(
        self, sender: Sender, codecs: Codecs, intake: Intake, platforms: AdmittedPlatforms,
        control: FollowsControl, metrics: WorkerMetrics,
    ) -> None:  # fmt: skip
        self._sender = sender
        self._codecs = codecs
        self._intake = intake
        self._platforms = platforms
        self._control = control
        self._metrics = metrics
        self._owed: dict[tuple[str, int], list[ReportHeader]] = {}

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
        await self._sender.send(taken.outputs)
        for letter in taken.outputs:
            if letter.topic == topics.REJECTED:
                self._metrics.refused(letter.record["reason"])
        for topic, owed in (
            (topics.FACTS, taken.facts_without_lines),
            (topics.REFERENCES, taken.references_without_lines),
        ):
            for home, header in owed.items():
                self._owed.setdefault((topic, home), []).append(header)
        return None

    async def _taken(self, received: Received) -> Taken:
        try:
            event = self._decoded(received)
        except WireFault as fault:
            mend = "frame an Avro record of this topic's schema and send it again"
            return self._intake.refuse(
                received, [EventFault(fault.code, "message", str(fault), mend)]
            )
        if received.topic == topics.USAGE and not self._platforms.admitted(
            event["source"], received.recorded_at
        ):
            await self._control.catch_up()
        return self._intake.take(received, event)

    def _decoded(self, received: Received) -> dict[str, Any]:
        if received.topic == topics.USAGE:
            return self._codecs.decode_columns(received.topic, received.value)
        return self._codecs.decode(received.topic, received.value)

    async def cut(self) -> IntakeBatch:
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
    platforms = AdmittedPlatforms()
    intake = Intake(settings.partitions, SubjectIndex(canonical), platforms.admitted)
    inputs = app.topic(*topics.INPUTS, key_type=bytes, value_type=bytes, value_serializer="raw")

    async def answer(stream: StreamT[Any]) -> None:
        control = ControlFollower(settings.bootstrap, codecs, platforms)
        await control.catch_up()
        try:
            sender = Sender(outbox_of(app), codecs, settings.partitions, metrics)
            batch = IntakeAgent(sender, codecs, intake, platforms, control, metrics)
            limits = BatchLimits(settings.batch_messages, BATCH_SECONDS)
            await drive(stream, batch, limits, metrics)
        finally:
            await control.stop()

    app.agent(inputs, name=f"{app.conf.id}-agent", concurrency=1)(answer)

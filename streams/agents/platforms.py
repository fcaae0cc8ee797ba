"""Which platforms are admitted, followed from the control topic by every intake worker."""

from bisect import bisect_right
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from processors.reports import RecordedAt
from schemas import topics
from schemas.codecs import Codecs
from schemas.wire import WireFault


class AdmittedPlatforms:
    """Admissions in the order of the record. A platform is admitted from the instant the broker
    recorded it, so a replay judges each usage event as it was judged the first time."""

    def __init__(self) -> None:
        self._since: dict[str, list[tuple[int, bool]]] = {}

    def learn(self, platform: str, admitted: bool, recorded_millis: int) -> None:
        self._since.setdefault(platform, []).append((recorded_millis, admitted))

    def admitted(self, platform: str, at: RecordedAt) -> bool:
        history = self._since.get(platform, [])
        place = bisect_right(history, (at.millis, True))
        return place > 0 and history[place - 1][1]


class FollowsControl(Protocol):
    """Keeps the admissions up to date."""

    async def catch_up(self) -> None:
        """Returns when everything recorded before the call is known. Waits for the broker."""
        ...


class ControlFollower:
    """Reads the control topic to its end, at the start and whenever a platform is not known."""

    def __init__(self, bootstrap: str, codecs: Codecs, platforms: AdmittedPlatforms) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        self._codecs = codecs
        self._platforms = platforms
        self._partition = TopicPartition(topics.CONTROL, 0)
        self._started = False

    async def catch_up(self) -> None:
        """Returns when everything recorded before the call is known. Waits for the broker."""
        if not self._started:
            await self._consumer.start()
            self._consumer.assign([self._partition])
            await self._consumer.seek_to_beginning(self._partition)
            self._started = True
        end = (await self._consumer.end_offsets([self._partition]))[self._partition]
        while await self._consumer.position(self._partition) < end:
            batches = await self._consumer.getmany(self._partition, timeout_ms=1000)
            for record in batches.get(self._partition, ()):
                self._learn(record.value, record.timestamp)

    def _learn(self, message: bytes | None, recorded_millis: int) -> None:
        try:
            event = self._codecs.decode(topics.CONTROL, message)
        except WireFault:
            return  # intake answers it with a dead letter
        kind, body = event["body"]
        if kind.endswith("PlatformAdmitted"):
            self._platforms.learn(body["platform"], body["admitted"], recorded_millis)

    async def stop(self) -> None:
        if self._started:
            await self._consumer.stop()

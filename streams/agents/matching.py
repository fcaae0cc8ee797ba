"""The matching stage: references to works, and what waits for one."""

import faust

from processors.matching.partition import MatchingPartition
from schemas import topics
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.metrics import WorkerMetrics

from .partition_agent import add_partition_agent

_BATCH_SECONDS = 0.25


def add_matching(
    app: faust.App, settings: Settings, codecs: Codecs, metrics: WorkerMetrics
) -> None:
    def make(number: int, state: dict[bytes, bytes], _again: int) -> MatchingPartition:
        return MatchingPartition(number, settings.partitions, codecs.decode, state)

    add_partition_agent(app, topics.REFERENCES, settings, codecs, make, _BATCH_SECONDS, metrics)

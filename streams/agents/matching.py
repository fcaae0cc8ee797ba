"""The matching stage: references to works, and what waits for one."""

import faust

from processors.matching.partition import MatchingPartition
from schemas import topics
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.metrics import WorkerMetrics

from .partition_agent import MakePartition, add_partition_agent

BATCH_SECONDS = 0.25


def matching_maker(settings: Settings, codecs: Codecs) -> MakePartition:
    """Builds a partition from its state."""

    def make(number: int, state: dict[bytes, bytes], _again: int) -> MatchingPartition:
        return MatchingPartition(number, settings.partitions, codecs.decode_accepted, state)

    return make


def add_matching(
    app: faust.App, settings: Settings, codecs: Codecs, metrics: WorkerMetrics
) -> None:
    make = matching_maker(settings, codecs)
    add_partition_agent(app, topics.REFERENCES, settings, codecs, make, BATCH_SECONDS, metrics)

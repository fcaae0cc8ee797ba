"""The rights stage: facts by work into ownership, accruals, cases and anomalies."""

import faust

from processors.rights.partition import RightsPartition
from schemas import topics
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.metrics import WorkerMetrics

from .partition_agent import add_partition_agent

_BATCH_SECONDS = 0.1


def add_rights(app: faust.App, settings: Settings, codecs: Codecs, metrics: WorkerMetrics) -> None:
    def make(number: int, state: dict[bytes, bytes], again: int) -> RightsPartition:
        perhaps_sent = 2 * settings.batch_messages + again
        return RightsPartition(
            number, settings.partitions, codecs.decode, state, perhaps_sent,
            settings.overclaim_window_days,
        )  # fmt: skip

    add_partition_agent(app, topics.FACTS, settings, codecs, make, _BATCH_SECONDS, metrics)

"""The rights stage: facts by work into ownership, accruals, cases and anomalies."""

import faust

from processors.rights.partition import RightsPartition
from schemas import topics
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.metrics import WorkerMetrics

from .partition_agent import MakePartition, add_partition_agent

BATCH_SECONDS = 0.1


def rights_maker(settings: Settings, codecs: Codecs) -> MakePartition:
    """Builds a partition from its state. A holder before may have sent rows for as many facts as it
    may have had unacknowledged (see `streams.durable_batch.drive`), and for those read again."""

    def make(number: int, state: dict[bytes, bytes], again: int) -> RightsPartition:
        perhaps_sent = 2 * settings.batch_messages + again
        return RightsPartition(
            number, settings.partitions, codecs.decode_accepted, state, perhaps_sent,
            settings.overclaim_window_days,
        )  # fmt: skip

    return make


def add_rights(app: faust.App, settings: Settings, codecs: Codecs, metrics: WorkerMetrics) -> None:
    make = rights_maker(settings, codecs)
    add_partition_agent(app, topics.FACTS, settings, codecs, make, BATCH_SECONDS, metrics)

"""The job in plain Faust: one event a line, one table with its changelog.

    python -m bench.peers.plain_faust PLAN    (started by `python -m bench.peers`)

The table is keyed by work, as the stream is: a table keyed by holder would mix partitions, and be
wrong after a recovery. Its store is Faust's dict in memory, faster than RocksDB. What makes it
faster is set: uvloop, a producer that lingers and batches, and not the log level WARNING, at which
Faust's spinner turns on debug records of every library (that alone costs a tenth).
"""

import sys
from pathlib import Path
from typing import Any

import faust
import mode.loop
from faust.serializers import codecs
from faust.types import StreamT

from .job import ACCRUAL, LINES, USAGE_LINE, Sums, Terms
from .plan import COMMIT_SECONDS, LINGER_SECONDS, PeerPlan

TABLE = "accruals"


class LineToAccrual(codecs.Codec):
    """Reads usage lines and writes accruals."""

    def _loads(self, s: bytes) -> Any:
        return USAGE_LINE.decode(s)

    def _dumps(self, obj: Any) -> bytes:
        return ACCRUAL.encode(obj)


def peer_app(plan: PeerPlan, terms: Terms) -> faust.App:
    """The app with its one agent. Its changelog topic must exist."""
    codecs.register("line-to-accrual", LineToAccrual())
    app = faust.App(
        plan.group,
        broker=f"kafka://{plan.bootstrap}",
        datadir=Path(plan.folder),
        topic_partitions=plan.partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        broker_commit_interval=COMMIT_SECONDS,
        consumer_auto_offset_reset="earliest",
        producer_linger=LINGER_SECONDS,
        producer_max_batch_size=512 * 1024,
        stream_wait_empty=False,
        web_enabled=False,
    )
    lines = app.topic(LINES, key_serializer="raw", value_serializer="line-to-accrual")
    results = app.topic(plan.results, key_serializer="raw", value_serializer="line-to-accrual")
    accruals = app.Table(TABLE, default=dict, partitions=plan.partitions)

    @app.agent(lines)
    async def accrue(stream: StreamT[Any]) -> None:
        started = False
        async for work, line in stream.items():
            if not started:
                plan.mark_first_line()
                started = True
            sums: Sums = accruals[line["work"]]
            accrual = terms.accrue(line, sums)
            accruals[line["work"]] = sums
            await results.send(key=work, value=accrual)

    return app


if __name__ == "__main__":
    peer_plan = PeerPlan.from_json(sys.argv[1])
    mode.loop.use("uvloop")
    worker = faust.Worker(peer_app(peer_plan, peer_plan.terms()), loglevel="INFO")
    worker.execute_from_commandline()

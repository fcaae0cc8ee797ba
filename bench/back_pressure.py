"""What a warehouse that stands still does to the sink's memory: nothing, the work waits in Kafka.

python -m bench.back_pressure --json docs/figures/back_pressure.json
"""

import argparse
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from schemas.codecs import codecs_of
from sinks.reading import WarehouseReader
from sinks.summary import line_proof
from streams.lag import LagMeter
from streams.local.clickhouse_server import ClickHouseServer
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan
from streams.torture.server_database import database_of

from .blocks import BenchMarket
from .figures import measured_here, tell
from .pipeline import Processes, rest, say

_LOOK_SECONDS: Final = 0.2
_DONE_SECONDS: Final = 900.0
_SINK: Final = "sink"


@dataclass
class Watch:
    """A thread that notes the most memory the sink has, and the most messages it is behind."""

    processes: Processes
    meter: LagMeter
    most_bytes: int = 0
    most_behind: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.most_bytes = max(self.most_bytes, self.processes.memory(_SINK))
            self.most_behind = max(self.most_behind, self.meter.measure().total)


def run(market: BenchMarket, plan: StackPlan, away_seconds: float, folder: Path) -> dict[str, Any]:
    """The same lines twice: once with the server running, once with it stopped meanwhile."""
    server = ClickHouseServer(folder / "clickhouse")
    server.start()
    try:
        on_server = replace(plan, warehouse=database_of(server))
        with Stack(folder / "stack", on_server, say) as stack:
            return _measured(stack, server, market, away_seconds)
    finally:
        server.stop()


def _measured(
    stack: Stack, server: ClickHouseServer, market: BenchMarket, away_seconds: float
) -> dict[str, Any]:
    meter = LagMeter(stack.broker.bootstrap, stack.plan.partitions)
    publisher = EventPublisher(stack.broker.bootstrap, codecs_of(None))
    processes = Processes(stack)
    publisher.publish_all(market.setup())
    rest(meter, _DONE_SECONDS)
    empty = processes.memory(_SINK)
    say("usage, with the server running")
    with Watch(processes, meter) as running:
        publisher.publish_all(replace(market, reports="RUNNING").usage())
        rest(meter, _DONE_SECONDS)
    say(f"usage, with the server stopped for {away_seconds:g} s")
    with Watch(processes, meter) as away:
        publisher.publish_all(replace(market, reports="AWAY").usage())
        server.pause()
        time.sleep(away_seconds)
        behind_when_back = meter.measure().total
        server.resume()
        rest(meter, _DONE_SECONDS)
    reader = WarehouseReader(stack.data, stack.plan.warehouse, only_running=True)
    proof = line_proof(reader.rows)
    restarts = stack.supervisor.restarts(_SINK)
    publisher.close()
    meter.close()
    return {
        **measured_here(),
        "lines_each": market.lines,
        "market": asdict(market),
        "away_seconds": away_seconds,
        "sink_bytes": {"idle": empty, "fed": running.most_bytes, "away": away.most_bytes},
        "most_behind_messages": {"fed": running.most_behind, "away": away.most_behind},
        "behind_when_back_messages": behind_when_back,
        "sink_restarts": restarts,
        "lines": proof.to_json(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--works", type=int, default=20_000)
    parser.add_argument("--partitions", type=int, default=2)
    parser.add_argument("--away-seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    market = BenchMarket(chosen.lines, chosen.works)
    plan = StackPlan(partitions=chosen.partitions, rights=1)
    with tempfile.TemporaryDirectory(prefix="rightstream-bench-") as folder:
        result = run(market, plan, chosen.away_seconds, Path(folder))
    tell(result, chosen.json)


if __name__ == "__main__":
    main()

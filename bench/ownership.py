"""Registrations and trades through the real broker, stage by stage, and works with long histories.

python -m bench.ownership --events 60000 --json docs/figures/ownership.json
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from schemas.codecs import codecs_of
from sinks.reading import WarehouseReader
from streams.lag import GROUP_TOPICS, LagMeter
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan

from .figures import measured_here, tell
from .histories import HISTORIES, reevaluation_millis
from .pipeline import Processes, cpu_seconds, say
from .title import TitleMarket

_STAGES = ("intake", "rights")


def run(market: TitleMarket, plan: StackPlan, folder: Path) -> dict[str, Any]:
    with Stack(folder, plan, say) as stack:
        meter = LagMeter(stack.broker.bootstrap, plan.partitions)
        processes = Processes(stack)
        time.sleep(8)
        for name in ("intake-0", "matching-0", "rights-0", "sink"):
            psutil.Process(stack.supervisor.pids()[name]).terminate()
        time.sleep(5)
        publisher = EventPublisher(stack.broker.bootstrap, codecs_of(None))
        say("publishing with all workers stopped")
        events = publisher.publish_all(market.events())
        publisher.close()
        stages = {stage: _alone(stage, stack, meter, processes, events) for stage in _STAGES}
        say("the rest of the pipeline")
        stack.start_worker("matching", "0", name="matching")
        stack.supervisor.start(stack.child("sink-again", "sinks.process"))
        meter.wait_until_idle(600)
        reader = WarehouseReader(stack.data, only_running=True)
        ((works, versions),) = reader.rows(
            "SELECT count(), max(version) FROM ownership_pictures FINAL"
        )
        meter.close()
    return {"events": events, "stages": stages, "works": int(works), "last_version": int(versions)}


def _alone(
    stage: str, stack: Stack, meter: LagMeter, processes: Processes, events: int
) -> dict[str, Any]:
    """One worker of the stage with nothing else at work but the broker; from the first event it
    commits to the last, so that its start does not count."""
    (group,) = [name for name in GROUP_TOPICS if name.endswith(stage)]
    behind = meter.measure().by_group[group]
    say(f"{stage}: {behind} messages for one worker")
    stack.start_worker(stage, "0", name=f"{stage}-alone")
    while (left := meter.measure().by_group[group]) == behind:
        time.sleep(0.02)
    started, first, before = time.monotonic(), left, processes.cpu()
    if not first:
        raise ValueError(f"all of {events} events were done at the first look: send more")
    while (left := meter.measure().by_group[group]) > 0:
        time.sleep(0.05)
    seconds = time.monotonic() - started
    used = cpu_seconds(before, processes.cpu())[f"{stage}-alone"]
    psutil.Process(stack.supervisor.pids()[f"{stage}-alone"]).terminate()
    time.sleep(3)
    share = first / behind
    return {
        "seconds": round(seconds, 2),
        "events_per_second": round(events * share / seconds),
        "cpu_seconds": used,
        "cpu_micros_per_event": round(1e6 * sum(used.values()) / (events * share), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--works", type=int, default=30_000)
    parser.add_argument("--partitions", type=int, default=2)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    market = TitleMarket(chosen.events, chosen.works)
    plan = StackPlan(partitions=chosen.partitions, rights=1)
    result: dict[str, Any] = {
        **measured_here(),
        "market": {"events": market.count, "works": market.works},
    }
    say("works of 1,000 facts")
    result["reevaluation_millis"] = {name: reevaluation_millis(name) for name in HISTORIES}
    say(json.dumps(result["reevaluation_millis"]))
    with tempfile.TemporaryDirectory(prefix="rightstream-bench-") as folder:
        result["broker"] = run(market, plan, Path(folder))
    tell(result, chosen.json)


if __name__ == "__main__":
    main()

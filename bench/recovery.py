"""How long a killed rights worker takes to be back at the head of its partitions.

python -m bench.recovery --lines 10000000 --works 200000 --json docs/figures/recovery.json
"""

import argparse
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from schemas.codecs import codecs_of
from streams.app import app_id
from streams.changelog import changelog_topic
from streams.lag import LagMeter
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan

from .blocks import BenchMarket
from .figures import measured_here, tell
from .pipeline import Processes, messages_sent, rest, say

_GROUP = app_id("rights")
_WORKER = "rights-0"
_AFTERWARDS = 20
"""Blocks that are sent while the worker is down, so that there is a head to reach."""


def run(market: BenchMarket, plan: StackPlan, kills: int, folder: Path) -> dict[str, Any]:
    with Stack(folder, plan, say) as stack:
        meter = LagMeter(stack.broker.bootstrap, plan.partitions)
        publisher = EventPublisher(stack.broker.bootstrap, codecs_of(None))
        say("registering works, then usage")
        for events in (market.setup(), market.usage()):
            publisher.publish_all(events)
            rest(meter, 3600)
        changelog = changelog_topic(_GROUP, "state")
        entries = messages_sent(stack.broker.bootstrap, (changelog,), plan.partitions)
        say(f"at rest, {entries} entries in the changelog")
        recoveries = []
        for number in range(kills):
            after = replace(
                market, lines=_AFTERWARDS * market.block_lines, seed=99, reports=f"AFTER-{number}"
            )
            recoveries.append(_recovery(stack, meter, publisher, after))
            say(f"back after {recoveries[-1]['seconds']} s")
        publisher.close()
        meter.close()
    return {
        **measured_here(),
        "market": asdict(market),
        "plan": asdict(plan),
        "changelog_entries": entries,
        "recoveries": recoveries,
        "most_seconds": max(one["seconds"] for one in recoveries),
    }


def _recovery(
    stack: Stack, meter: LagMeter, publisher: EventPublisher, after: BenchMarket
) -> dict[str, Any]:
    """One kill -9. The clock runs until the group has committed all that was sent meanwhile."""
    before = stack.supervisor.restarts(_WORKER)
    started = time.monotonic()
    stack.supervisor.kill(_WORKER)
    publisher.publish_all(after.usage())
    while (lag := meter.measure()).by_group[_GROUP] or lag.by_group[app_id("intake")]:
        stack.check()
        if time.monotonic() - started > 900:
            raise TimeoutError(f"not back: {lag}")
        time.sleep(0.1)
    seconds = time.monotonic() - started
    processes = Processes(stack)
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds_of_the_new_worker": round(sum(processes.cpu()[_WORKER]), 2),
        "memory_bytes": processes.memory(_WORKER),
        "starts": stack.supervisor.restarts(_WORKER) - before,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--works", type=int, default=200_000)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    market = BenchMarket(chosen.lines, chosen.works)
    plan = StackPlan(partitions=chosen.partitions, rights=1)
    with tempfile.TemporaryDirectory(prefix="rightstream-bench-") as folder:
        result = run(market, plan, chosen.kills, Path(folder))
    tell(result, chosen.json)


if __name__ == "__main__":
    main()

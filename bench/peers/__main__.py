"""Plain Faust, Quix Streams, a hand-written loop and Rightstream on the same lines: lines/s, ratio.

    uv venv .venv.peers && uv pip install -p .venv.peers/bin/python -r bench/peers/requirements.txt
    python -m bench.peers --peers-python .venv.peers/bin/python --lines 200000 --json FILE

Runs in Rightstream's environment; only the peers' processes use --peers-python. First Rightstream's
own benchmark runs (usage in blocks to rows in ClickHouse). Then its broker, the same data folder
and settings, is started again for the peers, which read one Avro event a line and run one after
another. A peer's time is from its first line until the broker has a result for each line and the
commit of all. All must come to the same royalties and the same sum for each holder, else no figure
is printed. The peers have less to do: shares and licences are in their memory from the start, and
they neither check events, answer senders nor write to a warehouse.

A peer is one process, Rightstream several; so the ratio is stated by the clock and by CPU seconds.
All times have commit intervals of a second in them, and Rightstream's CPU the start of its intake:
take a million lines or more for a figure to quote, for with few the ratio is that of fixed costs.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.blocks import BenchMarket
from bench.figures import measured_here, tell
from bench.pipeline import run, say
from streams.local.broker import LocalBroker
from streams.stack import StackPlan

from .lines import publish_lines
from .proof import agreed, peer_totals, rightstream_totals
from .race import PEERS, Race


def compare(market: BenchMarket, plan: StackPlan, folder: Path, python: str) -> dict[str, Any]:
    """All contestants, one after another. Raises Unequal when their results differ."""
    stack = folder / "stack"
    rightstream = run(market, plan, stack)
    peers, totals = {}, {}
    with LocalBroker(stack / "kafka") as broker:
        say("publishing the lines one by one")
        publish_lines(broker.bootstrap, market, plan.partitions)
        race = Race(broker.bootstrap, plan.partitions, market.works, market.lines, folder, python)
        for peer in PEERS:
            say(f"measuring {peer}")
            peers[peer] = race.run(peer)
            say(f"{peers[peer]['lines_per_second']} lines/s; adding up its results")
            totals[peer] = peer_totals(broker.bootstrap, peer, plan.partitions)
    totals["rightstream"] = rightstream_totals(stack)
    return {
        **measured_here(),
        "lines": market.lines,
        "works": market.works,
        "results": agreed(totals, market.lines).to_json(),
        "peers": peers,
        "rightstream": rightstream_figures(rightstream),
        "ratio": ratios(rightstream_figures(rightstream), peers),
    }


def rightstream_figures(result: dict[str, Any]) -> dict[str, Any]:
    """What the peers have too, of the pipeline's figures. CPU is of all workers and the sink."""
    cpu = sum(
        used["user"] + used["system"]
        for name, used in result["cpu_seconds"].items()
        if name != "kafka"
    )
    return {
        "processes": sum(name != "kafka" for name in result["cpu_seconds"]),
        "seconds": result["seconds"],
        "lines_per_second": result["lines_per_second"],
        "cpu_seconds": round(cpu, 1),
        "lines_per_cpu_second": round(result["market"]["lines"] / cpu),
        "rights_memory_bytes": result["rights_memory"]["full_bytes"],
    }


def ratios(rightstream: dict[str, Any], peers: dict[str, Any]) -> dict[str, dict[str, float]]:
    """How many times as fast Rightstream is, by the clock and by CPU seconds of the processes."""
    return {
        peer: {
            name: round(rightstream[name] / figures[name], 1)
            for name in ("lines_per_second", "lines_per_cpu_second")
        }
        for peer, figures in peers.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--works", type=int, default=50_000)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--rights", type=int, default=1, help="Rightstream's rights workers")
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    market = BenchMarket(chosen.lines, chosen.works)
    plan = StackPlan(partitions=chosen.partitions, rights=chosen.rights)
    with tempfile.TemporaryDirectory(prefix="rightstream-peers-") as folder:
        result = compare(market, plan, Path(folder), chosen.peers_python)
    tell(result, chosen.json)


if __name__ == "__main__":
    main()

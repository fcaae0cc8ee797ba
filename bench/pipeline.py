"""Usage blocks on the topic to accrual rows in ClickHouse, everything durable: lines/s and memory.

python -m bench.pipeline --lines 10000000 --works 200000 --json docs/figures/pipeline.json
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from schemas import topics
from schemas.codecs import codecs_of
from sinks.reading import WarehouseReader
from sinks.summary import line_proof, money_proof
from streams.lag import LagMeter
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan

from .blocks import BenchMarket
from .figures import measured_here, tell


def run(market: BenchMarket, plan: StackPlan, folder: Path) -> dict[str, Any]:
    codecs = codecs_of(None)
    with Stack(folder, plan, say) as stack:
        meter = LagMeter(stack.broker.bootstrap, plan.partitions)
        processes = Processes(stack)
        publisher = EventPublisher(stack.broker.bootstrap, codecs)
        time.sleep(8)
        empty = processes.memory("rights")
        say("registering works")
        started = time.monotonic()
        events = publisher.publish_all(market.setup())
        meter.wait_until_idle(1200)
        setup_seconds = time.monotonic() - started
        registered = processes.memory("rights")
        say(f"{events} events in {setup_seconds:.1f} s; publishing usage with intake stopped")
        psutil.Process(stack.supervisor.pids()["intake-0"]).terminate()
        publisher.publish_all(market.usage())
        publisher.close()
        say("measuring the bare limit")
        bare = bare_limit(stack.broker.bootstrap, plan.partitions, market.lines)
        before = processes.cpu()
        facts = messages_sent(stack.broker.bootstrap, topics.INTERNAL, plan.partitions)
        stack.start_worker("intake", "0", name="intake")
        while messages_sent(stack.broker.bootstrap, topics.INTERNAL, plan.partitions) == facts:
            time.sleep(0.05)
        started = time.monotonic()
        say("measuring the pipeline")
        seconds = watched(meter, started, 1800)
        used_cpu = cpu_seconds(before, processes.cpu())
        full = processes.memory("rights")
        reader = WarehouseReader(stack.data, only_running=True)
        lines, money = line_proof(reader.rows), money_proof(reader.rows)
        meter.close()
    open_lines = market.lines
    return {
        **measured_here(),
        "market": asdict(market),
        "plan": asdict(plan),
        "setup_events_per_second": round(events / setup_seconds),
        "seconds": round(seconds, 2),
        "lines_per_second": round(market.lines / seconds),
        "bare_consume_decode_sum_lines_per_second": round(bare),
        "cpu_seconds": used_cpu,
        "lines_per_cpu_second": {
            name: round(market.lines / sum(used.values()))
            for name, used in used_cpu.items()
            if sum(used.values()) > 0.5
        },
        "rights_memory": {
            "empty_bytes": empty,
            "registered_bytes": registered,
            "full_bytes": full,
            "bytes_per_work": round((registered - empty) / market.works),
            "bytes_per_open_line": round((full - registered) / open_lines, 1),
        },
        "lines": lines.to_json(),
        "money": {currency: proof.to_json() for currency, proof in money.items()},
    }


class Processes:
    """CPU seconds and memory of the stack's processes, by the operating system's account."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def cpu(self) -> dict[str, tuple[float, float]]:
        """User and system seconds."""
        used = {}
        for name, pid in self._stack.supervisor.pids().items():
            times = psutil.Process(pid).cpu_times()
            used[name] = (times.user, times.system)
        return used

    def memory(self, stage: str) -> int:
        return sum(
            psutil.Process(pid).memory_info().rss
            for name, pid in self._stack.supervisor.pids().items()
            if name.startswith(stage)
        )


def messages_sent(bootstrap: str, names: Sequence[str], partitions: int) -> int:
    """Ends of all partitions of these topics, added up."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    places = [TopicPartition(name, number) for name in names for number in range(partitions)]
    end = sum(consumer.end_offsets(places).values())
    consumer.close()
    return end


def bare_limit(bootstrap: str, partitions: int, lines: int) -> float:
    """Lines/s of one process that consumes, decodes and sums the same blocks."""
    codec = codecs_of(None).of(topics.USAGE)
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        max_partition_fetch_bytes=8 * 1024 * 1024,
        max_poll_records=2_000,
    )
    places = [TopicPartition(topics.USAGE, number) for number in range(partitions)]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    started, seen, total = time.monotonic(), 0, 0
    while seen < lines:
        for records in consumer.poll(timeout_ms=1000).values():
            for record in records:
                body = codec.decode(record.value)["body"][1]
                seen += len(body["units"])
                total += sum(body["units"]) + sum(body["revenue_micros"])
    consumer.close()
    assert total > 0
    return seen / (time.monotonic() - started)


def cpu_seconds(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]
) -> dict[str, dict[str, float]]:
    """What each process used in between; one that was started meanwhile used all of it."""
    used = {}
    for name, (user, system) in sorted(after.items()):
        user_before, system_before = before.get(name, (0.0, 0.0))
        used[name] = {
            "user": round(user - user_before, 1),
            "system": round(system - system_before, 1),
        }
    return used


def watched(meter: LagMeter, started: float, limit_seconds: float) -> float:
    """Seconds from `started` until nothing is behind; says every few seconds how far each stage is.

    Raises TimeoutError.
    """
    told = started
    while (lag := meter.measure()).total:
        now = time.monotonic()
        if now - started > limit_seconds:
            raise TimeoutError(f"not done: {lag}")
        if now - told >= 5:
            say(f"behind: {lag.by_group}")
            told = now
        time.sleep(0.1)
    return time.monotonic() - started


def rest(meter: LagMeter, limit_seconds: float) -> None:
    """Returns when nothing is behind. Raises TimeoutError."""
    if not meter.wait_until_idle(limit_seconds):
        raise TimeoutError(f"the pipeline is not done: {meter.measure()}")


def say(text: str) -> None:
    print(f"# {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--works", type=int, default=200_000)
    parser.add_argument("--block-lines", type=int, default=2_000)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--rights", type=int, default=1)
    parser.add_argument("--by-isrc", action="store_true")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    market = BenchMarket(
        chosen.lines, chosen.works, block_lines=chosen.block_lines, by_isrc=chosen.by_isrc
    )
    plan = StackPlan(partitions=chosen.partitions, rights=chosen.rights)
    with tempfile.TemporaryDirectory(prefix="rightstream-bench-") as folder:
        result = run(market, plan, Path(folder))
    tell(result, chosen.json)


if __name__ == "__main__":
    main()

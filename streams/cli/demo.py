"""`demo`: a market and real files through the whole pipeline, and proof that nothing is lost."""

import json
import shutil
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.codecs import codecs_of
from sinks.reading import WarehouseReader
from streams.importers.dsr import DsrReport, read_dsr
from streams.lag import LagMeter
from streams.local.data_folders import demo_folder
from streams.market import Market, MarketPlan
from streams.publishing import EventPublisher
from streams.stack import Stack, StackPlan

from .demo_feed import DemoFeed, late_claim
from .demo_progress import follow
from .demo_summary import DemoSummary, print_summary, read_summary


def demo(
    lines: Annotated[
        int, typer.Option(help="Usage lines of the synthetic market", min=1)
    ] = 200_000,
    works: Annotated[int, typer.Option(help="Registered works", min=1)] = 5_000,
    seed: Annotated[int, typer.Option(help="Same seed, same market", min=0)] = 1,
    files: Annotated[
        list[Path] | None, typer.Option("--input", help="DDEX DSR flat files to run as well")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the summary there", dir_okay=False)
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Exit when it is done")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Data folder, emptied first; default .rightstream/demo")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Run a market through Kafka, Faust and ClickHouse here, watch it, and check every sum.

    Exit code 0 only if no line and no unit of money is missing or counted twice.
    """
    console = Console()
    reports = _read(console, [*(files or ()), *(more or ())])
    plan = StackPlan()
    root = _emptied(data or demo_folder())
    with Stack(root, plan, lambda text: console.print(f"[dim]{text}[/]")) as stack:
        meter = LagMeter(stack.broker.bootstrap, plan.partitions)
        feed = DemoFeed(
            EventPublisher(stack.broker.bootstrap, codecs_of(None)),
            Market(MarketPlan(works, lines, seed)),
            reports,
            LagMeter(stack.broker.bootstrap, plan.partitions),
        )
        reader = WarehouseReader(stack.data, only_running=True)
        stack.await_workers(reader.ready)
        console.print(
            f"Kafka {stack.broker.bootstrap}, data {stack.data}: {works:,} works, {lines:,} lines"
        )
        started = time.monotonic()
        feed.start()
        follow(console, feed, meter, reader, stack.check)
        claimed = late_claim(reports)
        if claimed is not None:
            feed.claim_late(console, claimed, meter, reader)
        summary = read_summary(reader, time.monotonic() - started)
        print_summary(console, reader, summary, reports)
        if json_file is not None:
            json_file.write_text(json.dumps(summary.to_json(), indent=2) + "\n")
        meter.close()
        if not once:
            _stay(console, stack)
    raise typer.Exit(0 if _proved(summary) else 1)


def _read(console: Console, files: list[Path]) -> list[DsrReport]:
    """The reports of the files. Ends the command with exit code 2 when one is refused."""
    if not files:
        return []
    outcome = read_dsr(files)
    for fault in outcome.faults:
        console.print(f"[red]{fault}[/]", highlight=False)
    if outcome.exit_code:
        console.print("refused; see `./rightstream import dsr --check` for all findings")
        raise typer.Exit(outcome.exit_code)
    return outcome.reports


def _emptied(root: Path) -> Path:
    """The folder without what an earlier demo left; refuses a folder that is not one of a stack."""
    if root.exists() and any(root.iterdir()):
        if not (root / "kafka").is_dir():
            raise typer.BadParameter(f"{root} is not empty and not a data folder: name another")
        from streams.local.folder import DataFolder

        with DataFolder(root):
            # The key, too: one key must not sign two histories.
            names = ("kafka", "chdb*", "faust*", "logs", "evidence", "rebuild-*")
            for folder in (found for name in names for found in root.glob(name)):
                shutil.rmtree(folder, ignore_errors=True)
    return root


def _stay(console: Console, stack: Stack) -> None:
    console.print(
        "The stack keeps running: try `./rightstream tail ipr.accruals --last 1` or "
        '`./rightstream sql "SELECT * FROM cases LIMIT 5"` in another window. Ctrl-C stops it.'
    )
    try:
        stack.supervisor.wait()
    except KeyboardInterrupt:
        console.print("stopping")


def _proved(summary: DemoSummary) -> bool:
    return summary.lines.difference == 0 and all(
        proof.difference_e8 == 0 for proof in summary.money.values()
    )

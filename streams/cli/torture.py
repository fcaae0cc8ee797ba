"""`torture`: faults on a real stack, and proof that nothing was lost, doubled or changed."""

import json
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from streams.local.data_folders import torture_folder
from streams.local.folder import DataFolder
from streams.torture.report import recoveries, to_json
from streams.torture.run import CHDB, SERVER, Torture, Tortured, TorturePlan, faults_by_kind


class WarehouseKind(StrEnum):
    """Which warehouse the sink of the tortured stack writes to."""

    CHDB = CHDB
    SERVER = SERVER


def torture(
    minutes: Annotated[
        float, typer.Option(help="How long the stack is struck", min=0.1, max=10_000)
    ] = 3.0,
    seed: Annotated[int, typer.Option(help="Same seed, same faults and events", min=0)] = 1,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome there", dir_okay=False)
    ] = None,
    warehouse: Annotated[WarehouseKind, typer.Option(help="What the sink writes to")] = (
        WarehouseKind.CHDB
    ),
    data: Annotated[
        Path | None, typer.Option(help="Data folder, emptied first; default .rightstream/torture")
    ] = None,
) -> None:
    """Kill, stop, fill and cut off a running stack, and compare what comes out with peace.

    Exit code 0 only if no line, unit of money, row or receipt is lost, doubled or different.
    """
    console = Console()
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # what it says of a broker that is away
    root = _usable(data or torture_folder())
    plan = TorturePlan(minutes, seed, warehouse.value)
    run = Torture(plan, root, lambda text: console.print(text, style="dim", highlight=False))
    try:
        run.run()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        run.result.wrong.append(f"{type(fault).__name__}: {fault}")
    outcome = to_json(plan, run.result)
    if json_file is not None:
        json_file.write_text(json.dumps(outcome, indent=2) + "\n")
    _print(console, run.result)
    if not outcome["ok"]:
        _print_failure(console, root, run.result)
    raise typer.Exit(0 if outcome["ok"] else 1)


def _usable(root: Path) -> Path:
    """Refuses a folder that is not one of a stack, or that is in use."""
    root = root.absolute()
    if root.exists() and any(root.iterdir()):
        if not (root / "kafka").is_dir():
            raise typer.BadParameter(f"{root} is not empty and not a data folder: name another")
        with DataFolder(root, needed=0):
            pass
    return root


def _print(console: Console, result: Tortured) -> None:
    known = recoveries(result.injected)
    table = Table(
        "fault",
        *(Column(name, justify="right") for name in ("count", "recovery min", "median", "max")),
        title="Faults, and seconds until all was caught up with", title_justify="left",
    )  # fmt: skip
    for kind, count in sorted(faults_by_kind(result).items()):
        figures = known.get(kind)
        cells = [f"{figures[name]:.1f}" for name in ("min", "median", "max")] if figures else []
        table.add_row(kind, str(count), *cells)
    console.print(table)
    restarts = ", ".join(f"{name} {count}" for name, count in result.restarts.items())
    again = sum(seen.again for seen in result.seen.values())
    rows = sum(seen.rows for seen in result.seen.values())
    console.print(f"restarts: {restarts}", highlight=False)
    console.print(
        f"{result.rounds} rounds, {result.events:,} events, {result.lines:,} usage lines; "
        f"subscribers were given {rows:,} rows, {again:,} of them again; readers see "
        f"{sum(result.doubled.values())} twice; {result.leaves:,} leaves of evidence",
        highlight=False,
    )
    if not result.wrong:
        console.print("nothing lost, nothing doubled, nothing different", style="green")


def _print_failure(console: Console, root: Path, result: Tortured) -> None:
    for one in result.wrong or ["it did not come to an end"]:
        console.print(one, style="red", markup=False, highlight=False)
    for injected in result.injected:
        console.print(f"{injected.at_seconds:7.1f} s  {injected.fault}", highlight=False)
    console.print(f"The data is kept in {root}, logs in {root / 'logs'}", highlight=False)
    if result.mounted:
        console.print(
            f"It is in memory; when you have seen it: umount {root / 'kafka'} {root}",
            highlight=False,
        )

"""`simulate` runs the seeded simulator of tests/simulation: real code, faults by seed."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from streams.stack import PROJECT


def simulate(
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="how many histories")] = 1000,
    first: Annotated[int, typer.Option("--from", min=0, help="the first seed")] = 0,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="this one only, with all its steps")
    ] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=256)] = 2,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="write the figures to this file")
    ] = None,
) -> None:
    """Crashes, zombies, lost answers and outages by seed; no row may differ (else exit code 2)."""
    arguments = ["--seeds", str(seeds), "--from", str(first), "--processes", str(processes)]
    if seed is not None:
        arguments += ["--seed", str(seed)]
    if json_file is not None:
        arguments += ["--json", str(json_file.resolve())]
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    raise typer.Exit(subprocess.run(command, cwd=PROJECT, check=False).returncode)

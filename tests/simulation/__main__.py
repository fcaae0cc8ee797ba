"""`python -m tests.simulation`: what `./rightstream simulate` runs."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bench.figures import tell

from .corpus import corpus
from .many import judge_all, summary_of
from .run import Verdict, run_seed

_console = Console(stderr=True)


def _show(seed: int) -> bool:
    """Prints the schedule of one run; whether all checks held."""
    verdict = run_seed(seed, told=True)
    print(verdict.schedule)
    if verdict.failed:
        print(f"\nseed {seed} fails: {verdict.failed}\n{verdict.why}")
    else:
        print(f"\nseed {seed}: all checks hold")
    return not verdict.failed


def simulate(
    seeds: Annotated[int, typer.Option("--seeds", min=1)] = 1000,
    first: Annotated[int, typer.Option("--from", min=0)] = 0,
    seed: Annotated[int | None, typer.Option("--seed", min=0)] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=256)] = 2,
    json_file: Annotated[Path | None, typer.Option("--json")] = None,
) -> None:
    """Seeds that once failed, then `seeds` more from `first` on; or one with its schedule."""
    if seed is not None:
        raise typer.Exit(0 if _show(seed) else 2)
    known = [one.seed for one in corpus()]
    wanted = [*known, *(one for one in range(first, first + seeds) if one not in known)]
    shown: list[int] = []
    with Progress(console=_console, transient=True) as progress:
        task = progress.add_task("seeds", total=len(wanted))

        def note(verdict: Verdict) -> None:
            progress.advance(task)
            if verdict.failed:
                _console.print(f"seed {verdict.seed} fails: {verdict.failed}", style="red")
                shown.append(verdict.seed)

        record = summary_of(judge_all(wanted, processes), note)
    if shown:
        _show(shown[0])
        print(f"keep it: tests/simulation/corpus/ takes a line with the seed {shown[0]} and why\n")
    tell(record, json_file)
    raise typer.Exit(2 if shown else 0)


if __name__ == "__main__":
    typer.run(simulate)
    sys.exit()

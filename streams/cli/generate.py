"""`generate` writes a synthetic market to files."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from streams.market import MarketPlan, write_market


def generate(
    works: Annotated[int, typer.Option(min=1)] = 5_000,
    lines: Annotated[int, typer.Option(min=1)] = 500_000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    out: Annotated[Path, typer.Option(help="Folder for the files", file_okay=False)] = Path(
        "market"
    ),
) -> None:
    """Write a synthetic market: an Avro file a topic, and labels.json. Same seed, same bytes."""
    summary = write_market(MarketPlan(works, lines, seed), out)
    Console().print_json(json.dumps(summary))

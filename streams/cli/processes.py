"""`up` runs the stack until Ctrl-C; the others are its processes, also for production."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.settings import Settings
from sinks.process import run_sink
from streams.evidence.process import run_evidence
from streams.local.data_folders import main_folder
from streams.stack import Stack, StackPlan
from streams.worker import run_worker

DataOption = Annotated[Path | None, typer.Option(help="Data folder; default the one in use")]


def up(
    data: DataOption = None,
    partitions: Annotated[int, typer.Option(min=1, max=64)] = 4,
) -> None:
    """Start broker, workers and warehouse here, and keep them running until Ctrl-C."""
    console = Console()
    plan = StackPlan(partitions=partitions, generation=Settings().generation)
    with Stack(data or main_folder(), plan, lambda text: console.print(text)) as stack:
        console.print(f"Kafka at {stack.broker.bootstrap}, data in {stack.data}; Ctrl-C stops all")
        stack.supervisor.wait()


def worker(stage: str, instance: str) -> None:
    """One worker of a stage, set up by RIGHTSTREAM_* variables."""
    run_worker(stage, Settings(), instance)


def sink() -> None:
    """The warehouse sink, set up by RIGHTSTREAM_* variables."""
    run_sink(Settings())


def evidence() -> None:
    """The evidence log, set up by RIGHTSTREAM_* variables."""
    run_evidence(Settings())

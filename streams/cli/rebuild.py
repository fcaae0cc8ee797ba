"""`rebuild` computes everything again beside the running system, and compares row by row."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from kafka.errors import KafkaError
from rich.console import Console
from rich.status import Status

from schemas.generation import BadGeneration, Generation
from schemas.settings import Settings
from sinks.comparison.both import BothWarehouses
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.generation_processes import GenerationProcesses
from streams.generations import GenerationInUse, refuse_in_use
from streams.lag import Lag, LagMeter
from streams.local.running import running_settings
from streams.read_through import PIPELINE_GROUPS, Stalled
from streams.topics_admin import TopicMismatch

from .generation import drop_generation
from .processes import DataOption
from .rebuild_report import RebuildReport, print_report
from .rebuild_settling import Pair, compare_settled

DIFFERENT = 2
TROUBLES = (
    KafkaError, TopicMismatch, GenerationInUse, Stalled, WarehouseError, WarehouseUnavailable,
    BadGeneration, TimeoutError,
)  # fmt: skip
_SINK_SECONDS = 120.0


def rebuild(
    into: Annotated[str, typer.Option(metavar="NAME", help="Name of the new generation")],
    partitions: Annotated[
        int | None,
        typer.Option(
            help="Partitions of its topics; default those of the running one", min=1, max=1024
        ),
    ] = None,
    rights: Annotated[int, typer.Option(help="Workers of the rights stage", min=1, max=64)] = 2,
    keep: Annotated[
        bool, typer.Option("--keep/--drop", help="Keep its topics and database afterwards")
    ] = True,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the report there", dir_okay=False)
    ] = None,
    show: Annotated[
        int, typer.Option(help="How many differing rows of each table to show", min=0, max=1000)
    ] = 10,
    patience: Annotated[
        float, typer.Option(help="Seconds without progress, or of changing rows, to wait", min=1)
    ] = 300.0,
    data: DataOption = None,
) -> None:
    """Compute everything again from the input topics, by this release and its settings, beside the
    running system, and compare the two row by row.

    Exit code 0: all rows are the same; 2: some differ; 1: it could not be done.
    """
    console = Console()
    try:
        generation = Generation(into)
        if not generation.name:
            raise BadGeneration("a generation needs a name: --into green, for instance")
        report = _rebuilt(console, generation, partitions, rights, show, patience, data)
        if not keep:
            drop_generation(console, running_settings(data), generation)
    except TROUBLES as fault:
        Console(stderr=True).print(f"{type(fault).__name__}: {fault}", style="red", markup=False)
        raise typer.Exit(1) from fault
    print_report(console, report)
    if json_file is not None:
        json_file.write_text(json.dumps(report.to_json(), indent=2) + "\n")
    raise typer.Exit(DIFFERENT if report.differences else 0)


def _rebuilt(
    console: Console, generation: Generation, partitions: int | None, rights: int, show: int,
    patience: float, data: Path | None,
) -> RebuildReport:  # fmt: skip
    running = running_settings(data)
    if running.names == generation:
        raise BadGeneration(f"{generation} is the running generation: name another")
    new = running.model_copy(
        update={
            "generation": generation.name,
            "partitions": partitions or running.partitions,
        }
    )
    refuse_in_use(new.bootstrap, generation)
    started = time.monotonic()
    with (
        console.status(f"starting workers and the sink of {generation}") as status,
        GenerationProcesses(new, rights, console.print) as processes,
        _meters(running, new) as meters,
    ):
        readers = _reader(running), _reader(new)
        _await_sink(processes, readers[1])
        both = BothWarehouses(
            readers[0].text, readers[1].text,
            same_partitions=running.partitions == new.partitions,
        )  # fmt: skip
        progress = _Progress(status, processes, generation)
        pair = Pair(*meters, progress.watch, patience)
        holding = compare_settled(pair, both, patience, progress.say)
        tables, left_out = list(both.reports(show)), both.left_out()
    seconds = time.monotonic() - started
    return RebuildReport(running.names, generation, holding, tables, left_out, seconds)


def _reader(settings: Settings) -> WarehouseReader:
    """Of a sink that runs: chDB lets one process in."""
    return WarehouseReader(settings.data, settings.warehouse, settings.names, only_running=True)


@contextmanager
def _meters(running: Settings, new: Settings) -> Iterator[tuple[LagMeter, LagMeter]]:
    meters: list[LagMeter] = []
    try:
        for one in (running, new):
            meters.append(LagMeter(one.bootstrap, one.partitions, one.names, PIPELINE_GROUPS))
        yield meters[0], meters[1]
    finally:
        for meter in meters:
            meter.close()


def _await_sink(processes: GenerationProcesses, reader: WarehouseReader) -> None:
    deadline = time.monotonic() + _SINK_SECONDS
    while not reader.ready():
        processes.check()
        if time.monotonic() > deadline:
            raise TimeoutError("the new sink did not answer; its log is in the rebuild's folder")
        time.sleep(0.1)


class _Progress:
    """Tells how far behind the generation is; raises when one of its processes was given up."""

    def __init__(
        self, status: Status, processes: GenerationProcesses, generation: Generation
    ) -> None:
        self._status = status
        self._processes = processes
        self._generation = generation

    def watch(self, lag: Lag) -> None:
        self._processes.check()
        behind = ", ".join(
            f"{group.removeprefix('rightstream-')} {count:,}"
            for group, count in lag.by_group.items()
        )
        self._status.update(f"{self._generation} beside the running one; left to read: {behind}")

    def say(self, text: str) -> None:
        self._status.update(text)

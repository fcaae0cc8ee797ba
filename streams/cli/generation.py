"""`generation` lists what was computed beside what runs, and removes it."""

import shutil
from typing import Annotated

import typer
from kafka.errors import KafkaError
from rich.console import Console

from schemas.generation import BadGeneration, Generation
from schemas.settings import Settings
from sinks.opening import drop_database
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.generations import GenerationInUse, drop_topics, generations
from streams.local.running import running_settings

from .processes import DataOption

app = typer.Typer(no_args_is_help=True)
_TROUBLES = (KafkaError, GenerationInUse, BadGeneration, WarehouseError, WarehouseUnavailable)


@app.callback()
def generation() -> None:
    """Generations of what is computed from the inputs: which there are, and away with one."""


@app.command("list")
def list_generations(data: DataOption = None) -> None:
    """Name the generations the broker holds; the unnamed one is `default`."""
    settings = running_settings(data)
    try:
        for found in generations(settings.bootstrap):
            mark = " (the one readers use here)" if found == settings.names else ""
            typer.echo(f"{found}{mark}")
    except KafkaError as fault:
        _end(fault)


@app.command("drop")
def drop(
    name: Annotated[str, typer.Argument(help="The generation; `default` is the unnamed one")],
    data: DataOption = None,
) -> None:
    """Delete the topics, offsets, state and database of a generation that no process uses.

    The inputs and the evidence log stay. Exit code 1: it is in use, or something refused.
    """
    try:
        drop_generation(Console(), running_settings(data), Generation.called(name))
    except _TROUBLES as fault:
        _end(fault)


def drop_generation(console: Console, settings: Settings, which: Generation) -> None:
    """Raises GenerationInUse, or what broker and warehouse raise."""
    removed = drop_topics(settings.bootstrap, which)
    for entry in ("chdb", "faust", "rebuild"):
        if which.name or entry != "rebuild":
            shutil.rmtree(settings.data / which.entry(entry), ignore_errors=True)
    console.print(f"dropped {which}: {len(removed)} topics, its state", highlight=False)
    if which.name:
        drop_database(settings.warehouse, which)
    elif settings.warehouse != "chdb":
        console.print("the database of the unnamed generation is left: drop it in ClickHouse")


def _end(fault: Exception) -> None:
    Console(stderr=True).print(f"{type(fault).__name__}: {fault}", style="red", markup=False)
    raise typer.Exit(1) from fault

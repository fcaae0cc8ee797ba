"""`import dsr` reads DDEX DSR flat files, and streams in what has no fault; and other imports."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from schemas.codecs import codecs_of
from schemas.visible import visible
from streams.importers.dsr import DsrOutcome, read_dsr
from streams.importers.dsr_events import admission, created_micros, platform_of, usage_events
from streams.local.running import running_settings
from streams.publishing import EventPublisher

from .import_cwr import cwr
from .processes import DataOption

app = typer.Typer(no_args_is_help=True)
app.command()(cwr)

_SHOWN = 50


@app.callback()
def importers() -> None:
    """Read files of the field and stream them in."""


@app.command()
def dsr(
    files: Annotated[list[Path], typer.Argument(help="DSR flat files; parts of a set together")],
    check: Annotated[bool, typer.Option("--check", help="Only validate")] = False,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write faults, warnings and totals", dir_okay=False),
    ] = None,
    data: DataOption = None,
) -> None:
    """Exit code 0 when every file passed, 2 when one was refused: a refused file sends nothing."""
    console = Console()
    bar = Progress(
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    with bar:
        size = sum(file.stat().st_size for file in files if file.exists())
        task = bar.add_task("reading", total=size)
        outcome = read_dsr(files, lambda done: bar.update(task, completed=done))
    if json_file is not None:
        json_file.write_text(json.dumps(outcome.to_json(), indent=2, ensure_ascii=False) + "\n")
    _say(console, outcome)
    if not check and outcome.reports:
        _stream_in(console, outcome, data)
    raise typer.Exit(outcome.exit_code)


def _say(console: Console, outcome: DsrOutcome) -> None:
    for kind, findings in (("faults", outcome.faults), ("warnings", outcome.warnings)):
        for finding in findings[:_SHOWN]:
            console.print(visible(str(finding)), highlight=False, markup=False)
        if len(findings) > _SHOWN:
            console.print(f"... and {len(findings) - _SHOWN} more {kind}; --json writes them all")
    console.print(
        f"{outcome.files} files: {outcome.files - outcome.refused_files} pass, "
        f"{outcome.refused_files} refused; {len(outcome.faults)} faults, "
        f"{len(outcome.warnings)} warnings"
    )


def _stream_in(console: Console, outcome: DsrOutcome, data: Path | None) -> None:
    settings = running_settings(data)
    publisher = EventPublisher(settings.bootstrap, codecs_of(settings.registry_url))
    bar = Progress(
        TextColumn("sending"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    with bar:
        task = bar.add_task(
            "sending", total=sum(len(report.lines.reference) for report in outcome.reports)
        )
        for report in outcome.reports:
            platform = platform_of(report)
            publisher.publish_all([admission(platform, report.sender_name, created_micros(report))])
            for event in usage_events(report):
                publisher.publish(*event)
                bar.advance(task, len(event[2]["body"][1]["reference"]))
    publisher.close()
    console.print(f"sent {len(outcome.reports)} reports to {settings.bootstrap}")

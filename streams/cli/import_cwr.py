"""`import cwr` reads CWR files, streams in what is accepted, and writes the acknowledgement."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from processors.cwr.errors import Level
from schemas.codecs import codecs_of
from schemas.settings import Settings
from schemas.visible import visible
from sinks.chdb_warehouse import literal
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.importers.cwr import CwrOutcome, read_cwr
from streams.importers.cwr.acknowledgement_file import Recipient, acknowledgement_file
from streams.importers.cwr.file_name import answer_name
from streams.importers.cwr.judgement import Judged
from streams.importers.cwr.names import cwr_source, cwr_work, work_prefix
from streams.importers.cwr.transmission import CwrFile
from streams.importers.cwr_events import event_prefix, registration_events, sender_prefix
from streams.local.errors import LocalStackError
from streams.local.running import running_settings
from streams.publishing import EventPublisher

from .processes import DataOption

_SHOWN = 50
_NO_SOCIETY = "099"
_STEPS = 9_999


def cwr(
    files: Annotated[list[Path], typer.Argument(help="CWR files of 2.1, 2.2 or 3.0")],
    check: Annotated[bool, typer.Option("--check", help="Only validate; send nothing")] = False,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write transactions, sums, errors, decisions", dir_okay=False),
    ] = None,
    ack: Annotated[
        Path | None,
        typer.Option(help="Acknowledgement: a file, or a folder; else beside each file"),
    ] = None,
    salvage: Annotated[
        bool,
        typer.Option(help="Take in sound transactions of a group or file refused as a whole"),
    ] = False,
    society: Annotated[
        str, typer.Option(help="Code of the society that acknowledges; 099 is none")
    ] = _NO_SOCIETY,
    data: DataOption = None,
) -> None:
    """Exit code 0 when no error costs more than a field, else 2. Only accepted works are sent."""
    console = Console()
    if ack is not None and not ack.is_dir() and len(set(files)) > 1:
        typer.echo("--ack: several files have several acknowledgements; name a folder", err=True)
        raise typer.Exit(2)
    if not (society.isascii() and society.isdigit() and len(society) == len(_NO_SOCIETY)):
        typer.echo(f"--society: {society!a} is no code of three digits", err=True)
        raise typer.Exit(2)
    settings = _settings(data, check)
    try:
        known = _EarlierWorks(settings)
        outcome = _read(console, files, known, salvage)
    except (WarehouseError, WarehouseUnavailable) as fault:
        Console(stderr=True).print(str(fault), style="red", markup=False)
        raise typer.Exit(1) from fault
    if json_file is not None:
        json_file.write_text(json.dumps(outcome.to_json(), indent=2, ensure_ascii=False) + "\n")
    _say(console, outcome)
    if not check and settings is not None and outcome.accepted():
        _stream_in(console, outcome.accepted(), settings)
    if ack is not None or not check:
        _acknowledge(console, files, outcome, ack, society)
    raise typer.Exit(outcome.exit_code)


def _settings(data: Path | None, check: bool) -> Settings | None:
    """The running stack. A check does without, and then knows no earlier work."""
    try:
        return running_settings(data)
    except LocalStackError:
        if not check:
            raise
        return None


class _EarlierWorks:
    """Which works of a sender the running stack has accepted, by its receipts.

    Only those of files made before count: so the answer to a file is the same however often and
    in whatever order files are imported, once the warehouse has the receipts of those before.
    """

    def __init__(self, settings: Settings | None) -> None:
        self._reader = (
            WarehouseReader(settings.data, settings.warehouse, settings.names) if settings else None
        )
        self._works: dict[str, frozenset[str]] = {}

    def __call__(self, file: CwrFile, submitter_work_number: str) -> bool:
        """Whether the work is known. Blocks on the warehouse once a file; raises what it says."""
        if self._reader is None or file.header is None:
            return False
        prefix = event_prefix(file)
        if prefix not in self._works:
            self._works[prefix] = self._accepted(self._reader, file, prefix)
        return cwr_work(file, submitter_work_number) in self._works[prefix]

    def _accepted(self, reader: WarehouseReader, file: CwrFile, prefix: str) -> frozenset[str]:
        text = reader.text(
            "SELECT DISTINCT subject FROM receipts WHERE accepted = 1 "
            f"AND source = {literal(cwr_source(file))} "
            f"AND startsWith(subject, {literal(work_prefix(file))}) "
            f"AND startsWith(event_id, {literal(sender_prefix(file))}) "
            f"AND event_id < {literal(prefix)}",
            "JSONCompact",
        )
        return frozenset(row[0] for row in json.loads(text)["data"])


def _read(
    console: Console,
    files: list[Path],
    known: _EarlierWorks,
    salvage: bool,
) -> CwrOutcome:
    bar = Progress(TextColumn("reading"), BarColumn(), MofNCompleteColumn(), console=console)
    with bar:
        task = bar.add_task("reading", total=None)
        advance: Callable[[int], None] = lambda lines: bar.advance(task, lines)  # noqa: E731
        return read_cwr(files, known, advance, salvage=salvage)


def _say(console: Console, outcome: CwrOutcome) -> None:
    for error in outcome.errors[:_SHOWN]:
        console.print(visible(str(error)), highlight=False, markup=False)
    hidden = len(outcome.errors) - _SHOWN + outcome.findings.not_kept
    if hidden > 0:
        console.print(f"... and {hidden} more errors; --json writes them")
    answers = [one.transaction.answer for one in outcome.judged if one.transaction.answer]
    for answer in answers[:_SHOWN]:
        console.print(
            f"answer: {answer.original_type} {answer.submitter_work_number} {answer.title!a}: "
            f"{answer.status}",
            *(f"; {message.text}" for message in answer.messages),
            sep="",
            highlight=False,
            markup=False,
        )
    agreements = sum(one.transaction.agreement is not None for one in outcome.judged)
    if agreements:
        console.print(f"{agreements} agreements read and checked; agreements are not published")
    decided = [one for one in outcome.judged if one.decision and one.edited]
    accepted = outcome.accepted()
    payable = sum(one.decision is not None and one.decision.payable for one in accepted)
    counts = ", ".join(f"{outcome.findings.by_level[level]} {level.value}" for level in Level)
    console.print(
        f"{len(outcome.files)} files, {len(decided)} registrations: {len(accepted)} accepted "
        f"({payable} ready for payment), {len(decided) - len(accepted)} not; "
        f"{len(answers)} answers; errors {counts}",
        highlight=False,
    )


def _stream_in(console: Console, accepted: list[Judged], settings: Settings) -> None:
    publisher = EventPublisher(settings.bootstrap, codecs_of(settings.registry_url))
    try:
        sent = publisher.publish_all(
            event for one in accepted for event in registration_events(one)
        )
    finally:
        publisher.close()
    console.print(f"sent {sent} registrations to {settings.bootstrap}")


def _acknowledge(
    console: Console, paths: list[Path], outcome: CwrOutcome, ack: Path | None, society: str
) -> None:
    """Write the answer to each file that a submitter sent; answers are not answered."""
    now = datetime.now(UTC).replace(microsecond=0)
    recipient = Recipient(society, "RIGHTSTREAM")
    for path, file in zip(dict.fromkeys(paths), outcome.files, strict=True):
        if file.header is None or not _is_submission(outcome, file):
            continue
        target = ack
        if ack is None or ack.is_dir():
            target = _free_name(ack or path.parent, file, society, now.year)
        if target is not None:
            text = acknowledgement_file(file, outcome.judged, recipient, now)
            target.write_bytes(text.encode())
            console.print(f"acknowledged in {target}", markup=False, highlight=False)


def _is_submission(outcome: CwrOutcome, file: CwrFile) -> bool:
    of_file = [one for one in outcome.judged if one.file is file]
    answers = any(one.transaction.answer for one in of_file)
    return any(one.decision for one in of_file) or (file.refused and not answers)


def _free_name(folder: Path, file: CwrFile, society: str, year: int) -> Path:
    for step in range(_STEPS):
        version = file.version
        if version is None:
            break
        path = folder / answer_name(file.name, version, society, year, step)
        if not path.exists():
            return path
    return folder / f"{file.name}.ack"

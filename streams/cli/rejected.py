"""`rejected` lists dead letters, shows one, and sends messages again once their cause is mended."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from kafka.errors import KafkaError
from rich.console import Console

from schemas import topics
from schemas.codecs import codecs_of
from schemas.confluent import RegistryUnavailable
from schemas.registry import UnknownSchema
from streams.local.running import running_settings
from streams.rejected.letter import Letter, LetterHead, MessagePlace, head_of
from streams.rejected.letters import LetterFilter, LetterReader
from streams.rejected.originals import MessageGone, Originals
from streams.rejected.reading import Deployment
from streams.rejected.replay import ReplayAnswer, Replayer
from streams.rejected.selection import Selection, newest, select
from streams.rejected.since import since_millis
from streams.rejected.standing import standings_of
from streams.rejected.visible import visible

from .processes import DataOption
from .rejected_letter import letter_json, print_letter
from .rejected_lines import (
    answer_json,
    answer_line,
    head_json,
    line_of,
    print_standings,
    standing_json,
)

app = typer.Typer(no_args_is_help=True)

MACHINE_TROUBLE, NOT_DONE = 1, 2

ReasonOption = Annotated[str | None, typer.Option(help="Code of the first fault")]
TopicOption = Annotated[str | None, typer.Option(help="Topic the message was sent to")]
SourceOption = Annotated[str | None, typer.Option(help="Who sent it, by the decoded event")]
SinceOption = Annotated[
    str | None, typer.Option(help="2026-11-23, 2026-11-23T08:30 (UTC), or 90m, 24h, 7d ago")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line")]


@app.callback()
def rejected() -> None:
    """Dead letters: what was refused, why, what became of it, and how to send it again."""


@app.command("list")
def list_letters(
    reason: ReasonOption = None,
    topic: TopicOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: Annotated[int, typer.Option(help="How many, newest first", min=1, max=10_000)] = 50,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List dead letters and how they stand: open, accepted since, refused again."""
    wanted = _filter(reason, topic, source, since)
    with _machine_trouble_is_said():
        reader = LetterReader(_connected(data))
        found = newest(reader, wanted, limit)
    if as_json:
        for standing in found.standings:
            typer.echo(json.dumps(standing_json(standing)))
    else:
        print_standings(found.standings)
    cut = found.total - len(found.standings)
    if cut:
        typer.echo(
            f"{found.total} letters; the {cut} oldest are not shown, see --limit", err=as_json
        )
    elif not as_json:
        typer.echo(f"{found.total} letters")
    if reader.unreadable:
        typer.echo(f"{reader.unreadable} records of {topics.REJECTED} are no letters", err=True)


@app.command()
def show(
    topic: Annotated[str, typer.Argument()],
    partition: Annotated[int, typer.Argument(min=0)],
    offset: Annotated[int, typer.Argument(min=0)],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object")] = False,
    raw: Annotated[
        Path | None, typer.Option(help="File for the message, byte for byte", dir_okay=False)
    ] = None,
    data: DataOption = None,
) -> None:
    """Show one dead letter: every fault, the headers, the event if it can be decoded."""
    place = MessagePlace(topic, partition, offset)
    with _machine_trouble_is_said():
        deployment = _connected(data)
        bootstrap, codecs = deployment.bootstrap, deployment.codecs
        letter = LetterReader(deployment).letter(place)
        if letter is None:
            raise _failed(f"no dead letter about {visible(str(place))}", NOT_DONE)
        (standing,) = standings_of(deployment, [head_of(letter, codecs)])
        if raw is not None:
            _write_raw(raw, bootstrap, letter)
        if as_json:
            typer.echo(json.dumps(letter_json(letter, standing, codecs), default=str))
        else:
            print_letter(Console(), letter, standing, codecs)


@app.command()
def replay(
    topic: Annotated[str | None, typer.Argument(help="One letter: its topic,")] = None,
    partition: Annotated[int | None, typer.Argument(help="partition", min=0)] = None,
    offset: Annotated[int | None, typer.Argument(help="and offset", min=0)] = None,
    reason: ReasonOption = None,
    of_topic: Annotated[str | None, typer.Option("--topic", help="Of this topic")] = None,
    source: SourceOption = None,
    since: SinceOption = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also those accepted or refused again since")
    ] = False,
    limit: Annotated[int, typer.Option(help="At most so many", min=1, max=100_000)] = 10_000,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the answers", min=0)] = 60.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Send refused messages again, as they were, and tell how each is answered.

    Only letters that stand open, unless --again. Sending one twice changes nothing. Exit code 0:
    all were accepted; 1: something is wrong with the machine, or nothing answers; 2: nothing to
    replay, or some were refused again.
    """
    place = _place(topic, partition, offset)
    wanted = _filter(reason, of_topic, source, since, place)
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("nobody can be asked: add --yes or --dry-run", param_hint="--json")
    with _machine_trouble_is_said():
        deployment = _connected(data)
        reader = LetterReader(deployment)
        chosen = select(deployment, reader.heads(wanted), limit, again=again)
        _say_selection(chosen)
        if not chosen.letters:
            raise typer.Exit(NOT_DONE)
        if dry_run:
            for head in chosen.letters:
                typer.echo(json.dumps(head_json(head)) if as_json else line_of(head))
            return
        if not yes and not typer.confirm(f"send {len(chosen.letters)} messages again?"):
            raise typer.Exit(NOT_DONE)
        answers, gone = _replayed(reader, chosen.letters, wait)
    raise typer.Exit(_tell(answers, gone, as_json=as_json))


def _replayed(
    reader: LetterReader, heads: list[LetterHead], wait: float
) -> tuple[list[ReplayAnswer], list[str]]:
    """The answers, and why some could not be sent. Letters are read again, one at a time."""
    gone = []
    left = {head.place for head in heads}
    since = min(head.recorded_millis for head in heads)
    deployment = reader.deployment
    with Originals(deployment.bootstrap) as originals, Replayer(deployment) as replayer:
        for letter in reader.letters(LetterFilter(since_millis=since)):
            if letter.place not in left:
                continue
            left.discard(letter.place)
            try:
                message = originals.of(letter)
            except MessageGone as fault:
                gone.append(str(fault))
                continue
            replayer.send(letter.place, message)
        return replayer.answers(wait), gone


def _tell(answers: list[ReplayAnswer], gone: list[str], *, as_json: bool) -> int:
    """Says how each was answered; the exit code."""
    for answer in answers:
        typer.echo(json.dumps(answer_json(answer)) if as_json else answer_line(answer))
    for why in gone:
        typer.echo(why, err=True)
    unanswered = sum(answer.accepted is None for answer in answers)
    accepted = sum(answer.accepted is True for answer in answers)
    typer.echo(
        f"{len(answers)} sent again: {accepted} accepted, "
        f"{len(answers) - accepted - unanswered} refused again, {unanswered} not answered yet",
        err=as_json,
    )
    if unanswered:
        typer.echo(
            "intake has not answered all in time: see that it runs; nothing is lost, "
            "`rejected list` tells later how they stand",
            err=True,
        )
    if unanswered or gone:
        return MACHINE_TROUBLE
    return 0 if accepted == len(answers) else NOT_DONE


def _say_selection(chosen: Selection) -> None:
    if not chosen.letters:
        typer.echo("nothing to replay", err=True)
    if chosen.settled:
        typer.echo(
            f"{chosen.settled} letters were accepted or refused again since, "
            "and are left out (--again takes them)",
            err=True,
        )
    if chosen.same:
        typer.echo(f"{chosen.same} letters hold a message that is sent already", err=True)
    if chosen.more:
        typer.echo("there may be more than --limit: replay again afterwards", err=True)


def _filter(
    reason: str | None, topic: str | None, source: str | None, since: str | None,
    place: MessagePlace | None = None,
) -> LetterFilter:  # fmt: skip
    if topic is not None and topic not in topics.INPUTS:
        raise typer.BadParameter(f"events come on {', '.join(topics.INPUTS)}", param_hint="--topic")
    try:
        millis = None if since is None else since_millis(since, datetime.now(UTC))
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--since") from fault
    return LetterFilter(reason, topic, source, millis, place)


def _place(topic: str | None, partition: int | None, offset: int | None) -> MessagePlace | None:
    if topic is None:
        return None
    if partition is None or offset is None:
        raise typer.BadParameter("name topic, partition and offset, or none of them")
    return MessagePlace(topic, partition, offset)


def _connected(data: Path | None) -> Deployment:
    """What runs: of a generation beside it nobody is answered."""
    settings = running_settings(data)
    return Deployment(settings.bootstrap, codecs_of(settings.registry_url), settings.names)


@contextmanager
def _machine_trouble_is_said() -> Iterator[None]:
    try:
        yield
    except (KafkaError, RegistryUnavailable, UnknownSchema, OSError) as fault:
        raise _failed(f"{type(fault).__name__}: {fault}") from fault


def _write_raw(file: Path, bootstrap: str, letter: Letter) -> None:
    try:
        with Originals(bootstrap) as originals:
            message = originals.of(letter)
    except MessageGone as fault:
        typer.echo(f"{fault}; the file has what the letter holds", err=True)
        file.write_bytes(letter.value or b"")
        return
    file.write_bytes(message.value or b"")


def _failed(why: str, code: int = MACHINE_TROUBLE) -> typer.Exit:
    Console(stderr=True).print(why, style="red", markup=False)
    return typer.Exit(code)

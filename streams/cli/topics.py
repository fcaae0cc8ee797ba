"""`topics` creates the topics of a deployment; to be run before its workers, and as often again."""

import re
from typing import Annotated

import typer
from kafka.errors import KafkaError

from schemas.settings import Settings
from streams.topics_admin import TopicMismatch, ensure_topics

_BROKER_DECIDES = -1


def topics(
    bootstrap: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Default RIGHTSTREAM_BOOTSTRAP")
    ] = None,
    partitions: Annotated[
        int | None, typer.Option(help="Default RIGHTSTREAM_PARTITIONS", min=1, max=1024)
    ] = None,
    replication: Annotated[
        int, typer.Option(help="Copies of each partition; -1: as the broker is set", min=-1)
    ] = _BROKER_DECIDES,
) -> None:
    """Create the topics that are missing. Those that are there are left as they are.

    Exit code 1 when one has another number of partitions, or the broker refuses or is away.
    """
    if replication == 0:
        raise typer.BadParameter("0 copies are none: name 1 or more", param_hint="--replication")
    settings = Settings()
    broker = bootstrap or settings.bootstrap
    try:
        made = ensure_topics(broker, partitions or settings.partitions, replication, settings.names)
    except (KafkaError, TopicMismatch) as fault:
        typer.echo(f"topics at {broker}: {_said(fault)}", err=True)
        raise typer.Exit(1) from fault
    for name in made:
        typer.echo(f"created {name}")
    if not made:
        typer.echo("all topics are there")


def _said(fault: Exception) -> str:
    """What the broker said, without the request that kafka-python repeats in full."""
    words = dict.fromkeys(re.findall(r"error_message=(?:'([^']+)'|\"([^\"]+)\")", str(fault)))
    said = "; ".join(single or double for single, double in words)
    return f"{type(fault).__name__}: {said}" if said else str(fault)

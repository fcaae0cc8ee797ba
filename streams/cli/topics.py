"""`topics` creates the topics of a deployment; to be run before its workers, and as often again."""

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
    try:
        made = ensure_topics(
            bootstrap or settings.bootstrap, partitions or settings.partitions, replication
        )
    except (KafkaError, TopicMismatch) as fault:
        typer.echo(f"topics at {bootstrap or settings.bootstrap}: {fault}", err=True)
        raise typer.Exit(1) from fault
    for name in made:
        typer.echo(f"created {name}")
    if not made:
        typer.echo("all topics are there")

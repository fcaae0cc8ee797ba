"""`schemas` releases, registers and checks the schemas: the contract with all who send and read."""

import typer

from schemas import topics
from schemas.confluent import ConfluentRegistry, RegistryUnavailable
from schemas.registry import RELEASED, current_schema, subject_of
from schemas.release import Incompatible, incompatibilities, release, released_versions
from schemas.settings import Settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def schemas() -> None:
    """Release, register and check the Avro schemas of all topics."""


@app.command("release")
def release_all() -> None:
    """Freeze the current schemas as the next versions. Exit code 1 if one is not compatible."""
    try:
        changed = release(RELEASED)
    except Incompatible as fault:
        typer.echo(f"nothing is released: {fault}", err=True)
        raise typer.Exit(1) from fault
    for topic in changed:
        typer.echo(f"released {topic} version {len(released_versions(topic, RELEASED))}")
    if not changed:
        typer.echo("nothing has changed since the last release")


@app.command()
def register() -> None:
    """Register the current schemas at RIGHTSTREAM_REGISTRY_URL, each under FULL_TRANSITIVE.

    May be run again at any time. Exit code 1 when the registry refuses one or does not answer.
    """
    url = Settings().registry_url
    if not url:
        typer.echo("RIGHTSTREAM_REGISTRY_URL is not set: it names the registry", err=True)
        raise typer.Exit(2)
    registry = ConfluentRegistry(url)
    try:
        for topic in topics.ALL:
            subject = subject_of(topic)
            # The rule first: the registry then judges also what is registered now.
            registry.require_full_transitive(subject)
            number = registry.register(subject, current_schema(topic))
            typer.echo(f"{subject} has id {number}")
    except (RegistryUnavailable, LookupError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault


@app.command()
def check() -> None:
    """Exit code 1, with the reasons, unless each current schema is released and compatible."""
    reasons = [reason for topic in topics.ALL for reason in _reasons(topic)]
    for reason in reasons:
        typer.echo(reason, err=True)
    if reasons:
        raise typer.Exit(1)
    typer.echo(f"{len(topics.ALL)} schemas are released, and compatible with all their versions")


def _reasons(topic: str) -> list[str]:
    schema, versions = current_schema(topic), released_versions(topic, RELEASED)
    reasons = [
        f"{topic}: version {number}: {fault}"
        for number, version in enumerate(versions, 1)
        for fault in incompatibilities(schema, version)
    ]
    if not versions or versions[-1] != schema:
        reasons.append(f"{topic}: the schema is not released; run `./rightstream schemas release`")
    return reasons

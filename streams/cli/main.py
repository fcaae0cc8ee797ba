"""All commands of ./rightstream."""

import sys

import typer
from rich.console import Console

from streams.local.errors import LocalStackError

from . import (
    demo,
    doctor,
    evidence,
    explain,
    fuzz,
    generate,
    generation,
    imports,
    processes,
    rebuild,
    rejected,
    schemas_command,
    simulate,
    sql,
    tail,
    testing,
    topics,
    torture,
)

app = typer.Typer(
    name="rightstream",
    help="An event pipeline for intellectual-property rights: who owns what, who used it, "
    "who is owed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.command()(demo.demo)
app.command()(processes.up)
app.command(hidden=True)(processes.worker)
app.command(hidden=True)(processes.sink)
app.command(hidden=True)(processes.evidence)
app.command()(rebuild.rebuild)
app.command()(generate.generate)
app.command()(tail.tail)
app.command()(sql.sql)
app.command()(evidence.receipt)
app.command()(evidence.verify)
app.command()(evidence.heads)
app.command()(evidence.consistency)
app.command()(topics.topics)
app.command()(torture.torture)
app.command()(doctor.doctor)
app.command()(simulate.simulate)
app.command(
    name="test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)(testing.test)
app.command()(fuzz.fuzz)
app.add_typer(imports.app, name="import")
app.add_typer(rejected.app, name="rejected")
app.add_typer(explain.app, name="explain")
app.add_typer(generation.app, name="generation")
app.add_typer(schemas_command.app, name="schemas")


def main() -> None:
    """Runs a command; what went wrong on this machine is said in words, with exit code 1."""
    try:
        app()
    except LocalStackError as fault:
        Console(stderr=True).print(str(fault), style="red", markup=False)
        sys.exit(1)

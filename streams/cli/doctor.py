"""`doctor` says whether this machine can run the stack, and how to mend what is missing."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from streams.local.doctor import checks


def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Check Python, packages, Java, Kafka, ports, disk and leftovers. Exit 1 if one is not well."""
    found = checks()
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {"name": one.name, "ok": one.ok, "detail": one.detail, "mend": one.mend}
                    for one in found
                ]
            )
        )
    else:
        table = Table("", "check", "found", "to mend")
        for one in found:
            mark = "[green]ok[/]" if one.ok else "[red]not ok[/]"
            table.add_row(mark, one.name, one.detail, "" if one.ok else one.mend)
        Console().print(table)
    if not all(one.ok for one in found):
        raise typer.Exit(1)

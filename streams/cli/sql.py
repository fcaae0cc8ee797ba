"""`sql` asks the warehouse."""

from typing import Annotated

import typer
from rich.console import Console

from schemas.visible import visible_lines
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.local.running import reading_settings

from .processes import DataOption


def sql(
    statement: Annotated[
        str, typer.Argument(help="One reading statement, for instance SHOW TABLES")
    ],
    data: DataOption = None,
    form: Annotated[
        str, typer.Option("--format", help="PrettyCompactMonoBlock, TSV, CSVWithNames, JSON")
    ] = "PrettyCompactMonoBlock",
) -> None:
    """Run a SELECT on the warehouse: while the stack runs through its sink, else on its folder."""
    settings = reading_settings(data)
    reader = WarehouseReader(settings.data, settings.warehouse, settings.names)
    try:
        # ClickHouse's own tables show what a sender chose as it is.
        answer = reader.text(statement, form)
        typer.echo(visible_lines(answer) if form.startswith("Pretty") else answer, nl=False)
    except (WarehouseError, WarehouseUnavailable) as fault:
        Console(stderr=True).print(str(fault), style="red", markup=False)
        raise typer.Exit(1) from fault

"""`explain` says why: who holds a work on a day and in a place, and by which chain of title."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from processors.days import date_of, day_of
from processors.territories import UnknownTerritory
from processors.usage_territory import usage_territory
from schemas.visible import visible, visible_lines
from sinks.chdb_warehouse import literal
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.local.running import running_settings

from .chain_of_title import Holding, conflicts_of, holdings_of, parked_of, percent, rows
from .processes import DataOption

app = typer.Typer(no_args_is_help=True)


@app.callback()
def explain() -> None:
    """Say why something is as it is, from the results and the events they rest on."""


@app.command("work")
def explain_work(
    work: Annotated[str, typer.Argument(help="For instance work:RS-00000001")],
    at: Annotated[str, typer.Option(help="The day, as 2026-03-07; else today")] = "",
    territory: Annotated[str, typer.Option(help="TIS number or ISO code")] = "Worldwide",
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines")] = False,
    data: DataOption = None,
) -> None:
    """Who holds a work of the running stack, since when, and by which chain of title."""
    name = work if work.startswith("work:") else f"work:{work}"
    try:
        day = day_of(date.fromisoformat(at)) if at else day_of(datetime.now(UTC).date())
        place = usage_territory(territory)
    except (ValueError, UnknownTerritory) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(2) from fault
    settings = running_settings(data)
    reader = WarehouseReader(settings.data, settings.warehouse, settings.names)
    try:
        holdings = holdings_of(reader, settings, name, day, place)
        conflicts = conflicts_of(reader, name, day, place)
        defective = rows(
            reader,
            "SELECT detail, value FROM anomalies WHERE kind = 'DefectiveAssignment' "
            f"AND subject = {literal(name)} ORDER BY detail",
        )
        parked = parked_of(reader, name)
    except (WarehouseError, WarehouseUnavailable, TimeoutError) as fault:
        Console(stderr=True).print(str(fault), style="red", markup=False)
        raise typer.Exit(1) from fault
    if as_json:
        told = {"work": name, "holdings": [asdict(one) for one in holdings]}
        told |= {"conflicts": conflicts, "defective": [row["detail"] for row in defective]}
        told |= {"parked": parked}
        typer.echo(json.dumps(told))
        return
    console = Console()
    if not holdings:
        console.print(
            f"Nobody has registered a right in {visible(name)} for {date_of(day)}, {territory}.",
            markup=False,
        )
    for holding in holdings:
        console.print(_table(name, holding))
    for row in conflicts:
        console.print(visible(_conflict(row)), markup=False)
    for row in defective:
        console.print(
            f"Without effect, at least in part: assignment {visible(row['detail'])}, "
            f"{percent(int(row['value']))}: its assignor does not hold that much.",
            markup=False,
        )
    for row in parked:
        console.print(_parked(row), markup=False)


def _parked(row: dict[str, Any]) -> str:
    revision = f" revision {row['revision']}" if row["revision"] else ""
    refused = f"{row['refused_event_id'] or 'an event'} ({row['refused_object_id']}"
    refused += f" revision {row['refused_revision']})" if row["refused_revision"] else ")"
    more = f" and {row['waits_for'] - 1} more" if row["waits_for"] > 1 else ""
    place = f"{row['refused_topic']} {row['refused_partition']}/{row['refused_offset']}"
    return (
        f"Parked: {row['event_kind']} {row['event_id']} of {row['source']}, {row['object_id']}"
        f"{revision}. It waits until {refused}{more} of the same source is mended, which was "
        f"refused for {', '.join(row['refused_reasons'])}: {place}."
    )


def _conflict(row: dict[str, Any]) -> str:
    claims = ", ".join(
        f"{party} {percent(share)} ({registration} of {source})"
        for source, registration, party, share in zip(
            row["sources"], row["registration_ids"], row["parties"], row["shares_ppm"], strict=True
        )
    )
    grade = "" if row["grade"] == "None" else f" ({row['grade'].lower()})"
    return (
        f"{row['conflict']}{grade}, {row['right_name']} in {row['territories']}: {claims}. "
        f"To answer: {', '.join(row['must_answer'])}."
    )


def _standing(holding: Holding) -> str:
    grade = "" if holding.grade == "None" else f" ({holding.grade.lower()})"
    rest = f", {percent(holding.unclaimed_ppm)} unclaimed" if holding.unclaimed_ppm else ""
    return f"{holding.status}{grade}{rest}, {'payable' if holding.payable else 'held'}"


def _table(work: str, holding: Holding) -> Table:
    until = "" if holding.until_day is None else f" until {date_of(holding.until_day)}"
    shares = ", ".join(f"{who} {percent(share)}" for who, share in holding.shares_ppm.items())
    table = Table(
        title=Text(
            f"{work}, {holding.right}: {_standing(holding)}\n{shares}\nin {holding.territories} "
            f"from {date_of(holding.from_day)}{until}"
        ),
        title_justify="left",
    )
    for heading in ("recorded", "source", "event", "says"):
        table.add_column(heading)
    for link in holding.chain:
        # As texts: a bracket in a name is no markup.
        said = (link.recorded, link.source, link.event_id)
        table.add_row(
            *(Text(visible(one)) for one in said), Text(visible_lines("\n".join(link.says)))
        )
    return table

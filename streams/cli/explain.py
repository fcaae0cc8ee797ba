"""`explain` says why: who holds a work on a day and in a place, and by which chain of title."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from kafka import KafkaConsumer
from kafka.structs import TopicPartition
from rich.console import Console
from rich.table import Table

from processors.days import FOREVER, date_of, day_of
from processors.registration import territories_of
from processors.territories import TerritorySet, UnknownTerritory, from_text
from processors.usage_territory import usage_territory
from schemas import topics
from schemas.codecs import codecs_of
from schemas.settings import Settings
from sinks.chdb_warehouse import literal
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.local.running import running_settings

from .processes import DataOption

app = typer.Typer(no_args_is_help=True)
_READ_MILLIS = 10_000


@app.callback()
def explain() -> None:
    """Say why something is as it is, from the results and the events they rest on."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One right of a work at one instant and place. `chain` is what it rests on, in order of the
    record; `territories` and days are those of the whole segment."""

    right: str
    status: str
    shares_ppm: dict[str, int]
    territories: str
    from_day: int
    until_day: int | None
    chain: list["Link"]


@dataclass(frozen=True, slots=True)
class Link:
    """What one event of the chain says of the right then and there."""

    recorded: str
    source: str
    event_id: str
    says: list[str]


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
    reader = WarehouseReader(settings.data, settings.warehouse)
    try:
        holdings = holdings_of(reader, settings, name, day, place)
        defective = _rows(
            reader,
            "SELECT detail, value FROM anomalies WHERE kind = 'DefectiveAssignment' "
            f"AND subject = {literal(name)} ORDER BY detail",
        )
    except (WarehouseError, WarehouseUnavailable) as fault:
        Console(stderr=True).print(str(fault), style="red", markup=False)
        raise typer.Exit(1) from fault
    if as_json:
        told = {"work": name, "holdings": [asdict(one) for one in holdings]}
        typer.echo(json.dumps({**told, "defective": [row["detail"] for row in defective]}))
        return
    console = Console()
    if not holdings:
        console.print(f"Nobody has registered a right in {name} for {date_of(day)}, {territory}.")
    for holding in holdings:
        console.print(_table(name, holding))
    for row in defective:
        console.print(
            f"Without effect, at least in part: assignment {row['detail']}, "
            f"{_percent(int(row['value']))}: its assignor does not hold that much.",
            markup=False,
        )


def holdings_of(
    reader: WarehouseReader, settings: Settings, work: str, day: int, place: TerritorySet
) -> list[Holding]:
    """What is held on that day, in any part of the place. Blocks on warehouse and broker."""
    segments = [
        row
        for row in _rows(
            reader,
            "SELECT right_name, territories, from_day, until_day, status, holders, shares_ppm, "
            f"facts FROM ownership WHERE work = {literal(work)} "
            "ORDER BY right_name, from_day, territories",
        )
        if row["from_day"] <= day < row["until_day"] and from_text(row["territories"]) & place
    ]
    events = _events(reader, settings, {fact for row in segments for fact in row["facts"]}, work)
    return [
        Holding(
            row["right_name"],
            row["status"],
            dict(zip(row["holders"], row["shares_ppm"], strict=True)),
            row["territories"],
            row["from_day"],
            row["until_day"] if row["until_day"] < FOREVER else None,
            [
                _link(event, at, row["right_name"], day, from_text(row["territories"]))
                for event, at in events
                if event["event_id"] in row["facts"]
            ],
        )
        for row in segments
    ]


def _rows(reader: WarehouseReader, statement: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(reader.text(statement, "JSON"))["data"]
    return rows


def _events(
    reader: WarehouseReader, settings: Settings, facts: Iterable[str], work: str
) -> list[tuple[dict[str, Any], int]]:
    """Events of these ids about the work, each with the instant (millis) it was recorded at, in
    order of the record: receipts say where they lie."""
    named = ", ".join(literal(fact) for fact in sorted(facts)) or "''"
    places = _rows(
        reader,
        "SELECT DISTINCT topic, kafka_partition, kafka_offset FROM receipts "
        f"WHERE event_id IN ({named}) AND accepted = 1 "
        f"AND topic IN ({literal(topics.REGISTRATIONS)}, {literal(topics.TRADES)})",
    )
    codecs = codecs_of(settings.registry_url)
    consumer = KafkaConsumer(
        bootstrap_servers=settings.bootstrap,
        enable_auto_commit=False,
        consumer_timeout_ms=_READ_MILLIS,
    )
    found = []
    try:
        for place in places:
            partition = TopicPartition(place["topic"], place["kafka_partition"])
            consumer.assign([partition])
            consumer.seek(partition, int(place["kafka_offset"]))
            record = next(consumer, None)
            if record is None:
                raise TimeoutError(
                    f"nothing to read at {partition}, offset {place['kafka_offset']}"
                )
            event = codecs.decode(record.topic, record.value)
            if event["body"][1].get("work") == work:
                found.append((record.timestamp, record.partition, record.offset, event))
    finally:
        consumer.close()
    found.sort(key=lambda one: one[:3])
    return [(event, millis) for millis, _, _, event in found]


def _link(event: dict[str, Any], millis: int, right: str, day: int, segment: TerritorySet) -> Link:
    def speaks(terms: dict[str, Any]) -> bool:
        until = FOREVER if terms["until_day"] is None else terms["until_day"]
        here = bool(territories_of(terms["territories"]) & segment)
        return terms["from_day"] <= day < until and here

    body = event["body"][1]
    if "claims" in body:
        says = [
            f"{claim['party']} claims {_percent(claim['share_ppm'])} {_span(claim)}"
            for claim in body["claims"]
            if claim["right"] == right and speaks(claim)
        ]
    else:
        given = f"{body['assignor']} gives {body['assignee']} {_percent(body['share_ppm'])}"
        says = [f"{given} {_span(body)}, {body['conveyance']}"]
    recorded = datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="seconds")
    return Link(recorded, event["source"], event["event_id"], says)


def _percent(share_ppm: int) -> str:
    return f"{Decimal(share_ppm).scaleb(-4).normalize():f} %"


def _span(terms: dict[str, Any]) -> str:
    ground = str(territories_of(terms["territories"]))
    until = "" if terms["until_day"] is None else f" until {date_of(terms['until_day'])}"
    return f"in {ground} from {date_of(terms['from_day'])}{until}"


def _table(work: str, holding: Holding) -> Table:
    until = "" if holding.until_day is None else f" until {date_of(holding.until_day)}"
    shares = ", ".join(f"{who} {_percent(share)}" for who, share in holding.shares_ppm.items())
    table = Table(
        title=f"{work}, {holding.right}: {holding.status}\n{shares}\nin {holding.territories} "
        f"from {date_of(holding.from_day)}{until}",
        title_justify="left",
    )
    for heading in ("recorded", "source", "event", "says"):
        table.add_column(heading)
    for link in holding.chain:
        table.add_row(link.recorded, link.source, link.event_id, "\n".join(link.says))
    return table

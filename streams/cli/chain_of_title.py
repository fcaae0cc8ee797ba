"""What is held in a work on a day and in a place, with the events it rests on, out of warehouse and
broker."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from processors.days import date_of, stated_until, until_of
from processors.registration import territories_of
from processors.territories import TerritorySet, from_text
from schemas import topics
from schemas.codecs import codecs_of
from schemas.settings import Settings
from sinks.chdb_warehouse import literal
from sinks.reading import WarehouseReader

_READ_MILLIS = 10_000


@dataclass(frozen=True, slots=True)
class Holding:
    """One right of a work at one instant and place. `chain` is what it rests on, in order of the
    record; `territories` and days are those of the whole segment."""

    right: str
    status: str
    grade: str
    payable: bool
    unclaimed_ppm: int
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


def holdings_of(
    reader: WarehouseReader, settings: Settings, work: str, day: int, place: TerritorySet
) -> list[Holding]:
    """What is held on that day, in any part of the place. Blocks on warehouse and broker."""
    segments = [
        row
        for row in rows(
            reader,
            "SELECT right_name, territories, from_day, until_day, status, grade, payable, "
            "unclaimed_ppm, holders, shares_ppm, facts FROM ownership "
            f"WHERE work = {literal(work)} "
            "ORDER BY right_name, from_day, territories",
        )
        if row["from_day"] <= day < row["until_day"] and from_text(row["territories"]) & place
    ]
    events = _events(reader, settings, {fact for row in segments for fact in row["facts"]}, work)
    return [
        Holding(
            row["right_name"],
            row["status"],
            row["grade"],
            bool(row["payable"]),
            row["unclaimed_ppm"],
            dict(zip(row["holders"], row["shares_ppm"], strict=True)),
            row["territories"],
            row["from_day"],
            stated_until(row["until_day"]),
            [
                _link(event, at, row["right_name"], day, from_text(row["territories"]))
                for event, at in events
                if event["event_id"] in row["facts"]
            ],
        )
        for row in segments
    ]


def conflicts_of(
    reader: WarehouseReader, work: str, day: int, place: TerritorySet
) -> list[dict[str, Any]]:
    """Claims that stand against one another on that day, in any part of the place."""
    found = rows(
        reader,
        "SELECT conflict, grade, right_name, territories, from_day, until_day, sources, "
        "registration_ids, parties, shares_ppm, must_answer FROM conflicts "
        f"WHERE work = {literal(work)} ORDER BY right_name, conflict, from_day, territories",
    )
    return [
        row
        for row in found
        if row["from_day"] <= day < row["until_day"] and from_text(row["territories"]) & place
    ]


def parked_of(reader: WarehouseReader, work: str) -> list[dict[str, Any]]:
    """What waits for refused events, of any day and place, in order of the record."""
    found = rows(
        reader,
        "SELECT source, event_id, event_kind, object_id, revision, toString(recorded_at) AS "
        "recorded_at, refused_event_id, refused_object_id, refused_revision, refused_topic, "
        "refused_partition, refused_offset, refused_reasons, waits_for FROM parked "
        f"WHERE work = {literal(work)} ORDER BY recorded_at, source, event_id",
    )
    for row in found:
        row["refused_offset"] = int(row["refused_offset"])
    return found


def rows(reader: WarehouseReader, statement: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(reader.text(statement, "JSON"))["data"]
    return found


def _events(
    reader: WarehouseReader, settings: Settings, facts: Iterable[str], work: str
) -> list[tuple[dict[str, Any], int]]:
    """Events of these ids about the work, each with the instant (millis) it was recorded at, in
    order of the record: receipts say where they lie."""
    named = ", ".join(literal(fact) for fact in sorted(facts)) or "''"
    places = rows(
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
        here = bool(territories_of(terms["territories"]) & segment)
        return terms["from_day"] <= day < until_of(terms["until_day"]) and here

    body = event["body"][1]
    if "outcome" in body:
        number = f", {body['reference']}" if body["reference"] else ""
        says = [f"{body['outcome']}: {body['registration_id']} {span(body)}{number}"]
    elif "claims" in body:
        says = [
            f"{claim['party']} claims {percent(claim['share_ppm'])} {span(claim)}"
            for claim in body["claims"]
            if claim["right"] == right and speaks(claim)
        ]
    else:
        given = f"{body['assignor']} gives {body['assignee']} {percent(body['share_ppm'])}"
        says = [f"{given} {span(body)}, {body['conveyance']}"]
    recorded = datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="seconds")
    return Link(recorded, event["source"], event["event_id"], says)


def percent(share_ppm: int) -> str:
    """Parts per million for people."""
    return f"{Decimal(share_ppm).scaleb(-4).normalize():f} %"


def span(terms: dict[str, Any]) -> str:
    ground = str(territories_of(terms["territories"]))
    until = "" if terms["until_day"] is None else f" until {date_of(terms['until_day'])}"
    return f"in {ground} from {date_of(terms['from_day'])}{until}"

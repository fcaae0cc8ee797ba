"""`tail` shows the last records of a topic, decoded."""

import json
from typing import Annotated, Any

import typer
from kafka import KafkaConsumer
from kafka.structs import TopicPartition
from rich.console import Console
from rich.pretty import Pretty

from schemas import topics
from schemas.codecs import codecs_of
from schemas.packed import split_names, unpack
from schemas.wire import WireFault
from streams.local.running import running_settings

from .processes import DataOption

_NAMES = frozenset({"subjects", "holders", "licences"})


def tail(
    topic: Annotated[str, typer.Argument(help="For instance ipr.accruals")],
    last: Annotated[int, typer.Option(help="How many records", min=1, max=100_000)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
    data: DataOption = None,
) -> None:
    """Decode the last records of a topic of the running stack."""
    console = Console()
    if topic not in topics.ALL:
        typer.echo(f"no topic {topic}; there are: {', '.join(topics.ALL)}", err=True)
        raise typer.Exit(2)
    settings = running_settings(data)
    codecs = codecs_of(settings.registry_url)
    for record in last_records(settings.bootstrap, settings.names.topic(topic), last):
        try:
            value: Any = readable(codecs.decode(topic, record.value))
        except WireFault as fault:
            value = {
                "undecodable": fault.code,
                "why": str(fault),
                "bytes": len(record.value or b""),
            }
        shown = {
            "topic": topic,
            "partition": record.partition,
            "offset": record.offset,
            "timestamp": record.timestamp,
            "key": (record.key or b"").decode("utf-8", "replace"),
            "value": value,
        }
        if as_json:
            typer.echo(json.dumps(shown, default=str))
        else:
            console.print(Pretty(shown, max_length=20, max_string=120))


def last_records(bootstrap: str, topic: str, count: int) -> list[Any]:
    """The `count` newest records over all partitions, oldest first. Blocks on the broker."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        numbers = consumer.partitions_for_topic(topic) or set()
        places = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(places)
        begins, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
        for place in places:
            consumer.seek(place, max(begins[place], ends[place] - count))
        found: list[Any] = []
        while any(consumer.position(place) < ends[place] for place in places):
            for records in consumer.poll(timeout_ms=500).values():
                found.extend(records)
        found.sort(key=lambda record: (record.timestamp, record.partition, record.offset))
        return found[-count:]
    finally:
        consumer.close()


def readable(value: Any, name: str = "") -> Any:
    """Packed columns as lists, dictionaries as names, other bytes as text or hex."""
    if isinstance(value, dict):
        return {key: readable(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [readable(part) for part in value]
    if isinstance(value, tuple):
        return {"type": value[0], **readable(value[1])}
    if isinstance(value, bytes):
        if name in _NAMES:
            return split_names(value)
        if name in ("value", "key", "digest", "message", "evidence_hash"):
            return value.hex()
        return unpack(value).tolist()
    return value

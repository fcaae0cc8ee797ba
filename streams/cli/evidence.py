"""`receipt`, `heads` and `consistency` take evidence out; `verify` checks it, with no network."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from kafka import KafkaConsumer
from kafka.structs import TopicPartition
from rich.console import Console
from rich.table import Column, Table

from processors.evidence.documents import (
    ConsistencyDocument,
    EvidenceDocument,
    head_json,
    read_document,
)
from processors.evidence.json_fields import MAX_DOCUMENT_BYTES, BadDocument
from schemas.wire import MAX_MESSAGE_BYTES
from sinks.evidence import EvidenceReader, NoEvidence
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.evidence.key_file import KeyUnusable, read_public_key
from streams.local.running import reading_settings, running_settings

from .processes import DataOption

OutOption = Annotated[Path | None, typer.Option("-o", "--out", help="File to write; else shown")]
INVALID = 2
_READ_MILLIS = 10_000


def receipt(
    event_id: Annotated[str, typer.Argument(help="The id its sender gave the event")],
    source: Annotated[str | None, typer.Option(help="Who sent it, where two used one id")] = None,
    out: OutOption = None,
    message: Annotated[
        Path | None, typer.Option(help="File for the message itself, as it lies on its topic")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write the proof that an accepted registration or trade is in the log, as JSON."""
    try:
        found = _reader(data).receipts(event_id, source)
    except (WarehouseError, WarehouseUnavailable) as fault:
        raise _failed(fault) from fault
    sources = sorted({one.leaf.source for one in found})
    if not found:
        raise _failed(
            f"no evidence for event {event_id!r}: it was not accepted, is no registration or "
            "trade, or its head is not signed yet"
        )
    if len(sources) > 1:
        raise _failed(f"sent by {', '.join(sources)}: choose one with --source", INVALID)
    if len(found) > 1:
        typer.echo(f"sent {len(found)} times; this is the first recorded", err=True)
    if message is not None:
        try:
            message.write_bytes(_message(found[0], data))
        except (TimeoutError, OSError) as fault:
            raise _failed(fault) from fault
    _write(found[0].to_json(), out)


def heads(
    last: Annotated[int, typer.Option(help="How many, newest", min=1, max=100_000)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
    data: DataOption = None,
) -> None:
    """List the signed heads of the log."""
    try:
        found = _reader(data).heads(last)
    except (WarehouseError, WarehouseUnavailable) as fault:
        raise _failed(fault) from fault
    if as_json:
        for one in found:
            typer.echo(json.dumps(head_json(one)))
        return
    table = Table("leaves", "recorded before", "", Column("root", overflow="fold"))
    for one in found:
        head = one.head
        table.add_row(
            f"{head.tree_size:,}", _instant(head.boundary_millis), "daily" if head.daily else "",
            head.root.hex(),
        )  # fmt: skip
    Console().print(table)


def consistency(
    old: Annotated[int, typer.Argument(help="Leaves of the older head", min=1)],
    new: Annotated[int, typer.Argument(help="Leaves of the newer head", min=1)],
    out: OutOption = None,
    data: DataOption = None,
) -> None:
    """Write the proof that the log of one head is a prefix of that of a later one, as JSON."""
    try:
        document = _reader(data).consistency(old, new)
    except (NoEvidence, WarehouseError, WarehouseUnavailable) as fault:
        raise _failed(fault) from fault
    _write(document.to_json(), out)


def verify(
    document: Annotated[Path, typer.Argument(help="A receipt or a consistency proof")],
    key: Annotated[
        Path | None, typer.Option(help="PEM file of the log's public key, from its operator")
    ] = None,
    message: Annotated[
        Path | None, typer.Option(help="The message as it was sent, byte for byte")
    ] = None,
) -> None:
    """Check a receipt or a proof, offline. Exit code 0 when it is valid, 2 when it is not."""
    try:
        public_key = None if key is None else read_public_key(key)
        found = read_document(_bytes(document, MAX_DOCUMENT_BYTES))
        sent = None if message is None else _bytes(message, MAX_MESSAGE_BYTES)
    except (BadDocument, KeyUnusable, OSError) as fault:
        raise _invalid(fault.faults if isinstance(fault, BadDocument) else [str(fault)]) from fault
    if isinstance(found, ConsistencyDocument):
        if sent is not None:
            raise _invalid(["--message: a consistency proof is about no message"])
        faults, said = found.faults(public_key), _said_of_proof(found)
    else:
        faults, said = found.faults(public_key, sent), _said_of_receipt(found, sent is not None)
    if faults:
        raise _invalid(faults)
    for line in ("valid", *said):
        typer.echo(line)
    if public_key is None:
        typer.echo(
            "The key was NOT checked independently: it is the one in the file. Get the log's "
            "public key from its operator and name it with --key."
        )


def _said_of_receipt(found: EvidenceDocument, with_message: bool) -> list[str]:
    leaf, head = found.leaf, found.signed.head
    digest = leaf.content_sha256.hex()
    content = (
        f"the message given is the one (SHA-256 {digest})"
        if with_message
        else f"the message has the SHA-256 {digest}; it was not given"
    )
    return [
        f"  {leaf.event_type} {leaf.event_id!r} of {leaf.source!r} about {leaf.subject!r}",
        f"  recorded {_instant(leaf.recorded_millis)} at {leaf.topic!r}, partition "
        f"{leaf.partition}, offset {leaf.offset}",
        f"  leaf {found.index} of the log of {head.tree_size} leaves recorded before "
        f"{_instant(head.boundary_millis)}",
        f"  log {found.signed.log_id.hex()}",
        f"  {content}",
    ]


def _said_of_proof(found: ConsistencyDocument) -> list[str]:
    old, new = found.old.head, found.new.head
    return [
        f"  the {old.tree_size} leaves recorded before {_instant(old.boundary_millis)} are the "
        f"first of the {new.tree_size} recorded before {_instant(new.boundary_millis)}",
        f"  log {found.new.log_id.hex()}",
    ]


def _reader(data: Path | None) -> EvidenceReader:
    settings = reading_settings(data)
    reader = WarehouseReader(settings.data, settings.warehouse, settings.names)
    return EvidenceReader(reader.text)


def _message(found: EvidenceDocument, data: Path | None) -> bytes:
    """The message a receipt is about. Raises TimeoutError when the broker does not give it."""
    leaf = found.leaf
    consumer = KafkaConsumer(
        bootstrap_servers=running_settings(data).bootstrap,
        enable_auto_commit=False,
        consumer_timeout_ms=_READ_MILLIS,
    )
    try:
        place = TopicPartition(leaf.topic, leaf.partition)
        consumer.assign([place])
        consumer.seek(place, leaf.offset)
        record = next(consumer, None)
        if record is None or record.offset != leaf.offset:
            raise TimeoutError(f"no message at {place}, offset {leaf.offset}")
        return bytes(record.value)
    finally:
        consumer.close()


def _bytes(file: Path, most: int) -> bytes:
    """At most one byte more than allowed: whoever checks then sees that it is too long."""
    with file.open("rb") as opened:
        return opened.read(most + 1)


def _write(document: dict[str, Any], out: Path | None) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def _instant(millis: int) -> str:
    try:
        instant = datetime.fromtimestamp(millis / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return f"{millis} ms after 1970"
    return instant.isoformat(timespec="milliseconds")


def _failed(why: object, code: int = 1) -> typer.Exit:
    Console(stderr=True).print(str(why), style="red", markup=False)
    return typer.Exit(code)


def _invalid(faults: list[str]) -> typer.Exit:
    typer.echo("NOT valid", err=True)
    for fault in faults:
        typer.echo(f"  {fault}", err=True)
    return typer.Exit(INVALID)

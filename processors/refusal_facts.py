"""What is told of a refused event about title, so that what builds on it can wait for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas import topics
from schemas.identifiers import IdentifierFault, parse

from . import limits
from .facts_state import fact_record
from .faults import Faults
from .joined import joined
from .outputs import Output
from .ownership.refused import ASSIGNMENT, DECISION, FAMILIES
from .partitioning import partition_of
from .reports import RecordedAt
from .validation.common import WORKS, check_text


def refusal_facts(
    topic: str, at: RecordedAt, event: Mapping[str, Any], reasons: Sequence[str], partitions: int
) -> Iterator[Output]:
    """For the partition of the work, or for all: a withdrawal of a trade does not name its work.

    The message in it is empty: a worker of a release that does not know of refused events stops at
    it, and does not take the event for an accepted one.
    """
    record = refusal_record(event, reasons)
    if record is None:
        return
    key = joined("|", topic, at.partition, at.offset).encode()
    body = {"topic": topic, "message": b"", "refused": record}
    fact = fact_record(at, "rightstream.facts.RecordedEvent", body)
    work = record["work"]
    for home in (partition_of(work, partitions),) if work else range(partitions):
        yield Output(topics.FACTS, key, fact, home)


def refusal_record(event: Mapping[str, Any], reasons: Sequence[str]) -> dict[str, Any] | None:
    """OwnershipRefused of a refused event, with the codes of its faults.

    None if it says nothing of title, or is too broken to say who would have to mend what: no source
    or no work that could be accepted, or neither an event id nor an id of what it revises.
    """
    kind, body = event["body"][0].rpartition(".")[2], event["body"][1]
    family = FAMILIES.get(kind)
    if family is None or not _sound(event["source"], limits.MAX_REPORT_ID):
        return None
    event_id = event["event_id"] if _sound(event["event_id"], limits.MAX_REPORT_ID) else ""
    object_source = body["registration_source"] if family == DECISION else ""
    object_id = body[_object_name(kind)]
    if not _sound(object_id) or (object_source and not _sound(object_source)):
        object_source = object_id = ""
    names_no_work = kind == "TradeWithdrawn"
    work = "" if names_no_work else _work_meant(body["work"])
    if not (object_id if names_no_work else work and (event_id or object_id)):
        return None
    return {
        "source": event["source"],
        "event_id": event_id,
        "kind": kind,
        "object_source": object_source,
        "object_id": object_id,
        "revision": body.get("revision", 0),
        "work": work,
        "reasons": list(reasons),
    }


def _object_name(kind: str) -> str:
    if kind == "TradeWithdrawn":
        return "trade_id"
    return "assignment_id" if FAMILIES[kind] == ASSIGNMENT else "registration_id"


def _sound(text: str, most: int = limits.MAX_TEXT) -> bool:
    """Whether an accepted event could have it."""
    faults = Faults()
    check_text("", text, faults, most=most, empty_allowed=False)
    return not faults


def _work_meant(text: str) -> str:
    """The work in its canonical form; empty if the text is none."""
    try:
        work = parse(text)
    except IdentifierFault:
        return ""
    return str(work) if work.namespace in WORKS else ""

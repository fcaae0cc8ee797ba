"""Dead letters and answers in lines, for people and for machines."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from streams.rejected.letter import LetterHead
from streams.rejected.replay import ReplayAnswer
from streams.rejected.standing import Standing
from streams.rejected.visible import visible

_SHOWN = 120


def print_standings(standings: list[Standing]) -> None:
    table = Table(
        "recorded", Column("message", overflow="fold"), "reason", "from", "event", "lines", "state"
    )
    for standing in standings:
        head = standing.head
        again = f" ({standing.refusals} times)" if standing.refusals else ""
        table.add_row(
            _instant(head.recorded_millis),
            str(head.place),
            visible(head.reason),
            visible(head.source, _SHOWN),
            visible(f"{head.event_type} {head.event_id}".strip(), _SHOWN),
            str(head.lines),
            f"{standing.state.value}{again}",
        )
    Console(markup=False).print(table)


def line_of(head: LetterHead) -> str:
    who = f" from {visible(head.source, _SHOWN)}" if head.source else ""
    return f"{head.place}{who}: {visible(head.first_fault or head.reason)}"


def answer_line(answer: ReplayAnswer) -> str:
    said = {True: "accepted", False: "refused again", None: "not answered yet"}[answer.accepted]
    why = f": {visible(', '.join(answer.reasons))}" if answer.reasons else ""
    copied = " from its letter (the topic no longer has it)" if answer.copied else ""
    return f"{answer.letter} sent again{copied} as {answer.place}: {said}{why}"


def head_json(head: LetterHead) -> dict[str, Any]:
    return {
        "topic": head.place.topic,
        "partition": head.place.partition,
        "offset": head.place.offset,
        "recorded_at": _instant(head.recorded_millis),
        "reason": head.reason,
        "first_fault": head.first_fault,
        "faults": head.fault_count,
        "lines": head.lines,
        "bytes_kept": head.bytes_kept,
        "whole": head.whole,
        "source": head.source,
        "event_id": head.event_id,
        "event_type": head.event_type,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    at = standing.accepted_at
    return {
        **head_json(standing.head),
        "state": standing.state.value,
        "refusals_since": standing.refusals,
        "accepted_as": None if at is None else str(at),
    }


def answer_json(answer: ReplayAnswer) -> dict[str, Any]:
    return {
        "letter": str(answer.letter),
        "sent_as": str(answer.place),
        "accepted": answer.accepted,
        "reasons": list(answer.reasons),
        "from_letter": answer.copied,
    }


def _instant(millis: int) -> str:
    return datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds")

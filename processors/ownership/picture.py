"""The whole ownership picture of a work as one record, for subscribers."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from processors import limits
from processors.days import stated_until
from processors.rights_of_use import RIGHTS

from .conflicts import Conflict
from .parking import ParkedEvent, Parking
from .segments import Ownership, OwnershipSegment, fact_runs
from .shares import OwnershipStatus

_MOST_PPM: Final = 2**31 - 1
"""What the record can hold; a share above it is a data fault anyway."""

_WORDS: Final = {
    "Clear": ("Clear", "None"),
    "Underclaimed": ("Underclaimed", "None"),
    "MinorOverclaim": ("Overclaimed", "Minor"),
    "MajorOverclaim": ("Overclaimed", "Major"),
    "DataFault": ("DataFault", "None"),
}
"""Status and grade, by the engine's word. Strings: an enum member is slow to look up by."""

assert _WORDS.keys() == {status.value for status in OwnershipStatus}


def ownership_record(
    work: str, ownership: Ownership, parking: Parking, version: int
) -> dict[str, Any]:
    """OwnershipPicture of a work; title and kind are those of its first registration in force.

    Segments and conflicts beyond MAX_PICTURE_ENTRIES and parked events beyond MAX_PARKED_TOLD are
    left out, and the record says so: what a few senders can make large must still fit a message.
    """
    in_force = [one.registration for one in ownership.statements]
    segments = list(_bounded(map(_segment, ownership.segments)))
    conflicts = list(_bounded(map(_conflict, ownership.conflicts)))
    disputed = {
        share.statement for one in ownership.conflicts[: len(conflicts)] for share in one.stated
    }
    return {
        "work": work,
        "version": version,
        "kind": in_force[0].kind if in_force else "Other",
        "title": in_force[0].title if in_force else "",
        "references": sorted({reference for one in in_force for reference in one.references}),
        "segments": segments,
        "fact_ids": list(ownership.fact_ids),
        "registrations": [
            {
                "source": one.source,
                "registration_id": one.registration_id,
                "revision": one.revision,
                "payable": number not in disputed,
            }
            for number, one in enumerate(in_force)
        ],
        "conflicts": conflicts,
        "complete": len(segments) == len(ownership.segments)
        and len(conflicts) == len(ownership.conflicts)
        and len(parking.parked) <= limits.MAX_PARKED_TOLD,
        "parked": [_parked(one) for one in parking.parked[: limits.MAX_PARKED_TOLD]],
        "parked_events": len(parking.parked),
        "overrun_sources": sorted(parking.overrun),
    }


def _parked(one: ParkedEvent) -> dict[str, Any]:
    behind = one.behind
    return {
        "source": one.source,
        "event_id": one.event_id,
        "kind": one.kind,
        "object_id": one.object_id,
        "revision": one.revision,
        "recorded_at": one.recorded_at.millis,
        "refused_event_id": behind.event_id,
        "refused_object_id": behind.about.object_id,
        "refused_revision": behind.revision,
        "refused_topic": behind.topic,
        "refused_partition": behind.recorded_at.partition,
        "refused_offset": behind.recorded_at.offset,
        "refused_reasons": list(behind.reasons),
        "waits_for": one.waits_for,
    }


def _bounded(records: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """As many as have no more entries together than a picture may have."""
    left = limits.MAX_PICTURE_ENTRIES
    for entries, record in records:
        left -= entries
        if left < 0:
            return
        yield record


def _segment(segment: OwnershipSegment) -> tuple[int, dict[str, Any]]:
    status, grade = _WORDS[segment.status.value]
    runs = fact_runs(segment.rests_on)
    return len(runs) + len(segment.shares) + 1, {
        "right": RIGHTS[segment.right],
        "territories": str(segment.territories),
        "from_day": segment.from_day,
        "until_day": stated_until(segment.until_day),
        "status": status,
        "grade": grade,
        "payable": segment.status.payable,
        "unclaimed_ppm": segment.unclaimed_ppm,
        "holders": [holder for holder, _ in segment.shares],
        "shares_ppm": [min(share, _MOST_PPM) for _, share in segment.shares],
        "facts": [],
        "fact_runs": runs,
    }


def _conflict(conflict: Conflict) -> tuple[int, dict[str, Any]]:
    stated = conflict.stated
    registrations = [conflict.at.statements[one.statement].registration for one in stated]
    grade = "None" if conflict.status is None else _WORDS[conflict.status.value][1]
    return len(stated) + 1, {
        "kind": conflict.kind.value,
        "grade": grade,
        "right": RIGHTS[conflict.right],
        "territories": str(conflict.territories),
        "from_day": conflict.from_day,
        "until_day": stated_until(conflict.until_day),
        "sources": [one.source for one in registrations],
        "registration_ids": [one.registration_id for one in registrations],
        "parties": [one.party for one in stated],
        "shares_ppm": [min(one.share_ppm, _MOST_PPM) for one in stated],
        "must_answer": sorted({one.registration.source for one in conflict.must_answer}),
    }

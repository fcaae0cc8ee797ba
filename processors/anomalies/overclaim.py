"""Claims in conflict: what adds up to more than the whole, and late additions not applied."""

from collections.abc import Iterator

from processors.days import FOREVER
from processors.ownership.conflicts import ConflictKind
from processors.ownership.segments import Ownership
from processors.ownership.shares import WHOLE_PPM
from processors.rights_of_use import RIGHTS

from .row import Anomaly


def overclaims(work: str, ownership: Ownership) -> Iterator[Anomaly]:
    for segment in ownership.segments:
        if segment.status.in_conflict:
            yield Anomaly(
                "Overclaim",
                work,
                "",
                "",
                f"{RIGHTS[segment.right]} {segment.territories} from {segment.from_day}",
                segment.from_day,
                min(segment.until_day, FOREVER),
                segment.claimed_ppm,
                WHOLE_PPM,
                0,
                "",
            )


def late_claims(work: str, ownership: Ownership) -> Iterator[Anomaly]:
    for conflict in ownership.conflicts:
        if conflict.kind is ConflictKind.LATE_CLAIM:
            (statement,) = conflict.must_answer
            one = statement.registration
            place = f"{RIGHTS[conflict.right]} {conflict.territories} from {conflict.from_day}"
            yield Anomaly(
                "LateClaim",
                work,
                "",
                "",
                f"{one.registration_id} of {one.source}: {place}",
                conflict.from_day,
                min(conflict.until_day, FOREVER),
                sum(share.share_ppm for share in conflict.stated),
                WHOLE_PPM,
                0,
                "",
            )

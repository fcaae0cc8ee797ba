"""Claims in conflict: what adds up to more than the whole, and late additions not applied."""

from collections.abc import Iterator

from processors.ownership.conflicts import Conflict, ConflictKind
from processors.ownership.segments import Ownership, OwnershipSegment
from processors.ownership.shares import WHOLE_PPM
from processors.rights_of_use import RIGHTS

from .row import Anomaly


def overclaims(work: str, ownership: Ownership) -> Iterator[Anomaly]:
    for segment in ownership.segments:
        if segment.status.in_conflict:
            yield Anomaly.of_title(
                "Overclaim", work, _place(segment), (segment.from_day, segment.until_day),
                segment.claimed_ppm, WHOLE_PPM,
            )  # fmt: skip


def late_claims(work: str, ownership: Ownership) -> Iterator[Anomaly]:
    for conflict in ownership.conflicts:
        if conflict.kind is ConflictKind.LATE_CLAIM:
            (statement,) = conflict.must_answer
            one = statement.registration
            yield Anomaly.of_title(
                "LateClaim", work, f"{one.registration_id} of {one.source}: {_place(conflict)}",
                (conflict.from_day, conflict.until_day),
                sum(share.share_ppm for share in conflict.stated), WHOLE_PPM,
            )  # fmt: skip


def _place(where: OwnershipSegment | Conflict) -> str:
    return f"{RIGHTS[where.right]} {where.territories} from {where.from_day}"

"""Overclaims: shares of one right, territory and time that add up to more than the whole."""

from collections.abc import Iterable

from processors.days import FOREVER
from processors.ownership.segments import WHOLE_PPM, OwnershipSegment
from processors.rights_of_use import RIGHTS

from .row import Anomaly


def overclaims(work: str, segments: Iterable[OwnershipSegment]) -> list[Anomaly]:
    return [
        Anomaly(
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
        for segment in segments
        if segment.status.in_conflict
    ]

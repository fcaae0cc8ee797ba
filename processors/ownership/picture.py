"""The whole ownership picture of a work as one record, for subscribers."""

from collections.abc import Iterable
from typing import Any, Final

from processors.days import FOREVER
from processors.registration import Registration, effective_registrations
from processors.rights_of_use import RIGHTS

from .segments import OwnershipSegment

_MOST_PPM: Final = 2**31 - 1
"""What the record can hold; a share above it is a data fault anyway."""


def ownership_record(
    work: str, known: Iterable[Registration], segments: list[OwnershipSegment], version: int
) -> dict[str, Any]:
    """OwnershipPicture of a work; title and kind are those of its first registration in force."""
    effective = effective_registrations(known)
    references = sorted({reference for one in effective for reference in one.references})
    return {
        "work": work,
        "version": version,
        "kind": effective[0].kind if effective else "Other",
        "title": effective[0].title if effective else "",
        "references": references,
        "segments": [
            {
                "right": RIGHTS[segment.right],
                "territories": str(segment.territories),
                "from_day": segment.from_day,
                "until_day": None if segment.until_day >= FOREVER else segment.until_day,
                "status": segment.status.value,
                "holders": [holder for holder, _ in segment.shares],
                "shares_ppm": [min(share, _MOST_PPM) for _, share in segment.shares],
                "facts": list(segment.facts),
            }
            for segment in segments
        ],
    }

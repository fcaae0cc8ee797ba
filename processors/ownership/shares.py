"""Shares of one right at one key, against the whole: clear, under- and overclaimed, data fault."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

WHOLE_PPM: Final = 1_000_000
TOLERANCE_PPM: Final = 600
"""CWR: shares of a right add up to 100 % +- 0.06 %."""

MOST_PPM: Final = WHOLE_PPM + TOLERANCE_PPM
LEAST_PPM: Final = WHOLE_PPM - TOLERANCE_PPM
MINOR_PPM: Final = WHOLE_PPM + 10_000
"""An overclaim of at most one percentage point is minor."""


class OwnershipStatus(Enum):
    """Sum of the shares of one (right, territory, instant) against the whole."""

    CLEAR = "Clear"
    UNDERCLAIMED = "Underclaimed"
    MINOR_OVERCLAIM = "MinorOverclaim"
    MAJOR_OVERCLAIM = "MajorOverclaim"
    DATA_FAULT = "DataFault"
    """One party alone claims more than the whole: a mistake, not a conflict between parties."""

    # Members are the same only as themselves; by name, as an Enum has it, takes ten times as long.
    __hash__ = object.__hash__

    @property
    def in_conflict(self) -> bool:
        return self is not OwnershipStatus.CLEAR and self is not OwnershipStatus.UNDERCLAIMED

    @property
    def payable(self) -> bool:
        """Accepted and ready for payment are two things, as in the acknowledgements of CWR."""
        return not self.in_conflict


def status_of(claimed: Mapping[str, int]) -> OwnershipStatus:
    """Of what is claimed at one key, ppm by party."""
    total = sum(claimed.values())
    if total > MOST_PPM:
        if max(claimed.values()) > MOST_PPM:
            return OwnershipStatus.DATA_FAULT
        if total > MINOR_PPM:
            return OwnershipStatus.MAJOR_OVERCLAIM
        return OwnershipStatus.MINOR_OVERCLAIM
    if total < LEAST_PPM:
        return OwnershipStatus.UNDERCLAIMED
    return OwnershipStatus.CLEAR

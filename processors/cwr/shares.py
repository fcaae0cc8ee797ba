"""Shares of the three rights, in hundredths of a percent: 10000 is all, 6 the tolerance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

WHOLE_CENTI_PERCENT: Final = 10_000
HALF_CENTI_PERCENT: Final = 5_000
TOLERANCE_CENTI_PERCENT: Final = 6
"""0.06 %: what sums of shares may miss by."""

Right: TypeAlias = Literal["PR", "MR", "SR"]
RIGHTS: Final[tuple[Right, ...]] = ("PR", "MR", "SR")
"""Performing, mechanical and synchronisation right."""


@dataclass(frozen=True, slots=True)
class Shares:
    """None is a blank field; it counts as 0."""

    pr_centi_percent: int | None = None
    mr_centi_percent: int | None = None
    sr_centi_percent: int | None = None

    def of(self, right: Right) -> int:
        """The share of one right in hundredths of a percent, 0 where blank."""
        said = {
            "PR": self.pr_centi_percent,
            "MR": self.mr_centi_percent,
            "SR": self.sr_centi_percent,
        }
        return said[right] or 0

    @property
    def any(self) -> bool:
        """Whether any of the three is not 0."""
        return any(self.of(right) for right in RIGHTS)


def total(shares: Iterable[Shares], right: Right) -> int:
    """The sum of one right's shares, in hundredths of a percent."""
    return sum(share.of(right) for share in shares)


def percent(centi_percent: int) -> str:
    """``5006`` as ``50.06 %``, for texts that people read."""
    sign = "-" if centi_percent < 0 else ""
    whole, rest = divmod(abs(centi_percent), 100)
    return f"{sign}{whole}.{rest:02} %"

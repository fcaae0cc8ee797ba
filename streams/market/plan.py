"""What a market is made from: a few numbers, and nothing else. No clock, no machine, no locale."""

from dataclasses import dataclass

from processors.limits import MAX_BLOCK_LINES

LEAST_HOLDERS = 50
USAGE_WEEKS = 10
"""Weeks of usage before `end_day`: eight of history for the spike rule, and two to judge."""


@dataclass(frozen=True, slots=True)
class MarketPlan:
    """`lines` counts the usage lines of all distinct blocks: superseded and rejected ones too.

    `end_day` is the first day after the usage. `holders` None means one for 40 works.
    Raises ValueError for numbers that make no market.
    """

    works: int
    lines: int
    seed: int
    block_lines: int = 2_000
    platforms: int = 20
    holders: int | None = None
    end_day: int = 20_740

    def __post_init__(self) -> None:
        for name, least, most in (
            ("works", 1, 10_000_000),
            ("lines", 1, 10**10),
            ("seed", 0, 2**63 - 1),
            ("block_lines", 1, MAX_BLOCK_LINES),
            ("platforms", 1, 1_000),
            ("end_day", 12_000, 100_000),
        ):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {getattr(self, name)}; give {least} to {most}")
        if self.holders is not None and not LEAST_HOLDERS <= self.holders <= 100_000_000:
            raise ValueError(f"holders is {self.holders}; give {LEAST_HOLDERS} to 100000000")

    @property
    def holder_count(self) -> int:
        return max(LEAST_HOLDERS, self.works // 40) if self.holders is None else self.holders

    @property
    def usage_from_day(self) -> int:
        return self.end_day - 7 * USAGE_WEEKS

    @property
    def licences_from_day(self) -> int:
        """The day most licences begin: long before any usage."""
        return self.end_day - 286

"""Conflicts between claims, by right, territories and time: what is stated, and who must answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from processors.territories import TerritorySet

from .right_at import KeyOutcome, RightAt, StatedShare
from .shares import MOST_PPM, OwnershipStatus
from .standing import by_party
from .statements import Statement


class ConflictKind(Enum):
    """OVERCLAIM: parties together claim more than the whole. DATA_FAULT: one alone does.
    LATE_CLAIM: an addition after the overclaim window that is not applied."""

    OVERCLAIM = "Overclaim"
    DATA_FAULT = "DataFault"
    LATE_CLAIM = "LateClaim"


ConflictKey = tuple[OwnershipStatus | None, int, int]
"""(status, spans, -1) of what counts in conflict; (None, spans, statement) of a late claim."""


@dataclass(frozen=True)
class Conflict:
    """One conflict about one right: the same claims against one another throughout."""

    at: RightAt = field(compare=False, repr=False)
    right: int
    territories: TerritorySet
    from_day: int
    until_day: int
    key: ConflictKey

    @staticmethod
    def keys_at(at: RightAt, spans: int, outcome: KeyOutcome) -> Iterator[ConflictKey]:
        """The conflicts where these spans are in force."""
        if outcome.status.in_conflict:
            yield (outcome.status, at.without_assignments(spans), -1)
        for number in outcome.not_applied:
            yield (None, at.spans_of_statement(number, spans), number)

    @property
    def status(self) -> OwnershipStatus | None:
        return self.key[0]

    @property
    def kind(self) -> ConflictKind:
        if self.status is None:
            return ConflictKind.LATE_CLAIM
        if self.status is OwnershipStatus.DATA_FAULT:
            return ConflictKind.DATA_FAULT
        return ConflictKind.OVERCLAIM

    @cached_property
    def stated(self) -> list[StatedShare]:
        """The claims that stand against one another, or the late one that is not applied."""
        _, spans, number = self.key
        if self.kind is ConflictKind.LATE_CLAIM:
            return self.at.stated_by(number, spans)
        return self.at.counting(spans)

    @property
    def must_answer(self) -> list[Statement]:
        """Whose withdrawal or revision would end it."""
        concerned = self.stated
        if self.kind is ConflictKind.DATA_FAULT:
            total = by_party([{one.party: one.share_ppm} for one in concerned])
            concerned = [one for one in concerned if total[one.party] > MOST_PPM]
        numbers = sorted({one.statement for one in concerned})
        return [self.at.statements[number] for number in numbers]

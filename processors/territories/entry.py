"""What the table says of one territory.

Days are days since 1970-01-01 (negative before), intervals half-open. ``None`` is an open end.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

TerritoryCode = NewType("TerritoryCode", str)
"""The one spelling we keep: ISO 3166-1 alpha-2 where it is in force, else the TIS number."""


class TerritoryKind(StrEnum):
    """How a territory covers ground."""

    COUNTRY = "country"
    """In force; its own ground and that of its parts."""
    PART = "part"
    """Has an ISO code, but TIS counts it in a country (Guadeloupe in 250 France)."""
    GROUP = "group"
    """Countries and groups, by dated membership (2123 European Union)."""
    FORMER = "former"
    """Ended; the ground of its successors (810 USSR)."""


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` belongs to a territory on the days ``from_day <= day < until_day``."""

    member: TerritoryCode
    from_day: int | None
    until_day: int | None

    def holds(self, day: int) -> bool:
        """Whether the membership is in force on ``day``."""
        started = self.from_day is None or self.from_day <= day
        return started and (self.until_day is None or day < self.until_day)


@dataclass(frozen=True, slots=True)
class Entry:
    """One territory of TIS, or of ISO 3166 where TIS has none.

    ``from_day``/``until_day`` say when the *state* exists. They do not limit its ground: a contract
    that names a territory keeps its meaning after that territory has ended.
    ``leaf`` is where usage reported under this territory is counted; None if that would be a guess.
    """

    code: TerritoryCode
    name: str
    kind: TerritoryKind
    tis: int | None
    alpha2: str | None
    alpha3: str | None
    spellings: tuple[str, ...]
    from_day: int | None
    until_day: int | None
    leaf: TerritoryCode | None
    members: tuple[Membership, ...]

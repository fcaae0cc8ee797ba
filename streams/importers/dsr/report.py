"""What an accepted DSR report says, in columns: usage lines and the platform's own allocations."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class UsageLines:
    """Parallel columns, one entry per usage row of the report, in file order.

    `reference` is the best identifier of what was used: `isrc:`, else `iswc:`, else the sender's
    own (`<DPID of the sender, lower case>:<DspResourceId or DspReleaseId>`). Days count from
    1970-01-01, half-open; `revenue_micros` is in 10^-6 of `currency`; `source_file` is an index
    into `DsrReport.files`. `use_type` and `commercial_model` are DDEX words, `UserDefined` for
    others.
    """

    reference: list[str] = field(default_factory=list)
    use_type: list[str] = field(default_factory=list)
    commercial_model: list[str] = field(default_factory=list)
    territory: list[str] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    service: list[str] = field(default_factory=list)
    first_day: list[int] = field(default_factory=list)
    end_day: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    revenue_micros: list[int] = field(default_factory=list)
    #: False where the platform says it owes no royalty for the row (IsRoyaltyBearing).
    royalty_bearing: list[bool] = field(default_factory=list)
    source_line: list[int] = field(default_factory=list)
    source_file: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlatformAllocations:
    """Parallel columns, one entry per claim row (LI01, or the claim part of an SR record).

    `line` is an index into `UsageLines`; `share_ppm` is -1 where the platform gave no share.
    `amount` is in `currency`, `net_revenue` in `net_revenue_currency`: since LI01.02 they may
    differ.
    """

    line: list[int] = field(default_factory=list)
    rights_controller: list[str] = field(default_factory=list)
    rights_type: list[str] = field(default_factory=list)
    share_ppm: list[int] = field(default_factory=list)
    amount: list[Decimal] = field(default_factory=list)
    net_revenue: list[Decimal] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    net_revenue_currency: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DsrReport:
    """One accepted report, of one file or of several.

    (`sender`, `message_id`) identifies it for ever.
    """

    sender: str
    sender_name: str
    message_id: str
    recipient: str
    created_at: str
    period_first_day: int
    period_end_day: int
    service: str
    profile: str
    profile_version: str
    number_of_files: int
    files: tuple[str, ...]
    lines: UsageLines
    allocations: PlatformAllocations

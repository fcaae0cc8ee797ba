"""Claim rows (LI, and the claim part of SR records): what the platform itself allocated, to whom.

A claim row belongs to the usage row it follows. Amounts are kept exactly as written.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from streams.importers.dsr import money
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.report import PlatformAllocations
from streams.importers.dsr.row_reader import REPORTED, RowReader, place_of
from streams.importers.dsr.summaries import SalesContext
from streams.importers.dsr.usage_rows import UsageRows, revenue_currency

_NO_SHARE = Decimal(-1)
_ZERO = Decimal(0)
_PPM = 1_000_000
_REMEMBERED = 4096
#: Claims of one right may exceed the whole by 0.06 %, the tolerance CISAC's CWR allows.
_WHOLE_PPM = 1_000_600


class Claims:
    """Writer of one file's claims; shares become parts per million when the file ends.

    A file writes all its shares as percent or all as fractions: as fractions if none is above 1.
    """

    def __init__(self, allocations: PlatformAllocations, findings: FileFindings):
        self._allocations = allocations
        self._findings = findings
        self._first = len(allocations.line)
        self._shares: list[Decimal] = []
        self._line_numbers: list[int] = []
        self._record_type = ""
        #: One object for what repeats in every row: names, zeros, shares.
        self._names: dict[str, str] = {}
        self._decimals: dict[str, Decimal] = {"": _ZERO}

    def add(
        self,
        index: int,
        controller: str,
        rights_type: str,
        share: str,
        net_revenue: str,
        amount: str,
        context: SalesContext,
        line_number: int,
        record_type: str,
    ) -> None:
        """Add one claim on the usage line `index`; share and money are plain decimals or ""."""
        allocations = self._allocations
        allocations.line.append(index)
        allocations.rights_controller.append(self._names.setdefault(controller, controller))
        allocations.rights_type.append(self._names.setdefault(rights_type, rights_type))
        allocations.amount.append(self._decimal(amount))
        allocations.net_revenue.append(self._decimal(net_revenue))
        allocations.currency.append(context.currency)
        allocations.net_revenue_currency.append(revenue_currency(context))
        self._shares.append(self._decimal(share) if share else _NO_SHARE)
        self._line_numbers.append(line_number)
        self._record_type = record_type

    def _decimal(self, text: str) -> Decimal:
        known = self._decimals.get(text)
        if known is None:
            known = Decimal(text)
            if len(self._decimals) < _REMEMBERED:
                self._decimals[text] = known
        return known

    def settle(self) -> None:
        """At the end of the file: decide what the shares mean and write them."""
        given = [share for share in self._shares if share >= 0]
        if not given:
            self._allocations.share_ppm.extend([-1] * len(self._shares))
            return
        percent = max(given) > 1
        ppm_of = {share: _ppm(share, percent) for share in set(self._shares)}
        for share, line in zip(self._shares, self._line_numbers, strict=True):
            if share > 100:
                why = (
                    f"a share of {share} percent is more than the whole; correct it or take it out."
                )
                self._findings.fault("share-above-whole", why, self._place(line, str(share)))
            self._allocations.share_ppm.append(ppm_of[share])
        if not percent and self._record_type.startswith("LI"):
            why = (
                "no share of the file is above 1, so its shares are read as fractions of one"
                " although the cell is a percentage."
            )
            place = self._place(self._line_numbers[0], "")
            self._findings.warn("share-scale", why, place)
        self._check_over_claims()

    def _check_over_claims(self) -> None:
        """Claims of one right on one usage row that exceed the whole: kept, and said."""
        claimed: dict[tuple[int, str], int] = {}
        allocations = self._allocations
        for offset, line in enumerate(self._line_numbers):
            number = self._first + offset
            share = allocations.share_ppm[number]
            if share <= 0:
                continue
            key = (allocations.line[number], allocations.rights_type[number])
            before = claimed.get(key, 0)
            claimed[key] = before + share
            if before <= _WHOLE_PPM < before + share:
                why = "the claims of this right on one usage row are more than the whole together."
                self._findings.tally("over-claim", "", why, self._place(line, ""))

    def _place(self, line: int, value: str) -> Place:
        return place_of(self._record_type, line, "RightSharePercentage", value=value)


def _ppm(share: Decimal, percent: bool) -> int:
    """A share in parts per million, rounded half-even; -1 where none was given.

    A share above the whole is a fault of its own and only kept from growing without bound here.
    """
    if share < 0:
        return -1
    factor = _PPM // 100 if percent else _PPM
    scaled = money.EXACT.multiply(min(share, Decimal(100)), Decimal(factor))
    return int(scaled.to_integral_value(ROUND_HALF_EVEN))


class ClaimRows:
    """LI01 records."""

    def __init__(self, record: RecordType, rows: UsageRows, claims: Claims):
        self._name = record.name
        self._rows = rows
        self._claims = claims
        wanted = (
            "BlockId",
            "SummaryRecordId",
            "RightsController",
            "RightSharePercentage",
            "RightsType",
            "AllocatedNetRevenue",
            "AllocatedAmount",
        )
        self._reader = RowReader(record, wanted, rows.findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        block_id, summary, controller, share, rights_type, net_revenue, amount = self._reader.read(
            line_number, line
        )
        rows = self._rows
        if block_id != rows.block.id:
            rows.block.enter(block_id, line_number, self._name)
        index = rows.claim_target(summary, line_number, self._name)
        if index < 0:
            why = (
                "a claim row belongs to the usage row (SU) before it in its Block, and there is"
                " none; put it after the usage it is about, with the same BlockId."
            )
            place = Place(line_number, self._name)
            rows.findings.fault("claim-without-usage", why, place)
            return
        context = rows.context
        if summary and summary != REPORTED and rows.summaries.contexts.get(summary) is not context:
            context = self._own_context(summary, line_number)
        self._claims.add(
            index,
            controller,
            rights_type,
            share,
            net_revenue,
            amount,
            context,
            line_number,
            self._name,
        )

    def _own_context(self, summary: str, line_number: int) -> SalesContext:
        """The context a claim names itself, which must not contradict that of its usage row."""
        rows = self._rows
        context = rows.find_context(summary, line_number, self._name)
        known, said = rows.context.core(), context.core()
        if context.line and rows.context.line and known != said:
            why = (
                f"the claim is in the sales context {said}, its usage row in {known}; money of one"
                " usage cannot be in two. Correct one SummaryRecordId."
            )
            where = place_of(self._name, line_number, "SummaryRecordId", value=summary)
            rows.findings.fault("claim-context-differs", why, where)
        return context

"""What the usage rows of a file share: sales contexts, days, and the claims that follow.

The rows themselves are read by `segment_rows` (SU03), `transaction_rows` (SU01, SU02, SU04, SU05)
and `single_block_rows` (SR).
"""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr import money, periods
from streams.importers.dsr.block import Block
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.head import Head
from streams.importers.dsr.periods import Days
from streams.importers.dsr.row_reader import REPORTED, place_of
from streams.importers.dsr.summaries import SalesContext, Summaries
from streams.importers.dsr.usage_columns import NO_CONTEXT, UsageColumns

#: How a boolean cell says no.
FALSE = ("false", "0")


@dataclass(slots=True)
class OpenRow:
    """A usage row without SummaryRecordId: its claim rows say which sales context it is in."""

    line: int
    record_type: str
    reference: str
    days: Days
    usages: str
    revenue: str
    bearing: bool


class UsageRows:
    """What the usage rows of a file share: the row claim rows follow, and its sales context."""

    def __init__(
        self,
        head: Head | None,
        findings: FileFindings,
        block: Block,
        summaries: Summaries,
        columns: UsageColumns,
    ):
        self.head = head
        self.findings = findings
        self.block = block
        self.summaries = summaries
        self.columns = columns
        #: Index of the usage row that claim rows belong to, -1 where there is none.
        self.index = -1
        self.context = NO_CONTEXT
        self._line = 0
        self._record_type = ""
        self._claimed = False
        self._open: OpenRow | None = None
        self._periods: dict[tuple[str, str], Days] = {}
        block.before_end = self.end

    def find_context(self, summary: str, line: int, record_type: str) -> SalesContext:
        """The sales context a row refers to; a fault where there is no such summary record."""
        context = self.summaries.contexts.get(summary)
        if context is not None:
            return context
        if summary != REPORTED:
            why = (
                f"no summary record (SY) has the SummaryRecordId {summary!r}, so the usage has no"
                " territory, use type or currency. Add the summary record or correct the reference."
            )
            place = place_of(record_type, line, "SummaryRecordId", value=summary)
            self.findings.fault("unknown-summary", why, place)
        return NO_CONTEXT

    def begin(self, line: int, record_type: str) -> None:
        """A usage row begins: whatever the row before still needed is settled."""
        self.end()
        self._line = line
        self._record_type = record_type
        self._claimed = False
        self.block.usage_rows += 1

    def added(self, index: int, context: SalesContext, usages: str, gross: str) -> None:
        """The row is in the columns: claim rows may follow, and the summary counts it."""
        self.index = index
        self.context = context
        if context is not NO_CONTEXT:
            context.count(usages, gross)

    def leave_open(self, row: OpenRow) -> None:
        """The row names no summary record: its claim rows will."""
        self._open = row

    def claim_target(self, summary: str, line: int, record_type: str) -> int:
        """Index of the usage row a claim row belongs to, -1 where there is none."""
        self._claimed = True
        if self._open is not None and summary not in ("", REPORTED):
            self._settle_open(self.find_context(summary, line, record_type))
        return self.index

    def end(self) -> None:
        """The usage row and its claim rows are over."""
        if self._open is not None:
            self._settle_open(self._sole_context())
        profile = self.block.profile
        if self.index >= 0 and not self._claimed and profile is not None and profile.needs_claims:
            why = (
                f"no claim row (LI) follows the usage row, which {profile.name} demands; add who is"
                " paid for it."
            )
            self.findings.fault("usage-without-claim", why, Place(self._line, self._record_type))
        self.index = -1
        self.context = NO_CONTEXT

    def validity(self, first: str, last: str, line: int, record_type: str) -> Days:
        """The days of a row: its validity period, or the period of HEAD where it names none."""
        known = self._periods.get((first, last))
        if known is not None:
            return known
        names = ("ValidityPeriodStart", "SalesTransactionDate")
        place = place_of(record_type, line, *names, value=first)
        period = self.head.period if self.head else None
        whole = period or (0, 0)
        if REPORTED in (first, last):
            return whole
        begins = periods.date_days(first) if first else whole
        ends = periods.date_days(last) if last else whole
        days = (begins[0] if begins else whole[0], ends[1] if ends else whole[1])
        if period is None:
            return days
        if days[0] >= days[1]:
            self._refuse_validity("validity-reversed", days, "it ends before it begins", place)
        elif days[0] < period[0] or days[1] > period[1]:
            why = f"it leaves the usage period of HEAD, {periods.days_text(period)}"
            self._refuse_validity("validity-outside-period", days, why, place)
        else:
            self._periods[first, last] = days
        return days

    def _refuse_validity(self, code: str, days: Days, why: str, place: Place) -> None:
        text = (
            f"the validity period is {periods.days_text(days)}: {why}, so its usage cannot be"
            " counted. Correct the dates, or report the usage in its own period."
        )
        self.findings.fault(code, text, place)

    def _sole_context(self) -> SalesContext:
        """The context of an open row that no claim row named."""
        context = self.summaries.sole()
        if context is not None:
            return context
        why = (
            "the row names no SummaryRecordId, no claim row after it does, and the file has more"
            " than one; fill the cell."
        )
        place = place_of(self._record_type, self._line, "SummaryRecordId")
        self.findings.fault("no-summary-named", why, place)
        return NO_CONTEXT

    def _settle_open(self, context: SalesContext) -> None:
        row, self._open = self._open, None
        if row is None:
            return
        currency = revenue_currency(context)
        revenue = money.split_micros(row.revenue)
        index = self.columns.add(
            row.line,
            row.record_type,
            row.reference,
            context,
            row.days,
            row.usages,
            revenue,
            currency,
            row.bearing,
        )
        self.added(index, context, row.usages, row.usages)


def revenue_currency(context: SalesContext) -> str:
    """Currency of the money in usage rows: that of the transaction where the summary names one."""
    return context.transaction_currency or context.currency


def refuse_twice(findings: FileFindings, transaction: str, line: int, record_type: str) -> None:
    """Report a usage row that repeats another one of its Block."""
    why = (
        f"a row of this Block already reports the transaction {transaction!r} of the same thing in"
        " the same sales context; it would count twice. Take one out."
    )
    place = place_of(record_type, line, "SalesTransactionId", value=transaction)
    findings.fault("usage-row-twice", why, place)

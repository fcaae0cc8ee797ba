"""Usage rows of a Block (SU): what was used, in which sales context, when, how often and for how much.

`UsageRows` holds what all of them share; `SegmentRows` reads SU03 (usage with revenue, cut into validity periods),
`TransactionRows` reads SU01, SU02, SU04 and SU05 (usage of a release or resource the Block describes).
"""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr import money, periods
from streams.importers.dsr.block import Block
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.head import Head
from streams.importers.dsr.periods import Days
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import REPORTED, RowReader
from streams.importers.dsr.summaries import SalesContext, Summaries
from streams.importers.dsr.usage_columns import NO_CONTEXT, UsageColumns

_FALSE = ("false", "0")


@dataclass(slots=True)
class _OpenRow:
    """A usage row without SummaryRecordId: its claim rows say which sales context it is in."""

    place: Place
    reference: str
    days: Days
    usages: str
    revenue: str
    bearing: bool


class UsageRows:
    """What the usage rows of a file share: the row that claim rows follow, and its sales context."""

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
        self._place = Place()
        self._claimed = False
        self._open: _OpenRow | None = None
        self._periods: dict[tuple[str, str], Days] = {}

    def find_context(self, summary: str, place: Place) -> SalesContext:
        """The sales context a row refers to; a fault where there is no such summary record."""
        context = self.summaries.contexts.get(summary)
        if context is not None:
            return context
        if summary != REPORTED:
            why = (
                f"no summary record (SY) has the SummaryRecordId {summary!r}, so the usage has no"
                " territory, use type or currency. Add the summary record or correct the reference."
            )
            self.findings.fault("unknown-summary", why, place)
        return NO_CONTEXT

    def begin(self, place: Place) -> None:
        """A usage row begins: whatever the row before still needed is settled."""
        self.end()
        self._place = place
        self._claimed = False
        self.block.usage_rows += 1

    def added(self, index: int, context: SalesContext, usages: str, gross: str) -> None:
        """The row is in the columns: claim rows may follow, and the summary counts it."""
        self.index = index
        self.context = context
        if context is not NO_CONTEXT:
            context.count(usages, gross)

    def leave_open(self, row: _OpenRow) -> None:
        """The row names no summary record: its claim rows will."""
        self._open = row

    def claim_target(self, summary: str, place: Place) -> int:
        """Index of the usage row a claim row belongs to, -1 where there is none."""
        self._claimed = True
        if self._open is not None and summary not in ("", REPORTED):
            self._settle_open(self.find_context(summary, place))
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
            self.findings.fault("usage-without-claim", why, self._place)
        self.index = -1
        self.context = NO_CONTEXT

    def validity(self, first: str, last: str, place: Place) -> Days:
        """The days of a row: its validity period, or the usage period of HEAD where it names none."""
        known = self._periods.get((first, last))
        if known is not None:
            return known
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
            f"the validity period is {periods.day_text(days[0])} to {periods.day_text(days[1] - 1)}:"
            f" {why}, so its usage cannot be counted. Correct the dates or report it in its period."
        )
        self.findings.fault(code, text, place._replace(cell_name="ValidityPeriodStart"))

    def _sole_context(self) -> SalesContext:
        """The context of an open row that no claim row named."""
        context = self.summaries.sole()
        if context is not None:
            return context
        why = (
            "the row names no SummaryRecordId, no claim row after it does, and the file has more than"
            " one; fill the cell."
        )
        self.findings.fault("no-summary-named", why, self._place)
        return NO_CONTEXT

    def _settle_open(self, context: SalesContext) -> None:
        row, self._open = self._open, None
        if row is None:
            return
        currency = revenue_currency(context)
        revenue = money.split_micros(row.revenue)
        index = self.columns.add(
            row.place, row.reference, context, row.days, row.usages, revenue, currency, row.bearing
        )
        self.added(index, context, row.usages, row.usages)


def revenue_currency(context: SalesContext) -> str:
    """Currency of the money in usage rows: that of the transaction where the summary names one."""
    return context.transaction_currency or context.currency


class SegmentRows:
    """SU03 records: usage and revenue of one resource, possibly in one validity period of several."""

    def __init__(self, record: RecordType, rows: UsageRows):
        self._name = record.name
        self._rows = rows
        self._namespace = rows.head.namespace if rows.head else ""
        wanted = (
            "BlockId",
            "SalesTransactionId",
            "SummaryRecordId",
            ("DspReleaseId", "DspResourceId"),
            "Usages",
            "NetRevenue",
            "ValidityPeriodStart",
            "ValidityPeriodEnd",
            "ContentCategory",
            "IsRoyaltyBearing",
        )
        self._reader = RowReader(record, wanted, rows.findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        (
            block_id,
            transaction,
            summary,
            resource,
            usages,
            revenue,
            first,
            last,
            category,
            bearing_text,
        ) = self._reader.read(line_number, line)
        rows = self._rows
        block = rows.block
        place = Place(line_number, self._name)
        if block_id != block.id:
            rows.end()
            block.enter(block_id, line_number, self._name)
        rows.begin(place)
        reference = (
            block.references.get(resource)
            or block.sole_reference()
            or f"{self._namespace}:{resource}"
        )
        days = rows.validity(first, last, place)
        bearing = bearing_text not in _FALSE
        if not usages:
            usages = "0"
            why = "the row reports no number of usages; it is read as 0."
            rows.findings.tally("usages-missing", "", why, place)
        key = (summary, resource, category, bearing_text)
        row_key = (transaction, *key, first, last)
        if row_key in block.rows_seen:
            _refuse_twice(rows.findings, transaction, place)
        else:
            block.rows_seen.add(row_key)
            segment = (*days, line_number, self._name, bool(first or last))
            block.segments.setdefault(key, []).append(segment)
        block.resource_usages += int(usages.partition(".")[0])
        if not summary:
            rows.leave_open(_OpenRow(place, reference, days, usages, revenue, bearing))
            return
        context = rows.find_context(summary, place)
        index = rows.columns.add(
            place,
            reference,
            context,
            days,
            usages,
            money.split_micros(revenue),
            revenue_currency(context),
            bearing,
        )
        rows.added(index, context, usages, usages)


class TransactionRows:
    """SU01, SU02, SU04, SU05 records: sales, streams and broadcasts of what the Block describes.

    Units are usages less returns. These records carry a consumer price for each transaction instead
    of net revenue: where it is filled in, revenue is price times units, else 0.
    """

    def __init__(self, record: RecordType, rows: UsageRows):
        self._name = record.name
        self._rows = rows
        self._namespace = rows.head.namespace if rows.head else ""
        wanted = (
            "BlockId",
            "SummaryRecordId",
            "SalesTransactionId",
            "TransactedRelease",
            "TransactedResource",
            "IsRoyaltyBearing",
            ("Usages", "NumberOfStreams", "NumberOfBroadcasts"),
            "Returns",
            "PriceConsumerPaidExcSalesTax",
        )
        self._reader = RowReader(record, wanted, rows.findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        block_id, summary, transaction, release, resource, bearing_text, usages, returns, price = (
            self._reader.read(line_number, line)
        )
        rows = self._rows
        block = rows.block
        place = Place(line_number, self._name)
        if block_id != block.id:
            rows.end()
            block.enter(block_id, line_number, self._name)
        rows.begin(place)
        context = rows.find_context(summary, place)
        reference = self._reference(release, resource, place)
        row_key = (transaction, summary, release, resource, bearing_text)
        if row_key in block.rows_seen:
            _refuse_twice(rows.findings, transaction, place)
        block.rows_seen.add(row_key)
        units = net_usages(usages, returns, place, rows.findings) if returns else usages
        days = (rows.head.period if rows.head else None) or (0, 0)
        revenue = money.times(price, units) if price else (0, 0)
        index = rows.columns.add(
            place,
            reference,
            context,
            days,
            units,
            revenue,
            revenue_currency(context),
            bearing_text not in _FALSE,
        )
        rows.added(index, context, units, usages)

    def _reference(self, release: str, resource: str, place: Place) -> str:
        """What was transacted: a resource of the Block, or a release of it."""
        findings = self._rows.findings
        if REPORTED in (release, resource):
            return ""
        if not release and not resource:
            why = (
                "neither TransactedRelease nor TransactedResource says what was used; fill one of"
                " them."
            )
            findings.fault("nothing-transacted", why, place)
            return ""
        if release and resource:
            why = "the row names a release and a resource; only one is allowed, the resource is used."
            findings.tally("release-and-resource", "", why, place)
        key = resource or release
        found = self._find(key)
        if found is None:
            name = "TransactedResource" if resource else "TransactedRelease"
            why = (
                f"no record of the Block before this row describes {key!r}, so nobody can say what"
                " was used. Describe it in the Block, or correct the reference."
            )
            findings.fault("undescribed", why, place._replace(cell_name=name, value=key))
            return ""
        return found

    def _find(self, key: str) -> str | None:
        block = self._rows.block
        reference = block.references.get(key)
        if reference is not None:
            return reference
        sub_release = block.sub_releases.get(key)
        if sub_release is not None:
            own, used = sub_release
            only = block.references.get(used[0]) if len(used) == 1 else None
            return only or f"{self._namespace}:{own}"
        own = block.releases.get(key, "")
        if not own:
            return None
        # A release of one resource is that resource; of more, its revenue cannot be divided here.
        return block.sole_reference() or f"{self._namespace}:{own}"


def net_usages(usages: str, returns: str, place: Place, findings: FileFindings) -> str:
    """Usages less returns, as a plain decimal; less than zero is a fault."""
    whole, point, decimals = usages.partition(".")
    net = int(whole) - int(returns)
    if net < 0:
        why = (
            f"{returns} returns of {usages} usages leave less than nothing: the returns belong to an"
            " earlier report. Restate that report instead of sending negative usage."
        )
        findings.fault(
            "returns-exceed-usages", why, place._replace(cell_name="Returns", value=returns)
        )
        return "0"
    return f"{net}{point}{decimals}"


def _refuse_twice(findings: FileFindings, transaction: str, place: Place) -> None:
    why = (
        f"a row of this Block already reports the transaction {transaction!r} of the same thing in"
        " the same sales context; it would count twice. Take one out."
    )
    findings.fault("usage-row-twice", why, place._replace(value=transaction))

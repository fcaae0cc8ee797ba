"""SU03 rows: usage and net revenue of a resource, cut into validity periods where owners change."""

from __future__ import annotations

from streams.importers.dsr import money
from streams.importers.dsr.identifiers import own_reference
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import RowReader, place_of
from streams.importers.dsr.usage_rows import (
    FALSE,
    OpenRow,
    UsageRows,
    refuse_twice,
    revenue_currency,
)


class SegmentRows:
    """SU03 records: usage and revenue of one resource in one validity period."""

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
        name = self._name
        if block_id != block.id:
            block.enter(block_id, line_number, name)
        rows.begin(line_number, name)
        reference = (
            block.references.get(resource)
            or block.sole_reference()
            or own_reference(self._namespace, resource)
        )
        days = rows.validity(first, last, line_number, name)
        bearing = bearing_text not in FALSE
        if not usages:
            usages = "0"
            why = "the row reports no number of usages; it is read as 0."
            rows.findings.tally("usages-missing", "", why, place_of(name, line_number, "Usages"))
        key = (summary, resource, category, bearing_text)
        row_key = (transaction, *key, first, last)
        if row_key in block.rows_seen:
            refuse_twice(rows.findings, transaction, line_number, name)
        else:
            block.rows_seen.add(row_key)
            segment = (*days, line_number, name, bool(first or last))
            block.segments.setdefault(key, []).append(segment)
        block.resource_usages += int(usages.partition(".")[0])
        if not summary:
            rows.leave_open(OpenRow(line_number, name, reference, days, usages, revenue, bearing))
            return
        context = rows.find_context(summary, line_number, name)
        index = rows.columns.add(
            line_number,
            name,
            reference,
            context,
            days,
            usages,
            money.split_micros(revenue),
            revenue_currency(context),
            bearing,
        )
        rows.added(index, context, usages, usages)

"""SU01, SU02, SU04 and SU05 rows: sales, streams and broadcasts of what a Block describes."""

from __future__ import annotations

from streams.importers.dsr import money
from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.identifiers import own_reference
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import REPORTED, RowReader, place_of
from streams.importers.dsr.usage_rows import FALSE, UsageRows, refuse_twice, revenue_currency


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
        name = self._name
        if block_id != block.id:
            block.enter(block_id, line_number, name)
        rows.begin(line_number, name)
        context = rows.find_context(summary, line_number, name)
        reference = self._reference(release, resource, line_number)
        row_key = (transaction, summary, release, resource, bearing_text)
        if row_key in block.rows_seen:
            refuse_twice(rows.findings, transaction, line_number, name)
        block.rows_seen.add(row_key)
        units = usages
        if returns and returns != "0":
            units = net_usages(usages, returns, line_number, name, rows.findings)
        days = (rows.head.period if rows.head else None) or (0, 0)
        revenue = money.times(price, units) if price else (0, 0)
        index = rows.columns.add(
            line_number,
            name,
            reference,
            context,
            days,
            units,
            revenue,
            revenue_currency(context),
            bearing_text not in FALSE,
        )
        rows.added(index, context, units, usages)

    def _reference(self, release: str, resource: str, line_number: int) -> str:
        """What was transacted: a resource of the Block, or a release of it."""
        if resource and not release and resource in self._rows.block.references:
            return self._rows.block.references[resource]
        place = place_of(self._name, line_number, "TransactedResource", value=resource)
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
            why = (
                "the row names a release and a resource; only one is allowed, the resource is used."
            )
            findings.tally("release-and-resource", "", why, place)
        key = resource or release
        found = self._find(key)
        if found is None:
            cell = "TransactedResource" if resource else "TransactedRelease"
            why = (
                f"no record of the Block before this row describes {key!r}, so nobody can say what"
                " was used. Describe it in the Block, or correct the reference."
            )
            place = place_of(self._name, line_number, cell, value=key)
            findings.fault("undescribed", why, place)
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
            return only or own_reference(self._namespace, own)
        own = block.releases.get(key, "")
        if not own:
            return None
        # A release of one resource is that resource; of more, its revenue cannot be divided here.
        return block.sole_reference() or own_reference(self._namespace, own)


def net_usages(
    usages: str, returns: str, line: int, record_type: str, findings: FileFindings
) -> str:
    """Usages less returns, as a plain decimal; less than zero is a fault."""
    whole, point, decimals = usages.partition(".")
    net = int(whole) - int(returns)
    if net < 0:
        why = (
            f"{returns} returns of {usages} usages leave less than nothing: the returns belong to"
            " an earlier report. Restate that report instead of sending negative usage."
        )
        place = place_of(record_type, line, "Returns", value=returns)
        findings.fault("returns-exceed-usages", why, place)
        return "0"
    return f"{net}{point}{decimals}"

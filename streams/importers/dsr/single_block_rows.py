"""Rows of the Single Record Block Variants (SR): description, usage and claim in one record.

SR03 and SR06 repeat the usage in the row of every rights controller: such rows are one usage line
with several claims.
"""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr import cells, money
from streams.importers.dsr.claims import Claims
from streams.importers.dsr.identifiers import own_reference
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import REPORTED, RowReader, Wanted, place_of
from streams.importers.dsr.summaries import SalesContext
from streams.importers.dsr.transaction_rows import net_usages
from streams.importers.dsr.usage_columns import Micros
from streams.importers.dsr.usage_rows import FALSE, UsageRows, revenue_currency

_WANTED: dict[str, Wanted] = {
    "summary": "SummaryRecordId",
    "transaction": "SalesTransactionId",
    "resource": "DspResourceId",
    "release": "DspReleaseId",
    "isrc": ("ISRC", "ResourceISRC"),
    "iswc": "ISWC",
    "usages": ("Usages", "Downloads", "NumberOfStreams", "TotalUsages"),
    "returns": "Returns",
    "net": "NetUsage",
    "bearing": "IsRoyaltyBearing",
    "first": ("ValidityPeriodStart", "SalesTransactionDate"),
    "last": ("ValidityPeriodEnd", "SalesTransactionDate"),
    "category": "ContentCategory",
    "revenue": ("NetRevenue", "AllocatedNetRevenueInCurrencyOfAccounting"),
    "price": "PriceConsumerPaidExcSalesTax",
    "own_price": "CalculatedPriceConsumerPaidForResourceExcSalesTax",
    "resources": "NumberOfTransactedResources",
    "controller": "RightsController",
    "share": "RightSharePercentage",
    "rights_type": "RightsType",
    "net_revenue": "AllocatedNetRevenue",
    "amount": "AllocatedAmount",
}


@dataclass(frozen=True, slots=True)
class _Usage:
    """A usage line several rows may repeat."""

    index: int
    line: int
    usages: str
    revenue: str


class SingleBlockRows:
    """SR01 to SR06 and SR08. `has_claims`: the record type carries a claim."""

    def __init__(self, record: RecordType, rows: UsageRows, claims: Claims):
        self._name = record.name
        self._rows = rows
        self._claims = claims
        self._has_claims = record.index("RightsController") is not None
        self._namespace = rows.head.namespace if rows.head else ""
        self._reader = RowReader(record, tuple(_WANTED.values()), rows.findings)
        self._usages: dict[tuple[str, ...], _Usage] = {}

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        findings = self._rows.findings
        faults_before = findings.fault_count
        values = self._reader.read(line_number, line)
        row = dict(zip(_WANTED, values, strict=True))
        row_holds = findings.fault_count == faults_before
        context = self._rows.find_context(row["summary"], line_number, self._name)
        index = self._repeated_usage(row, line_number) if self._has_claims else None
        if index is None:
            index = self._add_usage(row, context, line_number, row_holds)
        if self._has_claims:
            self._add_claim(row, index, context, line_number)

    def _add_claim(
        self, row: dict[str, str], index: int, context: SalesContext, line_number: int
    ) -> None:
        """The claim part of a row; a row may have none, but no money without a claimant."""
        if row["controller"]:
            self._claims.add(
                index,
                row["controller"],
                row["rights_type"],
                row["share"],
                row["net_revenue"],
                row["amount"],
                context,
                line_number,
                self._name,
            )
        elif row["amount"] or row["net_revenue"] or row["share"]:
            why = "the row allocates money or a share to nobody; fill RightsController."
            place = place_of(self._name, line_number, "RightsController")
            self._rows.findings.fault("cell-missing", why, place)

    def _repeated_usage(self, row: dict[str, str], line_number: int) -> int | None:
        """Index of the usage line this row repeats for another rights controller, or None."""
        known = self._usages.get(_usage_key(row))
        if known is None:
            return None
        if (known.usages, known.revenue) != (row["usages"], row["revenue"]):
            why = (
                f"the row repeats the usage of line {known.line} for another claim, but its usages"
                " or net revenue differ; both are reported before shares and must be the same."
            )
            place = place_of(self._name, line_number, "Usages", value=row["usages"])
            self._rows.findings.fault("usage-rows-disagree", why, place)
        return known.index

    def _add_usage(
        self, row: dict[str, str], context: SalesContext, line_number: int, row_holds: bool
    ) -> int:
        rows = self._rows
        usages = self._units(row, line_number, row_holds)
        index = rows.columns.add(
            line_number,
            self._name,
            self._reference(row),
            context,
            rows.validity(row["first"], row["last"], line_number, self._name),
            usages,
            self._revenue(row, usages, line_number),
            revenue_currency(context) if self._name != "SR08" else context.currency,
            row["bearing"] not in FALSE,
        )
        rows.added(index, context, usages, row["usages"] or "0")
        if self._has_claims:
            usage = _Usage(index, line_number, row["usages"], row["revenue"])
            self._usages[_usage_key(row)] = usage
        return index

    def _units(self, row: dict[str, str], line_number: int, row_holds: bool) -> str:
        """Usages less returns; where the row also says the difference, the two must agree."""
        usages = row["usages"] or "0"
        findings = self._rows.findings
        if row["returns"]:
            usages = net_usages(usages, row["returns"], line_number, self._name, findings)
        net = row["net"]
        if row_holds and net and money.split_units(net) != money.split_units(usages):
            why = (
                f"NetUsage is {net}, but usages less returns are {usages}; one of the three cells"
                " is wrong. Correct it."
            )
            place = place_of(self._name, line_number, "NetUsage", value=net)
            findings.fault("net-usage-differs", why, place)
        return usages

    def _reference(self, row: dict[str, str]) -> str:
        if row["isrc"]:
            return "isrc:" + cells.split_values(row["isrc"])[0]
        if row["iswc"]:
            return "iswc:" + row["iswc"]
        own = row["resource"] if row["resource"] not in ("", REPORTED) else row["release"]
        return own_reference(self._namespace, own)

    def _revenue(self, row: dict[str, str], units: str, line_number: int) -> Micros:
        """Net revenue where the record has it, else the resource's price times units.

        A price paid for a release of several resources is not divided: only its calculated part for
        this resource counts.
        """
        if row["revenue"]:
            return money.split_micros(row["revenue"])
        if row["own_price"]:
            return money.times(row["own_price"], units)
        if row["price"] and row["resources"] not in ("", "0", "1"):
            why = (
                "the price was paid for several resources and the row does not say the part of this"
                " one; its revenue is read as 0."
            )
            place = place_of(self._name, line_number, "PriceConsumerPaidExcSalesTax")
            self._rows.findings.tally("price-of-release", "", why, place)
            return (0, 0)
        return money.times(row["price"], units) if row["price"] else (0, 0)


def _usage_key(row: dict[str, str]) -> tuple[str, ...]:
    """What makes two rows one usage; the sales context counts where no transaction is named."""
    transaction = row["transaction"] or "of " + row["summary"]
    return (
        transaction,
        row["resource"],
        row["release"],
        row["first"],
        row["last"],
        row["category"],
    )

"""Adds the usage rows of one file to the columns of its report, keeping the file's sums exact."""

from __future__ import annotations

from streams.importers.dsr import money
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.periods import Days
from streams.importers.dsr.report import UsageLines
from streams.importers.dsr.summaries import SalesContext

#: Whole micros and the rest in 10^-30.
Micros = tuple[int, int]
#: The longest identifier a reference may carry after its namespace.
_MAX_IDENTIFIER = 128
#: A sales context that says nothing: stands in for one that was reported as missing.
NO_CONTEXT = SalesContext(0, "", "", "", "", "", "", "")


class UsageColumns:
    """Writer of one file's usage rows. `service`: used where the sales context names none."""

    def __init__(self, lines: UsageLines, file_index: int, service: str, findings: FileFindings):
        self.lines = lines
        self._file_index = file_index
        self._service = service
        self._findings = findings
        self._revenue: dict[str, money.ExactRounding] = {}
        self._units = money.ExactRounding.to_whole_units()

    def add(
        self,
        line_number: int,
        record_type: str,
        reference: str,
        context: SalesContext,
        days: Days,
        usages: str,
        revenue: Micros,
        currency: str,
        bearing: bool,
    ) -> int:
        """Add one usage row and return its index. `usages` is a plain decimal, not negative."""
        lines = self.lines
        index = len(lines.units)
        units = self._whole_units(index, usages) if "." in usages else int(usages)
        micros, rest = revenue
        rounding = self._revenue.get(currency)
        if rounding is None:
            rounding = self._revenue[currency] = money.ExactRounding()
        rounding.whole += micros
        if rest:
            rounding.rows.append(index)
            rounding.rests.append(rest)
        if units > money.MAX_INT64 or micros >= money.MAX_INT64:
            why = (
                "the usages or the revenue of the row are too large to be kept; check the numbers."
            )
            self._findings.fault("number-too-large", why, Place(line_number, record_type))
        if micros and not currency:
            why = "the row carries money and its summary record names no currency; add it there."
            self._findings.fault("no-currency", why, Place(line_number, record_type))
        if len(reference) > _MAX_IDENTIFIER and len(reference.partition(":")[2]) > _MAX_IDENTIFIER:
            why = (
                f"the identifier of what was used is longer than {_MAX_IDENTIFIER} characters and"
                " cannot be matched to a work; use a shorter one."
            )
            self._findings.fault("identifier-too-long", why, Place(line_number, record_type))
        lines.reference.append(reference)
        lines.use_type.append(context.use_type or "Unknown")
        lines.commercial_model.append(context.commercial_model or "Unknown")
        lines.territory.append(context.territory)
        lines.currency.append(currency)
        lines.service.append(context.service or self._service)
        lines.first_day.append(days[0])
        lines.end_day.append(days[1])
        lines.units.append(units)
        lines.revenue_micros.append(micros)
        lines.royalty_bearing.append(bearing)
        lines.source_line.append(line_number)
        lines.source_file.append(self._file_index)
        return index

    def settle(self) -> None:
        """At the end of the file: round the rows that are finer than our units.

        Each kind of rounding is one warning.
        """
        rounded = 0
        for rounding in self._revenue.values():
            for index in rounding.settle():
                self.lines.revenue_micros[index] += 1
            rounded += len(rounding.rows)
        if rounded:
            why = (
                f"{rounded} rows carry revenue finer than a millionth; they are rounded so that the"
                " sum of the file in each currency is its exact sum, rounded half-even."
            )
            self._findings.warn("revenue-rounded", why)
        for index in self._units.settle():
            self.lines.units[index] += 1
        if self._units.rows:
            why = (
                f"{len(self._units.rows)} rows carry parts of a usage; they are rounded so that the"
                " sum of those rows is their exact sum, rounded half-even."
            )
            self._findings.warn("usages-rounded", why)

    def _whole_units(self, index: int, usages: str) -> int:
        units, rest = money.split_units(usages)
        if rest:
            self._units.whole += units
            self._units.rows.append(index)
            self._units.rests.append(rest)
        return units

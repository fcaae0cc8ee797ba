"""What came of reading DSR files: the reports, every finding, what platforms allocated to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from streams.importers.dsr import money
from streams.importers.dsr.faults import Fault
from streams.importers.dsr.report import DsrReport, UsageLines


@dataclass(slots=True)
class ControllerTotals:
    """What one rights controller was allocated, exact, by currency.

    `usages` are the units of the usage lines it has a claim on, each line once.
    """

    allocated_amount: dict[str, Decimal] = field(default_factory=dict)
    allocated_net_revenue: dict[str, Decimal] = field(default_factory=dict)
    usages: int = 0


@dataclass(frozen=True, slots=True)
class DsrOutcome:
    """The result of `read_dsr`.

    `totals` (by rights controller) come from accepted reports only: nothing of a refused file is
    counted. The lists of findings are bounded; `faults_not_kept` and `warnings_not_kept` count the
    rest.
    """

    reports: list[DsrReport]
    faults: list[Fault]
    warnings: list[Fault]
    totals: dict[str, ControllerTotals]
    files: int
    refused_files: int
    faults_not_kept: int = 0
    warnings_not_kept: int = 0

    @property
    def exit_code(self) -> int:
        """0 if every report passed, 2 if any was refused."""
        return 2 if self.faults or self.refused_files else 0

    def to_json(self) -> dict[str, object]:
        """Findings, totals and a line on each report as plain data; money as exact decimal text."""
        return {
            "files": self.files,
            "accepted": self.files - self.refused_files,
            "refused": self.refused_files,
            "faults": [fault.to_json() for fault in self.faults],
            "faults_not_kept": self.faults_not_kept,
            "warnings": [warning.to_json() for warning in self.warnings],
            "warnings_not_kept": self.warnings_not_kept,
            "totals": {
                controller: {
                    "allocated_amount": _texts(totals.allocated_amount),
                    "allocated_net_revenue": _texts(totals.allocated_net_revenue),
                    "usages": totals.usages,
                }
                for controller, totals in sorted(self.totals.items())
            },
            "reports": [_report_json(report) for report in self.reports],
        }


def totals_by_controller(reports: Iterable[DsrReport]) -> dict[str, ControllerTotals]:
    """What each rights controller was allocated in these reports."""
    totals: dict[str, ControllerTotals] = {}
    for report in reports:
        claims = report.allocations
        counted: set[tuple[str, int]] = set()
        for number, controller in enumerate(claims.rights_controller):
            mine = totals.setdefault(controller, ControllerTotals())
            _add(mine.allocated_amount, claims.currency[number], claims.amount[number])
            net_currency = claims.net_revenue_currency[number]
            _add(mine.allocated_net_revenue, net_currency, claims.net_revenue[number])
            line = claims.line[number]
            if (controller, line) not in counted:
                counted.add((controller, line))
                mine.usages += report.lines.units[line]
    return totals


def revenue_by_currency(lines: UsageLines) -> dict[str, int]:
    """Revenue of usage lines in micros of each currency."""
    sums: dict[str, int] = {}
    for currency, micros in zip(lines.currency, lines.revenue_micros, strict=True):
        sums[currency] = sums.get(currency, 0) + micros
    return sums


def _add(sums: dict[str, Decimal], currency: str, value: Decimal) -> None:
    sums[currency] = money.EXACT.add(sums.get(currency, Decimal(0)), value)


def _texts(sums: dict[str, Decimal]) -> dict[str, str]:
    return {currency: money.plain_text(value) for currency, value in sorted(sums.items())}


def _report_json(report: DsrReport) -> dict[str, object]:
    revenue = revenue_by_currency(report.lines)
    return {
        "sender": report.sender,
        "message_id": report.message_id,
        "profile": f"{report.profile} {report.profile_version}",
        "files": list(report.files),
        "lines": len(report.lines.units),
        "units": sum(report.lines.units),
        "revenue": {
            currency: money.micros_text(micros) for currency, micros in sorted(revenue.items())
        },
    }

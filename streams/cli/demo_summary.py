"""The summary of the demo: read from ClickHouse, printed, and as JSON."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from processors.money import decimal_text
from sinks.reading import WarehouseReader
from sinks.summary import (
    LineProof,
    MoneyProof,
    accruals_digest,
    held_by_reason,
    line_proof,
    money_proof,
    to_json,
    top_earners,
)
from streams.importers.dsr import DsrReport
from streams.importers.dsr_events import platform_of


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What came out, by SQL; `seconds` from the first event sent to the last row visible."""

    lines: LineProof
    money: dict[str, MoneyProof]
    seconds: float
    digest: str

    def to_json(self) -> dict[str, Any]:
        return to_json(self.lines, self.money, self.seconds, self.digest)


def read_summary(reader: WarehouseReader, seconds: float) -> DemoSummary:
    return DemoSummary(
        line_proof(reader.rows),
        money_proof(reader.rows),
        seconds,
        accruals_digest(reader.text, reader.rows),
    )


def print_summary(
    console: Console, reader: WarehouseReader, summary: DemoSummary, reports: list[DsrReport]
) -> None:
    _table(console, "Who earned most", ("holder", "", "earned", "works"), top_earners(reader.rows))
    _table(
        console, "What is held, and why", ("reason", "", "entries", "amount"),
        held_by_reason(reader.rows),
    )  # fmt: skip
    _table(
        console, "Cases and anomalies", ("what", "state", "count"),
        reader.rows(
            "SELECT 'case', state, count() FROM cases GROUP BY state UNION ALL "
            "SELECT kind, 'active', count() FROM anomalies GROUP BY kind"
        ),
    )  # fmt: skip
    for report in reports:
        _compare(console, reader, report)
    _proof(console, summary)


def _compare(console: Console, reader: WarehouseReader, report: DsrReport) -> None:
    sender = platform_of(report)
    rows = reader.rows(
        "SELECT rights_controller, currency, sum(amount), sum(net_revenue), count() "
        f"FROM platform_allocations WHERE sender = '{sender}' "
        f"AND report_id = '{report.message_id}' "
        "GROUP BY rights_controller, currency ORDER BY rights_controller, currency"
    )
    title = f"What {report.sender_name or sender} allocated itself, report {report.message_id}"
    _table(console, title, ("rights controller", "", "amount", "net revenue", "rows"), rows)
    ours = reader.rows(
        "SELECT account, currency, sum(toDecimal128(amount_e8, 0)) FROM accruals "
        f"WHERE sender = '{sender}' AND report_id = '{report.message_id}' "
        "GROUP BY account, currency ORDER BY account, currency"
    )
    shown = [[account, currency, decimal_text(int(e8), 8)] for account, currency, e8 in ours]
    _table(console, "Our own result for the same report", ("account", "", "amount"), shown)


def _proof(console: Console, summary: DemoSummary) -> None:
    lines = summary.lines.to_json()
    _table(
        console, "The proof: every line once", tuple(lines),
        [[f"{value:,}" for value in lines.values()]],
    )  # fmt: skip
    names = ("royalties", "payable", "held", "unmatched", "unclaimed", "difference")
    rows = [
        [currency, *(proof.to_json()[name] for name in names)]
        for currency, proof in summary.money.items()
    ]
    _table(console, "The proof: every unit of money once", ("", *names), rows)
    console.print(f"accrual rows sha256 {summary.digest}", highlight=False)
    rate = summary.lines.received / summary.seconds
    console.print(f"{summary.seconds:.1f} s, {rate:,.0f} lines/s", highlight=False)


def _table(console: Console, title: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)

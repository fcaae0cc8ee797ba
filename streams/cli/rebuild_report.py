"""What a rebuild found, for people and for machines."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from schemas.generation import Generation
from sinks.comparison.both import TableReport
from sinks.comparison.comparison import RowDifference
from streams.read_through import input_places

from .rebuild_settling import Holding

_MOST_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """Two generations, compared."""

    running: Generation
    new: Generation
    holding: Holding
    tables: list[TableReport]
    left_out: list[str]
    seconds: float

    @property
    def differences(self) -> int:
        return sum(table.counts.differences for table in self.tables)

    def to_json(self) -> dict[str, Any]:
        return {
            "running": str(self.running),
            "new": str(self.new),
            "same": self.differences == 0,
            "differences": self.differences,
            "settled": self.holding.settled,
            "exactly": self.holding.exactly,
            "inputs": {
                "since": input_places(self.holding.since),
                "until": input_places(self.holding.until),
            },
            "tables": {table.name: table.to_json() for table in self.tables},
            "left_out": self.left_out,
            "seconds": round(self.seconds, 3),
        }


def print_report(console: Console, report: RebuildReport) -> None:
    table = Table(title=f"{report.running} and {report.new}, row by row", title_justify="left")
    headings = ("rows", "same", "only running", f"only {report.new}", "different")
    table.add_column("table")
    for heading in headings:
        table.add_column(heading, justify="right")
    for one in report.tables:
        counts = one.counts
        numbers = (
            counts.rows_running, counts.same, counts.only_running, counts.only_new,
            counts.different,
        )  # fmt: skip
        table.add_row(one.name, *(f"{number:,}" for number in numbers))
    console.print(table)
    for one in report.tables:
        _print_rows(console, one, report)
        for side, names in (
            (report.running, one.columns_only_running), (report.new, one.columns_only_new),
        ):  # fmt: skip
            if names:
                console.print(f"{one.name}: only {side} has the columns {', '.join(names)}")
    for told in report.left_out:
        console.print(f"[dim]not compared: {told}[/]", highlight=False)
    console.print(_holds(report.holding), highlight=False)


def _print_rows(console: Console, table: TableReport, report: RebuildReport) -> None:
    if not table.rows:
        return
    console.print(f"The first rows of {table.name} that differ", style="bold")
    for row in table.rows:
        console.print(f"  {_said(table.key, row, report)}", markup=False, highlight=False)


def _said(key: tuple[str, ...], row: RowDifference, report: RebuildReport) -> str:
    place = ", ".join(
        f"{name} {_short(str(value))}" for name, value in zip(key, row.key, strict=True)
    )
    if row.kind != "different":
        side = report.running if row.kind == "only running" else report.new
        return f"{place}: only {side} has it"
    changes = "; ".join(
        f"{name} {_short(running)} / {_short(new)}" for name, (running, new) in row.columns.items()
    )
    return f"{place}: {changes}"


def _short(text: str) -> str:
    """On one line and not too long: a sender may have chosen it."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[:_MOST_CHARACTERS]}…"


def _holds(holding: Holding) -> str:
    since, until = input_places(holding.since), input_places(holding.until)
    lines = ["This holds for all messages before these offsets:"]
    if not holding.exactly:
        lines = ["Each row was compared with all messages before the first offset read, and none"]
        lines[0] += " from the second on:"
    for topic, ends in since.items():
        pairs = zip(ends, until[topic], strict=True)
        shown = (str(one) if one == other else f"{one} to {other}" for one, other in pairs)
        lines.append(f"  {topic}: {', '.join(shown)}")
    if not holding.settled:
        lines.append("Rows were still changing when time was up: compare again when less comes in.")
    return "\n".join(lines)

"""Live progress of the demo: lines sent and settled, and how far each stage is behind."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.table import Table

from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.lag import Lag, LagMeter

from .demo_feed import DemoFeed

_COUNTS = (
    "SELECT countIf(state_code = 1), countIf(state_code = 2), countIf(state_code = 3), "
    "countIf(state_code = 4), countIf(state_code = 5) FROM accrual_lines FINAL"
)
_REFUSED = "SELECT sum(lines) FROM dead_letter_rows FINAL"
_NAMES = ("accrued", "held", "unmatched", "superseded", "rejected")
_PAUSE_SECONDS = 1.0
_QUIET_SECONDS = 5.0


class Stalled(RuntimeError):
    """Nothing moved for a long time though something is left to do."""


def follow(
    console: Console,
    feed: DemoFeed,
    meter: LagMeter,
    reader: WarehouseReader,
    check: Callable[[], None],
    patience_seconds: float = 300.0,
) -> None:
    """Shows progress until everything sent is settled. Raises Stalled, or what `check` raises."""
    started = moved = time.monotonic()
    printed, before = 0.0, None
    interactive = console.is_terminal
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        while True:
            check()
            sent_all = feed.done()
            lag = meter.measure()
            now = time.monotonic()
            if lag != before:
                moved = now
            elif sent_all and lag.total == 0:
                return
            elif now - moved > patience_seconds:
                raise Stalled(f"nothing moved for {patience_seconds:.0f} s: {lag.by_group}")
            before = lag
            counts = _counts(reader)
            if interactive:
                live.update(_table(feed, counts, lag, now - started))
            elif now - printed >= _QUIET_SECONDS:
                printed = now
                console.print(_text(feed, counts, lag, now - started), highlight=False)
            time.sleep(_PAUSE_SECONDS if not sent_all or lag.total else 0.25)


def _counts(reader: WarehouseReader) -> dict[str, int]:
    try:
        values = [int(value) for value in reader.rows(_COUNTS)[0]]
        refused = int(reader.rows(_REFUSED)[0][0] or 0)
    except (WarehouseError, WarehouseUnavailable):
        return {}  # the sink is being started again; the next look will tell
    counts = dict(zip(_NAMES, values, strict=True))
    counts["rejected"] += refused
    return counts


def _table(feed: DemoFeed, counts: dict[str, int], lag: Lag, seconds: float) -> Table:
    table = Table("", "lines", title=f"{seconds:.0f} s", title_justify="left")
    table.add_row("sent", f"{feed.lines:,}")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    settled = sum(counts.values())
    table.add_row("lines/s", f"{settled / max(seconds, 0.1):,.0f}")
    for group, behind in lag.by_group.items():
        table.add_row(f"lag {group.removeprefix('rightstream-')}", f"{behind:,} messages")
    return table


def _text(feed: DemoFeed, counts: dict[str, int], lag: Lag, seconds: float) -> str:
    states = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    rate = sum(counts.values()) / max(seconds, 0.1)
    return (
        f"{seconds:5.0f} s  sent {feed.lines:,}; {states}; lag {lag.total:,}; {rate:,.0f} lines/s"
    )

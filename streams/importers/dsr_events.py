"""DSR reports as usage events: one block for up to so many lines of one territory and currency."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from schemas import topics
from streams.publishing import Event

from .dsr.report import DsrReport

BLOCK_LINES = 2_000
OPERATOR = "operator"


def platform_of(report: DsrReport) -> str:
    """The platform id of a DSR sender: its DPID in lower case."""
    return report.sender.lower()


def admission(platform: str, name: str, created_micros: int) -> Event:
    """The control event that lets the operator's import through intake."""
    record = {
        "event_id": f"admit/{platform}",
        "source": OPERATOR,
        "occurred_at": created_micros,
        "subject": platform,
        "body": (
            "rightstream.control.PlatformAdmitted",
            {"platform": platform, "name": name, "admitted": True},
        ),
    }
    return topics.CONTROL, platform.encode(), record


def created_micros(report: DsrReport) -> int:
    """When the report was made, as its HEAD says; without a zone it is taken as UTC."""
    made = datetime.fromisoformat(report.created_at)
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return int(made.timestamp()) * 1_000_000


def usage_events(report: DsrReport, block_lines: int = BLOCK_LINES) -> Iterator[Event]:
    """The report as parts x of y; event ids follow from it, so importing it twice is harmless."""
    blocks = list(_blocks(report, block_lines))
    claims = _claims_by_line(report)
    platform, at = platform_of(report), created_micros(report)
    for part, rows in enumerate(blocks, 1):
        body = _block_body(report, rows, claims)
        body |= {"part": part, "parts": len(blocks)}
        record = {
            "event_id": f"{platform}/{report.message_id}/{part}",
            "source": platform,
            "occurred_at": at,
            "subject": report.message_id,
            "body": ("rightstream.usage.UsageReported", body),
        }
        yield topics.USAGE, f"{platform}|{report.message_id}".encode(), record


def _blocks(report: DsrReport, block_lines: int) -> Iterator[list[int]]:
    """Row numbers of each block: one context a block, in the order of the file within it."""
    lines = report.lines

    def context(row: int) -> tuple[str, str, str, str]:
        return (
            lines.territory[row],
            lines.currency[row],
            lines.commercial_model[row],
            lines.service[row],
        )

    for _, group in groupby(sorted(range(len(lines.reference)), key=context), key=context):
        rows = list(group)
        for start in range(0, len(rows), block_lines):
            yield rows[start : start + block_lines]


def _block_body(report: DsrReport, rows: list[int], claims: dict[int, list[int]]) -> dict[str, Any]:
    lines = report.lines
    use_types = list(dict.fromkeys(lines.use_type[row] for row in rows))
    code = {use_type: index for index, use_type in enumerate(use_types)}
    return {
        "report_id": report.message_id,
        "revision": 1,
        "period_from_day": report.period_first_day,
        "period_until_day": report.period_end_day,
        "service": lines.service[rows[0]],
        "commercial_model": lines.commercial_model[rows[0]],
        "currency": lines.currency[rows[0]],
        "territory": lines.territory[rows[0]],
        "use_types": use_types,
        "reference": [lines.reference[row] for row in rows],
        "use_type": [code[lines.use_type[row]] for row in rows],
        "first_day": [lines.first_day[row] for row in rows],
        "days": [lines.end_day[row] - lines.first_day[row] for row in rows],
        "units": [lines.units[row] for row in rows],
        "revenue_micros": [lines.revenue_micros[row] for row in rows],
        "allocations": _allocations(report, rows, claims),
    }


def _claims_by_line(report: DsrReport) -> dict[int, list[int]]:
    by_line: dict[int, list[int]] = {}
    for index, line in enumerate(report.allocations.line):
        by_line.setdefault(line, []).append(index)
    return by_line


def _allocations(
    report: DsrReport, rows: list[int], claims: dict[int, list[int]]
) -> dict[str, list[Any]] | None:
    found = [(place, claim) for place, row in enumerate(rows) for claim in claims.get(row, ())]
    if not found:
        return None
    said = report.allocations
    return {
        "line": [place for place, _ in found],
        "rights_controller": [said.rights_controller[claim] for _, claim in found],
        "rights_type": [said.rights_type[claim] for _, claim in found],
        "share_ppm": [said.share_ppm[claim] for _, claim in found],
        "amount": [said.amount[claim] for _, claim in found],
        "net_revenue": [said.net_revenue[claim] for _, claim in found],
        "currency": [said.currency[claim] for _, claim in found],
        "net_revenue_currency": [said.net_revenue_currency[claim] for _, claim in found],
    }

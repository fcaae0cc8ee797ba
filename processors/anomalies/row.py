"""One anomaly, and anomalies as the columns they travel in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Anomaly:
    """(kind, subject, platform, report_id, detail) is the natural key; the rest is its value.

    `value` against `baseline` is in units for usage and ppm for claims; `amount_e8` is what is at
    stake in `currency`. Days are half-open.
    """

    kind: str
    subject: str
    platform: str
    report_id: str
    detail: str
    from_day: int
    until_day: int
    value: int
    baseline: int
    amount_e8: int
    currency: str

    @classmethod
    def of_title(
        cls, kind: str, subject: str, detail: str, days: tuple[int, int], value: int, baseline: int
    ) -> "Anomaly":
        """One about who holds or may use what: of no platform or report, and without an amount."""
        return cls(kind, subject, "", "", detail, *days, value, baseline, 0, "")

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return (self.kind, self.subject, self.platform, self.report_id, self.detail)


def changes(before: Iterable[Anomaly], after: Iterable[Anomaly]) -> list[tuple[Anomaly, bool]]:
    """Rows to send: new or different ones as active, vanished ones as not active."""
    known = {row.key: row for row in before}
    now = {row.key: row for row in after}
    sent = [(row, True) for key, row in now.items() if known.get(key) != row]
    return sent + [(row, False) for key, row in known.items() if key not in now]


def anomaly_record(scope: str, rows: list[tuple[Anomaly, bool]], version: int) -> dict[str, Any]:
    """AnomalyBlock of (row, active) pairs."""
    return {
        "scope": scope,
        "kind": [row.kind for row, _ in rows],
        "subject": [row.subject for row, _ in rows],
        "platform": [row.platform for row, _ in rows],
        "report_id": [row.report_id for row, _ in rows],
        "detail": [row.detail for row, _ in rows],
        "active": [active for _, active in rows],
        "from_day": [row.from_day for row, _ in rows],
        "until_day": [row.until_day for row, _ in rows],
        "value": [row.value for row, _ in rows],
        "baseline": [row.baseline for row, _ in rows],
        "amount_e8": [row.amount_e8 for row, _ in rows],
        "currency": [row.currency for row, _ in rows],
        "version": [version] * len(rows),
    }

"""The summary of the whole market, and the proof that nothing is lost or doubled, read by SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from processors.money import decimal_text

Rows = Callable[[str], list[list[str]]]
"""Runs a SELECT and answers its rows as text."""

_LINES_IN = """
SELECT sum(lines), sumIf(lines, accepted = 0) FROM receipt_rows FINAL
"""
_LINE_STATES = """
SELECT state_code, count() FROM accrual_lines FINAL WHERE state_code < 6 GROUP BY state_code
"""
_ROYALTIES = """
SELECT currency, sum(toDecimal128(royalty_e8, 0)) FROM accrual_lines FINAL
WHERE state_code < 4 GROUP BY currency ORDER BY currency
"""
_ACCOUNTS = """
SELECT currency, account, sum(toDecimal128(amount_e8, 0)) FROM accruals
GROUP BY currency, account
"""
_EARNERS = """
SELECT holder, currency, sum(toDecimal128(amount_e8, 0)) AS earned, uniqExact(work) AS works
FROM accruals WHERE account = 'payable'
GROUP BY holder, currency ORDER BY earned DESC, holder, currency LIMIT 10
"""
_HELD = """
SELECT hold_reason, currency, count(), sum(toDecimal128(amount_e8, 0)) AS held
FROM accruals WHERE account = 'held'
GROUP BY hold_reason, currency ORDER BY held DESC, hold_reason, currency
"""
_ROWS_IN_KEY_ORDER = """
SELECT sender, report_id, revision, part, content, line, work, reference, period_from, period_until,
    service, commercial_model, currency, territory, use_type, first_day, days, units,
    revenue_micros, state_code, hold_code, royalty_e8, entry_holder, entry_account, entry_right,
    entry_licence, entry_amount_e8
FROM accrual_lines FINAL WHERE state_code < 6 AND sender = '{sender}' AND revision = {revision}
    AND report_id >= '{first}' AND report_id <= '{last}'
ORDER BY sender, report_id, revision, part, content, line, work
"""
_REPORTS = """
SELECT sender, revision, report_id, count() FROM accrual_lines FINAL WHERE state_code < 6
GROUP BY sender, revision, report_id ORDER BY sender, revision, report_id
"""
_DIGEST_ROWS = 200_000
_ACCOUNT_NAMES = ("payable", "held", "unmatched", "unclaimed")


@dataclass(frozen=True, slots=True)
class LineProof:
    """Lines in, by receipts, against the lines in the rows and the refused blocks."""

    received: int
    accrued: int
    held: int
    unmatched: int
    rejected: int
    superseded: int

    @property
    def difference(self) -> int:
        return self.received - (
            self.accrued + self.held + self.unmatched + self.rejected + self.superseded
        )

    def to_json(self) -> dict[str, int]:
        return {
            "in": self.received,
            "accrued": self.accrued,
            "held": self.held,
            "unmatched": self.unmatched,
            "rejected": self.rejected,
            "superseded": self.superseded,
            "difference": self.difference,
        }


@dataclass(frozen=True, slots=True)
class MoneyProof:
    """Royalties of one currency against the accounts they are in, all in 10^-8."""

    royalties_e8: int
    accounts_e8: dict[str, int]

    @property
    def difference_e8(self) -> int:
        return self.royalties_e8 - sum(self.accounts_e8.values())

    def to_json(self) -> dict[str, str]:
        accounts = {name: decimal_text(self.accounts_e8.get(name, 0), 8) for name in _ACCOUNT_NAMES}
        return {
            "royalties": decimal_text(self.royalties_e8, 8),
            **accounts,
            "difference": decimal_text(self.difference_e8, 8),
        }


def line_proof(rows: Rows) -> LineProof:
    received, refused = (int(value or 0) for value in rows(_LINES_IN)[0])
    states = {int(state): int(count) for state, count in rows(_LINE_STATES)}
    return LineProof(
        received,
        states.get(1, 0),
        states.get(2, 0),
        states.get(3, 0),
        refused + states.get(5, 0),
        states.get(4, 0),
    )


def money_proof(rows: Rows) -> dict[str, MoneyProof]:
    """By currency."""
    accounts: dict[str, dict[str, int]] = {}
    for currency, account, amount in rows(_ACCOUNTS):
        accounts.setdefault(currency, {})[account] = int(amount)
    return {
        currency: MoneyProof(int(royalties), accounts.get(currency, {}))
        for currency, royalties in rows(_ROYALTIES)
    }


def accruals_digest(rows_text: Callable[[str], str], rows: Rows) -> str:
    """SHA-256 of all accrual rows in key order: the same for the same inputs on every machine.

    Versions and broker times are left out: they say how a result was reached, not what it is.
    """
    digest = sha256()
    for sender, revision, first, last in _report_ranges(rows(_REPORTS)):
        # TabSeparated has escaped quotes and backslashes, as a literal in SQL needs them.
        statement = _ROWS_IN_KEY_ORDER.format(
            sender=sender, revision=revision, first=first, last=last
        )
        digest.update(rows_text(statement).encode())
    return digest.hexdigest()


def _report_ranges(reports: list[list[str]]) -> list[tuple[str, str, str, str]]:
    """Ranges of whole reports, so that no answer has many more rows than _DIGEST_ROWS."""
    ranges: list[tuple[str, str, str, str]] = []
    rows = 0
    for sender, revision, report, count in reports:
        if ranges and ranges[-1][:2] == (sender, revision) and rows < _DIGEST_ROWS:
            ranges[-1] = (sender, revision, ranges[-1][2], report)
            rows += int(count)
        else:
            ranges.append((sender, revision, report, report))
            rows = int(count)
    return ranges


def top_earners(rows: Rows) -> list[list[str]]:
    """(holder, currency, earned, works) of the ten who earned most."""
    return [
        [holder, cur, decimal_text(int(e8), 8), works] for holder, cur, e8, works in rows(_EARNERS)
    ]


def held_by_reason(rows: Rows) -> list[list[str]]:
    """(reason, currency, entries, amount)."""
    return [[why, cur, count, decimal_text(int(e8), 8)] for why, cur, count, e8 in rows(_HELD)]


def to_json(
    lines: LineProof, money: dict[str, MoneyProof], seconds: float, digest: str
) -> dict[str, Any]:
    return {
        "lines": lines.to_json(),
        "money": {currency: proof.to_json() for currency, proof in money.items()},
        "seconds": round(seconds, 3),
        "lines_per_second": round(lines.received / seconds) if seconds > 0 else 0,
        "accruals_sha256": digest,
    }

"""All that readers find in a warehouse at rest, to tell one run from another by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sinks.summary import LineProof, MoneyProof, accruals_digest, line_proof, money_proof

Rows = list[list[str]]
AskRows = Callable[[str], Rows]
AskText = Callable[[str], str]

_EXAMPLES: Final = 3

# Versions say how often a row was computed, event ids which copy came last, and the order of facts
# which was recorded first: nothing else may differ between two runs over the same facts.
VIEWS: Final = {
    "cases": "case_id, work, state, reference, platform, use_type, territory, at_day, licence, "
    "reason, reporter, location",
    "anomalies": "kind, subject, platform, report_id, detail, from_day, until_day, value, "
    "baseline, amount_e8, currency",
    "ownership": "work, kind, title, right_name, territories, from_day, until_day, status, "
    "holders, shares_ppm, arraySort(facts)",
    "platform_allocations": "sender, report_id, revision, part, line, reference, "
    "rights_controller, rights_type, share_ppm, amount, net_revenue, currency",
    "receipts": "receipt_key, event_type, source, subject, lines",
}

_KEYS: Final = {
    "accrual_lines": "sender, report_id, revision, part, content, line, work",
    "receipt_rows": "receipt_key",
    "dead_letter_rows": "topic, kafka_partition, kafka_offset",
    "case_rows": "case_id, work",
    "anomaly_rows": "kind, subject, platform, report_id, detail",
    "ownership_pictures": "work",
    "platform_allocation_rows": "sender, report_id, revision, part, content, row_number",
    "trade_rows": "kind, source, trade_id, assigned_work",
    "evidence_rows": "log_id, leaf_index",
    "tree_head_rows": "log_id, boundary_millis",
}


@dataclass(frozen=True)
class Results:
    """What readers can tell one run from another by. `views` are rows in order, no versions."""

    lines: LineProof
    money: dict[str, MoneyProof]
    digest: str
    views: dict[str, Rows]

    def faults(self) -> list[str]:
        """Lines and units of money that are missing or counted twice, in words; none if all is
        well."""
        found = []
        if self.lines.difference:
            found.append(f"lines: {self.lines.difference} are missing (or doubled)")
        for currency, proof in self.money.items():
            if proof.difference_e8:
                found.append(f"{currency}: {proof.difference_e8} e8 are in no account (or in two)")
        return found

    def differences(self, other: "Results") -> list[str]:
        """Every accrual row, case, anomaly, ownership picture and receipt that is not that of
        `other`, with examples; none if all are the same."""
        found = []
        if self.lines != other.lines:
            found.append(f"lines: {self.lines} against {other.lines}")
        for currency in sorted(self.money.keys() | other.money.keys()):
            here, there = self.money.get(currency), other.money.get(currency)
            if here != there:
                found.append(f"{currency}: {here} against {there}")
        for name, rows in self.views.items():
            if rows != other.views[name]:
                found.extend(_differing(name, rows, other.views[name]))
        if self.digest != other.digest:
            found.append(f"accrual rows: sha256 {self.digest} against {other.digest}")
        return found


def read_results(text: AskText, rows: AskRows) -> Results:
    """All of the warehouse, which must be at rest. Blocks on it."""
    views = {name: sorted(rows(f"SELECT {columns} FROM {name}")) for name, columns in VIEWS.items()}
    return Results(line_proof(rows), money_proof(rows), accruals_digest(text, rows), views)


def doubled_rows(rows: AskRows) -> dict[str, int]:
    """By table, how many rows readers see more than once. The same key twice is one too many."""
    found = {}
    for table, key in _KEYS.items():
        ((count, keys),) = rows(f"SELECT count(), uniqExact({key}) FROM {table} FINAL")
        found[table] = int(count) - int(keys)
    return found


def _differing(name: str, here: Rows, there: Rows) -> list[str]:
    ours, theirs = set(map(tuple, here)), set(map(tuple, there))
    found = [f"{name}: {len(here)} rows against {len(there)}"]
    for what, rows in (("only here", ours - theirs), ("only there", theirs - ours)):
        found.extend(f"{name}, {what}: {row}" for row in sorted(rows)[:_EXAMPLES])
        if len(rows) > _EXAMPLES:
            found.append(f"{name}, {what}: {len(rows) - _EXAMPLES} more")
    return found

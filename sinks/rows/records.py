"""Records of few rows each: receipts, dead letters, cases, anomalies, ownership, allocations."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import pyarrow as pa

from schemas import topics

from . import evidence
from .accrual_lines import AccrualLineRows
from .collector import RowCollector
from .parked import PARKED_COLUMNS, parked_values

Values = dict[str, Any]

_FOREVER_DAY = 2**30
_DATE_LIMIT = 65_535
_EXACT = Context(prec=76)


class RecordRows:
    """Rows made of plain Python values; `rows_of` turns one record into rows."""

    def __init__(
        self, table: str, schema: pa.Schema, rows_of: Callable[[Values], list[Values]]
    ) -> None:
        self.table = table
        self._schema = schema
        self._rows_of = rows_of
        self._pending: list[Values] = []

    @property
    def rows(self) -> int:
        return len(self._pending)

    def add(self, record: Values) -> None:
        self._pending.extend(self._rows_of(record))

    def take(self) -> pa.Table:
        table = pa.Table.from_pylist(self._pending, self._schema)
        self._pending = []
        return table


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())

_RECEIPTS = _schema(
    receipt_key=_TEXT, event_id=_TEXT, event_type=_TEXT, source=_TEXT, subject=_TEXT,
    accepted=pa.uint8(), lines=pa.uint32(), reasons=_TEXTS, topic=_TEXT,
    kafka_partition=pa.uint32(), kafka_offset=pa.uint64(), recorded_at=pa.uint32(),
    version=pa.uint64(),
)  # fmt: skip


def _receipt(record: Values) -> list[Values]:
    return [
        {
            **record,
            "accepted": int(record["accepted"]),
            "kafka_partition": record["partition"],
            "kafka_offset": record["offset"],
            "recorded_at": record["recorded_at"] // 1000,
        }
    ]


_DEAD_LETTERS = _schema(
    topic=_TEXT, kafka_partition=pa.uint32(), kafka_offset=pa.uint64(), reason=_TEXT,
    faults=_TEXTS, lines=pa.uint32(), recorded_at=pa.uint32(), message_key=pa.binary(),
    message=pa.binary(), version=pa.uint64(),
)  # fmt: skip


def _dead_letter(record: Values) -> list[Values]:
    return [
        {
            **record,
            "kafka_partition": record["partition"],
            "kafka_offset": record["offset"],
            "recorded_at": record["recorded_at"] // 1000,
            "message_key": record["key"] or b"",
            "message": record["value"] or b"",
            "version": 1,
        }
    ]


_CASES = _schema(
    case_id=_TEXT, work=_TEXT, state=_TEXT, reference=_TEXT, platform=_TEXT, use_type=_TEXT,
    territory=_TEXT, at_day=pa.uint16(), licence=_TEXT, reason=_TEXT, reporter=_TEXT,
    location=_TEXT, version=pa.uint64(),
)  # fmt: skip


def _case(record: Values) -> list[Values]:
    return [{**record, "at_day": min(max(record["at_day"], 0), _DATE_LIMIT)}]


_ANOMALIES = _schema(
    kind=_TEXT, subject=_TEXT, platform=_TEXT, report_id=_TEXT, detail=_TEXT, active=pa.uint8(),
    from_day=pa.int32(), until_day=pa.int32(), value=pa.int64(), baseline=pa.int64(),
    amount_e8=pa.int64(), currency=_TEXT, version=pa.uint64(),
)  # fmt: skip


def _anomalies(record: Values) -> list[Values]:
    names = _ANOMALIES.names
    rows = zip(*(record[name] for name in names), strict=True)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [{**row, "active": int(row["active"])} for row in found]


_OWNERSHIP = _schema(
    work=_TEXT, kind=_TEXT, title=_TEXT, references=_TEXTS, segment_right=_TEXTS,
    segment_territories=_TEXTS, segment_from_day=pa.list_(pa.int32()),
    segment_until_day=pa.list_(pa.int32()), segment_status=_TEXTS,
    segment_holders=pa.list_(_TEXTS), segment_shares_ppm=pa.list_(pa.list_(pa.int32())),
    segment_facts=pa.list_(_TEXTS), version=pa.uint64(), segment_grade=_TEXTS,
    segment_payable=pa.list_(pa.uint8()), segment_unclaimed_ppm=pa.list_(pa.int32()),
    registration_sources=_TEXTS, registration_ids=_TEXTS,
    registration_payable=pa.list_(pa.uint8()), conflict_kind=_TEXTS, conflict_grade=_TEXTS,
    conflict_right=_TEXTS, conflict_territories=_TEXTS, conflict_from_day=pa.list_(pa.int32()),
    conflict_until_day=pa.list_(pa.int32()), conflict_sources=pa.list_(_TEXTS),
    conflict_registration_ids=pa.list_(_TEXTS), conflict_parties=pa.list_(_TEXTS),
    conflict_shares_ppm=pa.list_(pa.list_(pa.int32())), conflict_must_answer=pa.list_(_TEXTS),
    **PARKED_COLUMNS,
)  # fmt: skip


def _ownership(record: Values) -> list[Values]:
    segments, conflicts = record["segments"], record["conflicts"]
    registrations = record["registrations"]
    return [
        {
            **{name: record[name] for name in ("work", "kind", "title", "references", "version")},
            "segment_right": [one["right"] for one in segments],
            "segment_territories": [one["territories"] for one in segments],
            "segment_from_day": [one["from_day"] for one in segments],
            "segment_until_day": [_day_or_never(one["until_day"]) for one in segments],
            "segment_status": [one["status"] for one in segments],
            "segment_holders": [one["holders"] for one in segments],
            "segment_shares_ppm": [one["shares_ppm"] for one in segments],
            "segment_facts": [_facts(record["fact_ids"], one["fact_runs"]) for one in segments],
            "segment_grade": [one["grade"] for one in segments],
            "segment_payable": [int(one["payable"]) for one in segments],
            "segment_unclaimed_ppm": [one["unclaimed_ppm"] for one in segments],
            "registration_sources": [one["source"] for one in registrations],
            "registration_ids": [one["registration_id"] for one in registrations],
            "registration_payable": [int(one["payable"]) for one in registrations],
            "conflict_until_day": [_day_or_never(one["until_day"]) for one in conflicts],
            **{f"conflict_{name}": [one[name] for one in conflicts] for name in _CONFLICT_FIELDS},
            **parked_values(record),
        }
    ]


_CONFLICT_FIELDS = (
    "kind", "grade", "right", "territories", "from_day", "sources", "registration_ids", "parties",
    "shares_ppm", "must_answer",
)  # fmt: skip


def _facts(fact_ids: list[str], runs: list[int]) -> list[str]:
    return [
        fact
        for first, count in zip(runs[::2], runs[1::2], strict=True)
        for fact in fact_ids[first : first + count]
    ]


def _day_or_never(stated: int | None) -> int:
    return _FOREVER_DAY if stated is None else stated


_TRADE_STATES = _schema(
    source=_TEXT, trade_id=_TEXT, assigned_work=_TEXT, kind=_TEXT, revision=pa.uint32(),
    state=_TEXT,
    state_from_day=pa.int32(), effective=pa.uint8(), reasons=_TEXTS, grantor=_TEXT, grantee=_TEXT,
    works=_TEXTS, rights=_TEXTS, use_types=_TEXTS, territories=_TEXT, share_ppm=pa.uint32(),
    from_day=pa.int32(), until_day=pa.int32(), exclusivity=_TEXT, conveyance=_TEXT,
    parent_licence_id=_TEXT, pricing_kind=_TEXT, per_unit_e8=pa.int64(),
    revenue_share_ppm=pa.uint32(), price_currency=_TEXT, executed_on=pa.int32(),
    recorded_at=pa.uint32(), has_consideration=pa.uint8(), consideration_micros=pa.int64(),
    consideration_currency=_TEXT, term_names=_TEXTS, term_values=_TEXTS, version=pa.uint64(),
)  # fmt: skip


def _trade_state(record: Values) -> list[Values]:
    paid, terms = record["consideration_micros"], sorted(record["terms"].items())
    return [
        {
            **record,
            "assigned_work": record["works"][0] if record["kind"] == "Assignment" else "",
            "effective": int(record["effective"]),
            "until_day": _day_or_never(record["until_day"]),
            "state_from_day": _day_or_never(record["state_from_day"]),
            "executed_on": _day_or_never(record["executed_on"]),
            "recorded_at": record["recorded_at"] // 1000,
            "has_consideration": int(paid is not None),
            "consideration_micros": paid or 0,
            "term_names": [name for name, _ in terms],
            "term_values": [value for _, value in terms],
        }
    ]


_ALLOCATIONS = _schema(
    sender=_TEXT, report_id=_TEXT, revision=pa.uint32(), part=pa.uint32(), content=pa.uint64(),
    row_number=pa.uint32(), line=pa.uint32(), reference=_TEXT, rights_controller=_TEXT,
    rights_type=_TEXT, share_ppm=pa.int32(), amount=pa.decimal256(76, 30),
    net_revenue=pa.decimal256(76, 30), currency=_TEXT, net_revenue_currency=_TEXT,
    territory=_TEXT, version=pa.uint64(),
)  # fmt: skip
_ROW_COLUMNS = (
    "line",
    "reference",
    "rights_controller",
    "rights_type",
    "share_ppm",
    "amount",
    "net_revenue",
    "currency",
    "net_revenue_currency",
)


def _allocations(record: Values) -> list[Values]:
    shared = {
        name: record[name] for name in ("sender", "report_id", "revision", "part", "territory")
    }
    shared["content"] = int.from_bytes(record["digest"][:8], "little")
    rows = zip(*(record[name] for name in _ROW_COLUMNS), strict=True)
    return [
        {
            **shared,
            **dict(zip(_ROW_COLUMNS, row, strict=True)),
            "row_number": number,
            "version": 1,
        }
        for number, row in enumerate(rows)
    ]


def rounded(amount: Decimal, scale: int) -> Decimal:
    """Half-even to a scale: for warehouses whose widest decimal has fewer places than were sent."""
    return amount.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN, _EXACT)


def collectors() -> dict[str, RowCollector]:
    """One collector for each output topic."""
    return {
        topics.ACCRUALS: AccrualLineRows(),
        topics.RECEIPTS: RecordRows("receipt_rows", _RECEIPTS, _receipt),
        topics.REJECTED: RecordRows("dead_letter_rows", _DEAD_LETTERS, _dead_letter),
        topics.CASES: RecordRows("case_rows", _CASES, _case),
        topics.ANOMALIES: RecordRows("anomaly_rows", _ANOMALIES, _anomalies),
        topics.OWNERSHIP: RecordRows("ownership_pictures", _OWNERSHIP, _ownership),
        topics.TRADE_STATES: RecordRows("trade_rows", _TRADE_STATES, _trade_state),
        topics.PLATFORM_ALLOCATIONS: RecordRows(
            "platform_allocation_rows", _ALLOCATIONS, _allocations
        ),
        topics.TREE_HEADS: RecordRows("tree_head_rows", evidence.HEADS, evidence.head_rows),
        topics.EVIDENCE: RecordRows("evidence_rows", evidence.EVIDENCE, evidence.evidence_rows),
    }

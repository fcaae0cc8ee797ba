"""Licences and assignments as they stand, as records for subscribers and price statistics."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .anomalies.row import Anomaly
from .days import day_of_millis, stated_until
from .licensing.hierarchy import LicenceStanding
from .licensing.licence import Licence
from .ownership.known_facts import AssignmentStanding
from .reports import RecordedAt
from .rights_of_use import RIGHTS

LATE_RECORDAL_DAYS: Final = 90
"""About three months from execution, within which title is recorded against later purchasers."""


def licence_record(
    body: Mapping[str, Any],
    licence: Licence,
    standing: LicenceStanding | None,
    overlaps: Iterable[tuple[str, str]],
    version: int,
) -> dict[str, Any]:
    """TradeStanding of a licence from its body; `standing` is None when it was withdrawn."""
    pricing, paid = body["pricing"], body["consideration"] or {}
    reasons = [f"not within its parent: {one}" for one in standing.exceeds] if standing else []
    reasons += [f"overlaps {licence_id} of {source}" for source, licence_id in overlaps]
    return {
        "source": licence.source,
        "trade_id": licence.licence_id,
        "kind": "Licence",
        "version": version,
        "revision": licence.revision,
        "state": body["state"] if standing else "Withdrawn",
        "state_from_day": body["state_from_day"],
        "effective": standing is not None and standing.effective and body["state"] == "Active",
        "reasons": reasons,
        "grantor": licence.licensor,
        "grantee": licence.licensee,
        "works": list(body["works"]),
        "rights": list(body["rights"]),
        "use_types": list(body["use_types"]),
        "territories": str(licence.territories),
        "share_ppm": 0,
        "from_day": licence.from_day,
        "until_day": body["until_day"],
        "exclusivity": body["exclusivity"],
        "conveyance": "",
        "parent_licence_id": licence.parent_licence_id,
        "pricing_kind": pricing["kind"],
        "per_unit_e8": pricing["per_unit_e8"],
        "revenue_share_ppm": pricing["revenue_share_ppm"],
        "price_currency": pricing["currency"],
        "executed_on": body["executed_on"],
        "recorded_at": licence.recorded_at.millis,
        "consideration_micros": paid.get("amount_micros"),
        "consideration_currency": paid.get("currency", ""),
        "terms": body["terms"],
    }


def assignment_record(work: str, standing: AssignmentStanding, version: int) -> dict[str, Any]:
    """TradeStanding of an assignment."""
    one = standing.assignment
    paid = one.consideration
    reasons = ["its assignor does not hold the share"] if standing.defective else []
    if standing.behind is not None:
        reasons = [f"parked: waits for {standing.behind}"]
    return {
        "source": one.source,
        "trade_id": one.assignment_id,
        "kind": "Assignment",
        "version": version,
        "revision": one.revision,
        "state": "Withdrawn" if standing.withdrawn else "Active",
        "state_from_day": None,
        "effective": one.conveys_title and not reasons and not standing.withdrawn,
        "reasons": reasons,
        "grantor": one.assignor,
        "grantee": one.assignee,
        "works": [work],
        "rights": [RIGHTS[right] for right in sorted(one.rights)],
        "use_types": [],
        "territories": str(one.territories),
        "share_ppm": one.share_ppm,
        "from_day": one.from_day,
        "until_day": stated_until(one.until_day),
        "exclusivity": "",
        "conveyance": one.conveyance,
        "parent_licence_id": "",
        "pricing_kind": "",
        "per_unit_e8": 0,
        "revenue_share_ppm": 0,
        "price_currency": "",
        "executed_on": one.executed_on,
        "recorded_at": one.recorded_at.millis,
        "consideration_micros": None if paid is None else paid.amount_micros,
        "consideration_currency": "" if paid is None else paid.currency,
        "terms": {},
    }


def late_recordal(
    subject: str, trade_id: str, source: str, executed_on: int | None, recorded_at: RecordedAt
) -> list[Anomaly]:
    """Told of a trade that was recorded long after it was executed; it is not worth less."""
    recorded_on = day_of_millis(recorded_at.millis)
    if executed_on is None or recorded_on - executed_on <= LATE_RECORDAL_DAYS:
        return []
    return [
        Anomaly.of_title(
            "LateRecordal", subject, f"{trade_id} of {source}", (executed_on, recorded_on),
            recorded_on - executed_on, LATE_RECORDAL_DAYS,
        )
    ]  # fmt: skip


def licence_anomalies(
    standing: LicenceStanding, overlaps: Iterable[tuple[str, str]], executed_on: int | None
) -> list[Anomaly]:
    """A sublicence beyond its parent, overlapping exclusives, a late recordal. The subject is the
    licence: its works may be a whole repertoire."""
    licence = standing.licence
    mine = f"{licence.licence_id} of {licence.source}"

    def told(kind: str, detail: str) -> Anomaly:
        days = (licence.from_day, licence.until_day)
        return Anomaly.of_title(kind, licence.licence_id, detail, days, 0, 0)

    found = [told("DefectiveLicence", f"{mine}: {dimension}") for dimension in standing.exceeds]
    found += [
        told("LicenceOverlap", f"{mine} with {licence_id} of {source}")
        for source, licence_id in overlaps
    ]
    return found + late_recordal(
        licence.licence_id, licence.licence_id, licence.source, executed_on, licence.recorded_at
    )

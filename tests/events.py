"""Events as senders write them, with everything that a test does not care about filled in."""

from itertools import count
from typing import Any

_numbers = count(1)
DAY = 20_700
"""2026-09-04; the broker of the test driver records everything some days later."""


def _event(
    kind: str, source: str, subject: str, body: dict[str, Any], event_id: str | None, at: int
) -> dict[str, Any]:
    return {
        "event_id": event_id or f"event-{next(_numbers)}",
        "source": source,
        "occurred_at": at,
        "subject": subject,
        "body": (f"rightstream.{kind}", body),
    }


def admission(platform: str) -> dict[str, Any]:
    body = {"platform": platform, "name": "", "admitted": True}
    return _event("control.PlatformAdmitted", "operator", platform, body, f"admit-{platform}", 1)


def claim(
    party: str,
    share_ppm: int,
    *,
    right: str = "MakeAvailable",
    territories: tuple[tuple[bool, str], ...] = (),
    from_day: int = 0,
    until_day: int | None = None,
) -> dict[str, Any]:
    return {
        "party": party,
        "right": right,
        "role": "",
        "share_ppm": share_ppm,
        "territories": [{"include": include, "code": code} for include, code in territories],
        "from_day": from_day,
        "until_day": until_day,
    }


def registration(
    work: str,
    *claims: dict[str, Any],
    references: tuple[str, ...] = (),
    registration_id: str = "R1",
    revision: int = 1,
    source: str = "registry-a",
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {
        "registration_id": registration_id,
        "revision": revision,
        "work": work,
        "kind": "SoundRecording",
        "title": f"Title of {work}",
        "references": list(references),
        "content_hashes": [],
        "claims": list(claims),
        "created_on": None,
    }
    return _event("registrations.RegistrationSubmitted", source, work, body, event_id, at)


def withdrawn(
    work: str,
    registration_id: str,
    *,
    revision: int = 2,
    source: str = "registry-a",
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {"registration_id": registration_id, "revision": revision, "work": work, "reason": ""}
    return _event("registrations.RegistrationWithdrawn", source, work, body, event_id, at)


def licence(
    licence_id: str,
    licensor: str,
    licensee: str,
    *,
    works: tuple[str, ...] = (),
    revenue_share_ppm: int | None = None,
    per_unit_e8: int | None = None,
    currency: str = "",
    rights: tuple[str, ...] = ("MakeAvailable",),
    use_types: tuple[str, ...] = (),
    territories: tuple[tuple[bool, str], ...] = (),
    from_day: int = 0,
    until_day: int | None = None,
    revision: int = 1,
    state: str = "Active",
    state_from_day: int | None = None,
    exclusivity: str = "NonExclusive",
    parent: str | None = None,
    source: str = "",
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    per_unit = per_unit_e8 is not None
    body = {
        "licence_id": licence_id,
        "revision": revision,
        "licensor": licensor,
        "licensee": licensee,
        "works": list(works),
        "rights": list(rights),
        "use_types": list(use_types),
        "territories": [{"include": include, "code": code} for include, code in territories],
        "from_day": from_day,
        "until_day": until_day,
        "exclusivity": exclusivity,
        "state": state,
        "state_from_day": state_from_day,
        "pricing": {
            "kind": "PerUnit" if per_unit else "RevenueShare",
            "per_unit_e8": per_unit_e8 or 0,
            "revenue_share_ppm": revenue_share_ppm or 0,
            "currency": currency,
        },
        "parent_licence_id": parent,
        "executed_on": None,
        "consideration": None,
        "terms": {},
    }
    return _event("trades.LicenceGranted", source or licensor, licence_id, body, event_id, at)


def assignment(
    assignment_id: str,
    work: str,
    assignor: str,
    assignee: str,
    share_ppm: int = 1_000_000,
    *,
    rights: tuple[str, ...] = ("MakeAvailable",),
    territories: tuple[tuple[bool, str], ...] = (),
    from_day: int = 0,
    until_day: int | None = None,
    revision: int = 1,
    conveyance: str = "Assignment",
    source: str = "",
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {
        "assignment_id": assignment_id,
        "revision": revision,
        "work": work,
        "assignor": assignor,
        "assignee": assignee,
        "rights": list(rights),
        "share_ppm": share_ppm,
        "territories": [{"include": include, "code": code} for include, code in territories],
        "from_day": from_day,
        "until_day": until_day,
        "conveyance": conveyance,
        "prior_royalty": "None",
        "prior_royalty_day": None,
        "retention_end_day": None,
        "post_term_collection": "None",
        "post_term_day": None,
        "executed_on": None,
        "consideration": None,
    }
    return _event("trades.AssignmentRecorded", source or assignor, assignment_id, body, None, at)


def withdrawn_trade(
    trade_id: str,
    source: str,
    *,
    revision: int = 2,
    works: tuple[str, ...] = (),
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {"trade_id": trade_id, "revision": revision, "works": list(works), "reason": ""}
    return _event("trades.TradeWithdrawn", source, trade_id, body, event_id, at)


def decision(
    work: str,
    registration_id: str,
    outcome: str,
    *,
    registration_source: str = "",
    right: str = "MakeAvailable",
    territories: tuple[tuple[bool, str], ...] = (),
    from_day: int = 0,
    until_day: int | None = None,
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {
        "work": work,
        "registration_id": registration_id,
        "registration_source": registration_source,
        "right": right,
        "territories": [{"include": include, "code": code} for include, code in territories],
        "from_day": from_day,
        "until_day": until_day,
        "outcome": outcome,
        "reference": "",
    }
    return _event("registrations.ClaimDecided", "court", work, body, event_id, at)


Line = tuple[str, int, int]


def usage(
    platform: str,
    report_id: str,
    *lines: Line,
    revision: int = 1,
    part: int = 1,
    parts: int = 1,
    use_type: str = "OnDemandStream",
    currency: str = "CNY",
    territory: str = "CN",
    day: int = DAY,
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    """Lines are (reference, units, revenue in micros)."""
    body = {
        "report_id": report_id,
        "revision": revision,
        "part": part,
        "parts": parts,
        "period_from_day": day,
        "period_until_day": day + 30,
        "service": "",
        "commercial_model": "Subscription",
        "currency": currency,
        "territory": territory,
        "use_types": [use_type],
        "reference": [reference for reference, _, _ in lines],
        "use_type": [0] * len(lines),
        "first_day": [day] * len(lines),
        "days": [],
        "units": [units for _, units, _ in lines],
        "revenue_micros": [revenue for _, _, revenue in lines],
        "allocations": None,
    }
    return _event("usage.UsageReported", platform, report_id, body, event_id, at)


def signal(
    signal_id: str,
    reference: str,
    platform: str,
    *,
    source: str = "watcher",
    use_type: str = "OnDemandStream",
    territory: str = "CN",
    day: int = DAY,
    event_id: str | None = None,
    at: int = 1_700_000_000_000_000,
) -> dict[str, Any]:
    body = {
        "signal_id": signal_id,
        "reference": reference,
        "platform": platform,
        "use_type": use_type,
        "territory": territory,
        "at_day": day,
        "reporter": "RightsHolder",
        "location": "",
        "evidence_hash": b"",
        "note": "",
    }
    return _event("signals.InfringementSignalled", source, reference, body, event_id, at)


def retraction(
    signal_id: str, reference: str, *, source: str = "watcher", event_id: str | None = None
) -> dict[str, Any]:
    body = {"signal_id": signal_id, "reference": reference, "reason": ""}
    return _event(
        "signals.SignalRetracted", source, reference, body, event_id, 1_700_000_000_000_000
    )

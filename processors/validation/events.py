"""The checks of each kind of event that is not usage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from processors import limits
from processors.days import day_of_millis
from processors.faults import Faults
from processors.ownership.segments import WHOLE_PPM
from processors.reports import RecordedAt
from processors.rights_of_use import RIGHT_CODE
from processors.territories import UnknownTerritory, resolve
from schemas.currencies import CURRENCIES
from schemas.enums import USE_TYPES

from .common import (
    check_days,
    check_envelope,
    check_identifier,
    check_revision,
    check_territories,
    check_text,
)

Body = Mapping[str, Any]
PARTIES: Final = ("party", "ipi", "isni", "dpid")
WORKS: Final = ("work",)
_MEND: Final = "correct the event and send it again with a new event id"


def event_faults(event: Mapping[str, Any], recorded_at: RecordedAt) -> Faults:
    """All faults of a registration, trade, signal or control event; none means it is a fact."""
    faults = Faults()
    check_envelope(event, recorded_at, faults)
    name, body = event["body"]
    check = _CHECKS.get(name.rpartition(".")[2])
    if check is None:
        faults.add(
            "unsupported_event", "body", f"{name} is not taken in by this release", "see the README"
        )
    else:
        check(body, faults, day_of_millis(recorded_at.millis))
    return faults


def _registration(body: Body, faults: Faults, _today: int) -> None:
    check_text("registration_id", body["registration_id"], faults, empty_allowed=False)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_text("title", body["title"], faults)
    _check_count("claims", len(body["claims"]), limits.MAX_CLAIMS, faults)
    _check_count("references", len(body["references"]), limits.MAX_REFERENCES, faults)
    for index, reference in enumerate(body["references"][: limits.MAX_REFERENCES]):
        where = f"references[{index}]"
        check_identifier(where, reference, faults)
        if reference.startswith("work:"):
            faults.add("wrong_namespace", where, "a work is not a reference to itself", _MEND)
    claims = body["claims"][: limits.MAX_CLAIMS]
    for index, claim in enumerate(claims):
        _claim(f"claims[{index}]", claim, faults)
    _check_pieces(claims, faults)


def _check_pieces(claims: Sequence[Body], faults: Faults) -> None:
    days = {day for claim in claims for day in (claim["from_day"], claim["until_day"])}
    territories = {
        tuple((rule["include"], rule["code"]) for rule in claim["territories"]) for claim in claims
    }
    pieces = len(claims) * len(days) * len(territories)
    if pieces > limits.MAX_CLAIM_PIECES:
        faults.add(
            "too_fragmented", "claims",
            f"{len(claims)} claims change on {len(days)} days for {len(territories)} territories",
            "give claims of one right the same days and territories, or register less at once",
        )  # fmt: skip


def _claim(where: str, claim: Body, faults: Faults) -> None:
    check_identifier(f"{where}.party", claim["party"], faults, namespaces=PARTIES)
    _check_share(f"{where}.share_ppm", claim["share_ppm"], faults)
    check_days(where, claim["from_day"], claim["until_day"], faults)
    check_territories(f"{where}.territories", claim["territories"], faults)


def _withdrawal(body: Body, faults: Faults, _today: int) -> None:
    check_text("registration_id", body["registration_id"], faults, empty_allowed=False)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)


def _assignment(body: Body, faults: Faults, _today: int) -> None:
    check_text("assignment_id", body["assignment_id"], faults, empty_allowed=False)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_identifier("assignor", body["assignor"], faults, namespaces=PARTIES)
    check_identifier("assignee", body["assignee"], faults, namespaces=PARTIES)
    if body["assignor"] == body["assignee"]:
        faults.add("same_party", "assignee", "is the assignor", "name who acquires the share")
    _check_rights(body["rights"], faults)
    _check_share("share_ppm", body["share_ppm"], faults)
    check_days("assignment", body["from_day"], body["until_day"], faults)
    check_territories("territories", body["territories"], faults)


def _check_rights(rights: Sequence[str], faults: Faults) -> None:
    if not rights:
        faults.add("missing", "rights", "no right is named", "name at least one right")
    if any(right not in RIGHT_CODE for right in rights):
        faults.add("unknown_right", "rights", f"{rights}", "use DDEX RightsCoverage")


def _check_share(where: str, share_ppm: int, faults: Faults) -> None:
    if not 0 < share_ppm <= WHOLE_PPM:
        why = f"{share_ppm} ppm"
        faults.add("bad_share", where, why, f"a share is 1 to {WHOLE_PPM} ppm")


def _licence(body: Body, faults: Faults, _today: int) -> None:
    check_text("licence_id", body["licence_id"], faults, empty_allowed=False)
    if body["licence_id"] != "".join(body["licence_id"].split()):
        faults.add("bad_licence_id", "licence_id", "has white space", _MEND)
    check_revision(body["revision"], faults)
    check_identifier("licensor", body["licensor"], faults, namespaces=PARTIES)
    check_text("licensee", body["licensee"], faults, empty_allowed=False)
    _check_count("works", len(body["works"]), limits.MAX_LICENSED_WORKS, faults)
    for index, work in enumerate(body["works"][: limits.MAX_LICENSED_WORKS]):
        check_identifier(f"works[{index}]", work, faults, namespaces=WORKS)
    _check_rights(body["rights"], faults)
    for use_type in body["use_types"]:
        if use_type not in USE_TYPES:
            faults.add("unknown_use_type", "use_types", use_type, "use a DDEX UseType")
    check_days("licence", body["from_day"], body["until_day"], faults)
    check_territories("territories", body["territories"], faults)
    _pricing(body["pricing"], faults)


def _pricing(pricing: Body, faults: Faults) -> None:
    kind, currency = pricing["kind"], pricing["currency"]
    if kind == "PerUnit":
        if not 0 <= pricing["per_unit_e8"] <= limits.MAX_PER_UNIT_E8:
            faults.add("bad_price", "pricing.per_unit_e8", f"{pricing['per_unit_e8']}", _MEND)
        if currency not in CURRENCIES:
            faults.add("unknown_currency", "pricing.currency", repr(currency), "use ISO 4217")
    elif kind == "RevenueShare":
        if not 0 <= pricing["revenue_share_ppm"] <= WHOLE_PPM:
            faults.add(
                "bad_price", "pricing.revenue_share_ppm", f"{pricing['revenue_share_ppm']}", _MEND
            )
        if currency and currency not in CURRENCIES:
            faults.add("unknown_currency", "pricing.currency", repr(currency), "use ISO 4217")
    else:
        faults.add("bad_price", "pricing.kind", kind, "PerUnit or RevenueShare")


def _signal(body: Body, faults: Faults, today: int) -> None:
    check_text("signal_id", body["signal_id"], faults, empty_allowed=False)
    check_identifier("reference", body["reference"], faults)
    check_text("platform", body["platform"], faults, empty_allowed=False)
    check_text("location", body["location"], faults)
    if body["use_type"] not in USE_TYPES:
        faults.add("unknown_use_type", "use_type", body["use_type"], "use a DDEX UseType")
    try:
        resolve(body["territory"])
    except UnknownTerritory as fault:
        faults.add("unknown_territory", "territory", str(fault), "use a TIS number or ISO code")
    if body["at_day"] > today + limits.FUTURE_TOLERANCE_DAYS:
        faults.add("future_date", "at_day", f"day {body['at_day']}", _MEND)
    check_days("at_day", body["at_day"], None, faults)


def _retraction(body: Body, faults: Faults, _today: int) -> None:
    check_text("signal_id", body["signal_id"], faults, empty_allowed=False)
    check_identifier("reference", body["reference"], faults)


def _platform(body: Body, faults: Faults, _today: int) -> None:
    check_text("platform", body["platform"], faults, most=128, empty_allowed=False)


def _clock(body: Body, faults: Faults, _today: int) -> None:
    check_days("day", body["day"], None, faults)


def _check_count(where: str, count: int, most: int, faults: Faults) -> None:
    if count > most:
        faults.add("too_many", where, f"{count}, at most {most}", _MEND)


_CHECKS: Final[dict[str, Callable[[Body, Faults, int], None]]] = {
    "RegistrationSubmitted": _registration,
    "RegistrationWithdrawn": _withdrawal,
    "LicenceGranted": _licence,
    "AssignmentRecorded": _assignment,
    "InfringementSignalled": _signal,
    "SignalRetracted": _retraction,
    "PlatformAdmitted": _platform,
    "ClockAdvanced": _clock,
}

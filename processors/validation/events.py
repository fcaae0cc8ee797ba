"""The checks of each kind of event that is not usage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from processors import limits
from processors.days import day_of_millis
from processors.faults import Faults
from processors.reports import RecordedAt
from processors.territories import UnknownTerritory, resolve
from schemas.enums import USE_TYPES

from .common import (
    MEND,
    PARTIES,
    WORKS,
    Body,
    check_content_hashes,
    check_count,
    check_day,
    check_days,
    check_envelope,
    check_identifier,
    check_made_name,
    check_prose,
    check_revision,
    check_rights,
    check_share,
    check_territories,
    check_text,
)
from .trades import check_assignment, check_licence, check_withdrawn_trade


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
    check_made_name("registration_id", body["registration_id"], faults)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_prose("title", body["title"], faults)
    check_day("created_on", body["created_on"], faults)
    check_count("claims", len(body["claims"]), limits.MAX_CLAIMS, faults)
    check_count("references", len(body["references"]), limits.MAX_REFERENCES, faults)
    for index, reference in enumerate(body["references"][: limits.MAX_REFERENCES]):
        where = f"references[{index}]"
        check_identifier(where, reference, faults)
        if reference.startswith("work:"):
            faults.add("wrong_namespace", where, "a work is not a reference to itself", MEND)
    check_content_hashes(body["content_hashes"], faults)
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
    check_share(f"{where}.share_ppm", claim["share_ppm"], faults)
    check_days(where, claim["from_day"], claim["until_day"], faults)
    check_territories(f"{where}.territories", claim["territories"], faults)


def _decision(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("registration_id", body["registration_id"], faults)
    source = body["registration_source"]
    check_made_name("registration_source", source, faults, empty_allowed=True)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_rights([body["right"]], faults)
    check_days("decision", body["from_day"], body["until_day"], faults)
    check_territories("territories", body["territories"], faults)
    check_text("reference", body["reference"], faults)


def _withdrawal(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("registration_id", body["registration_id"], faults)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_prose("reason", body["reason"], faults)


def _signal(body: Body, faults: Faults, today: int) -> None:
    check_made_name("signal_id", body["signal_id"], faults)
    check_identifier("reference", body["reference"], faults)
    check_made_name("platform", body["platform"], faults)
    check_prose("location", body["location"], faults)
    check_prose("note", body["note"], faults)
    size, most = len(body["evidence_hash"]), limits.MAX_EVIDENCE_HASH
    check_count("evidence_hash", size, most, faults)
    if body["use_type"] not in USE_TYPES:
        faults.add("unknown_use_type", "use_type", body["use_type"], "use a DDEX UseType")
    try:
        resolve(body["territory"])
    except UnknownTerritory as fault:
        faults.add("unknown_territory", "territory", str(fault), "use a TIS number or ISO code")
    if body["at_day"] > today + limits.FUTURE_TOLERANCE_DAYS:
        faults.add("future_date", "at_day", f"day {body['at_day']}", MEND)
    check_days("at_day", body["at_day"], None, faults)


def _retraction(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("signal_id", body["signal_id"], faults)
    check_identifier("reference", body["reference"], faults)
    check_prose("reason", body["reason"], faults)


def _platform(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("platform", body["platform"], faults, most=128)
    check_prose("name", body["name"], faults)


def _clock(body: Body, faults: Faults, _today: int) -> None:
    check_days("day", body["day"], None, faults)


_CHECKS: Final[dict[str, Callable[[Body, Faults, int], None]]] = {
    "RegistrationSubmitted": _registration,
    "RegistrationWithdrawn": _withdrawal,
    "ClaimDecided": _decision,
    "LicenceGranted": check_licence,
    "AssignmentRecorded": check_assignment,
    "TradeWithdrawn": check_withdrawn_trade,
    "InfringementSignalled": _signal,
    "SignalRetracted": _retraction,
    "PlatformAdmitted": _platform,
    "ClockAdvanced": _clock,
}

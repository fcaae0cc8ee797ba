"""The checks of licences, assignments and their withdrawal."""

from processors import limits
from processors.faults import Faults
from processors.ownership.shares import WHOLE_PPM
from schemas.currencies import CURRENCIES
from schemas.enums import USE_TYPES

from .common import (
    MEND,
    PARTIES,
    WORKS,
    Body,
    check_count,
    check_day,
    check_days,
    check_identifier,
    check_made_name,
    check_prose,
    check_revision,
    check_rights,
    check_share,
    check_territories,
    check_text,
)


def check_assignment(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("assignment_id", body["assignment_id"], faults)
    check_revision(body["revision"], faults)
    check_identifier("work", body["work"], faults, namespaces=WORKS)
    check_identifier("assignor", body["assignor"], faults, namespaces=PARTIES)
    check_identifier("assignee", body["assignee"], faults, namespaces=PARTIES)
    if body["assignor"] == body["assignee"]:
        faults.add("same_party", "assignee", "is the assignor", "name who acquires the share")
    check_rights(body["rights"], faults)
    check_share("share_ppm", body["share_ppm"], faults)
    check_days("assignment", body["from_day"], body["until_day"], faults)
    check_territories("territories", body["territories"], faults)
    _collection_terms(body, faults)
    check_day("executed_on", body["executed_on"], faults)
    _consideration(body, faults)


def _collection_terms(body: Body, faults: Faults) -> None:
    """CWR: a retention ends no sooner than the agreement, and both collection statuses that name a
    day carry one: prior royalties from a day before the start, post-term collection until a day
    after the retention."""
    for name in ("retention_end_day", "prior_royalty_day", "post_term_day"):
        check_day(name, body[name], faults)
    end, retention = body["until_day"], body["retention_end_day"]
    if retention is not None and (end is None or retention < end):
        faults.add(
            "bad_retention", "retention_end_day", f"day {retention}, the term ends {end}",
            "a retention follows the end of the term",
        )  # fmt: skip
    prior, day = body["prior_royalty"], body["prior_royalty_day"]
    if (prior == "FromDay") != (day is not None) or (day is not None and day >= body["from_day"]):
        faults.add(
            "bad_prior_royalty", "prior_royalty_day", f"day {day} with {prior}",
            "give a day before from_day with FromDay, and none otherwise",
        )  # fmt: skip
    last = end if retention is None else retention
    post, day = body["post_term_collection"], body["post_term_day"]
    outlasts = day is not None and last is not None and day > last
    if (post == "UntilDay") != (day is not None) or (day is not None and not outlasts):
        faults.add(
            "bad_post_term", "post_term_day", f"day {day} with {post}",
            "give a day after term and retention with UntilDay, and none otherwise",
        )  # fmt: skip


def _consideration(body: Body, faults: Faults) -> None:
    paid = body["consideration"]
    if paid is None:
        return
    if not 0 <= paid["amount_micros"] <= limits.MAX_CONSIDERATION_MICROS:
        faults.add("bad_price", "consideration.amount_micros", f"{paid['amount_micros']}", MEND)
    if paid["currency"] not in CURRENCIES:
        faults.add(
            "unknown_currency", "consideration.currency", repr(paid["currency"]), "use ISO 4217"
        )


def check_withdrawn_trade(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("trade_id", body["trade_id"], faults)
    check_revision(body["revision"], faults)
    check_prose("reason", body["reason"], faults)


def check_licence(body: Body, faults: Faults, _today: int) -> None:
    check_made_name("licence_id", body["licence_id"], faults)
    if body["licence_id"] != "".join(body["licence_id"].split()):
        faults.add("bad_licence_id", "licence_id", "has white space", MEND)
    check_revision(body["revision"], faults)
    check_identifier("licensor", body["licensor"], faults, namespaces=PARTIES)
    check_made_name("licensee", body["licensee"], faults)
    check_count("works", len(body["works"]), limits.MAX_LICENSED_WORKS, faults)
    for index, work in enumerate(body["works"][: limits.MAX_LICENSED_WORKS]):
        check_identifier(f"works[{index}]", work, faults, namespaces=WORKS)
    check_rights(body["rights"], faults)
    check_count("use_types", len(body["use_types"]), limits.MAX_USE_TYPES, faults)
    for use_type in body["use_types"][: limits.MAX_USE_TYPES]:
        if use_type not in USE_TYPES:
            faults.add("unknown_use_type", "use_types", use_type, "use a DDEX UseType")
    check_days("licence", body["from_day"], body["until_day"], faults)
    check_territories("territories", body["territories"], faults)
    _pricing(body["pricing"], faults)
    check_day("executed_on", body["executed_on"], faults)
    check_day("state_from_day", body["state_from_day"], faults)
    _consideration(body, faults)
    _licence_terms(body, faults)


def _licence_terms(body: Body, faults: Faults) -> None:
    if body["licensee"] == body["licensor"]:
        faults.add("same_party", "licensee", "is the licensor", "name who may use the works")
    parent = body["parent_licence_id"] or ""
    check_made_name("parent_licence_id", parent, faults, empty_allowed=True)
    if body["parent_licence_id"] == body["licence_id"]:
        faults.add("own_parent", "parent_licence_id", "is the licence itself", MEND)
    if body["state_from_day"] is not None and body["state"] not in ("Suspended", "Terminated"):
        faults.add(
            "bad_state", "state_from_day", f"with {body['state']}",
            "give a day with Suspended or Terminated only",
        )  # fmt: skip
    check_count("terms", len(body["terms"]), limits.MAX_TERMS, faults)
    for name, text in list(body["terms"].items())[: limits.MAX_TERMS]:
        check_text("terms", name, faults, most=limits.MAX_REPORT_ID, empty_allowed=False)
        check_prose(f"terms[{name[:40]!r}]", text, faults)


def _pricing(pricing: Body, faults: Faults) -> None:
    kind, currency = pricing["kind"], pricing["currency"]
    # Both, whichever counts: both are passed on with the licence.
    for name, most in (("per_unit_e8", limits.MAX_PER_UNIT_E8), ("revenue_share_ppm", WHOLE_PPM)):
        if not 0 <= pricing[name] <= most:
            faults.add("bad_price", f"pricing.{name}", f"{pricing[name]}", MEND)
    if currency not in CURRENCIES and (currency or kind == "PerUnit"):
        faults.add("unknown_currency", "pricing.currency", repr(currency), "use ISO 4217")
    if kind not in ("PerUnit", "RevenueShare"):
        faults.add("bad_price", "pricing.kind", kind, "PerUnit or RevenueShare")

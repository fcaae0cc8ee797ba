"""Events that are not usage: every check by the name of its fault, several at once."""

from copy import deepcopy
from typing import Any

import pytest

from processors import limits
from processors.validation.events import event_faults
from tests import events
from tests.processors.random_markets import recorded

AT = recorded(0)
TODAY = AT.millis // 86_400_000
Event = dict[str, Any]
LONG = "x" * (limits.MAX_TEXT + 1)
CHINA = {"include": True, "code": "CN"}


def control(kind: str, **body: Any) -> Event:
    return {
        "event_id": "e1", "source": "market-authority", "occurred_at": 0, "subject": "market",
        "body": (f"rightstream.control.{kind}", body),
    }  # fmt: skip


def withdrawal(**said: Any) -> Event:
    event = events.registration("work:a")
    body = {"registration_id": "R1", "revision": 2, "work": "work:a", "reason": "", **said}
    return {**event, "body": ("rightstream.registrations.RegistrationWithdrawn", body)}


GOOD = {
    "registration": events.registration(
        "work:a", events.claim("party:ann", 1_000_000), references=("isrc:USSM19803037",)
    ),
    "withdrawal": withdrawal(),
    "per unit": events.licence("L1", "party:ann", "tunefy", per_unit_e8=5, currency="CNY"),
    "share": events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=5),
    "assignment": events.assignment("A1", "work:a", "party:ann", "party:bob"),
    "decision": events.decision("work:a", "R1", "Upheld"),
    "withdrawn trade": events.withdrawn_trade("A1", "market-a"),
    "signal": events.signal("s1", "isrc:USSM19803037", "tunefy"),
    "retraction": events.retraction("s1", "work:a"),
    "platform": control("PlatformAdmitted", platform="tunefy", name="Tunefy", admitted=True),
    "clock": control("ClockAdvanced", day=TODAY),
}


def faults_of(event: Event) -> list[tuple[str, str]]:
    return [(fault.code, fault.where) for fault in event_faults(event, AT).listed]


def changed(name: str, path: str, value: Any) -> Event:
    """The good event with a value at a dotted path of its body, or from / of its envelope."""
    event = deepcopy(GOOD[name])
    place: Any = event if path.startswith("/") else event["body"][1]
    *steps, last = path.removeprefix("/").split(".")
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return event


@pytest.mark.parametrize("name", GOOD)
def test_a_good_event_has_no_faults(name: str) -> None:
    """One of each kind this release takes in."""
    assert faults_of(GOOD[name]) == []


FAULTS = [
    # event, what is changed, to what, the fault, where
    ("clock", "/event_id", "", "missing", "event_id"),
    ("clock", "/source", "x" * 201, "too_long", "source"),
    ("clock", "/subject", "a\tb", "unprintable", "subject"),
    ("clock", "/occurred_at", (AT.millis + 86_400_001) * 1_000, "future_date", "occurred_at"),
    ("registration", "registration_id", "", "missing", "registration_id"),
    ("registration", "revision", 0, "bad_revision", "revision"),
    ("registration", "revision", limits.MAX_REVISION + 1, "bad_revision", "revision"),
    ("registration", "work", "isrc:USSM19803037", "wrong_namespace", "work"),
    ("registration", "work", "a", "bad_identifier", "work"),
    ("registration", "title", LONG, "too_long", "title"),
    ("registration", "title", "a\u202eb", "unprintable", "title"),
    ("registration", "references", ["isrc:USSM1980303X"], "bad_identifier", "references[0]"),
    ("registration", "references", ["isrc:US-SM1-98-03037"], "not_canonical", "references[0]"),
    ("registration", "references", ["work:b"], "wrong_namespace", "references[0]"),
    ("registration", "references", ["tunefy:1"] * 1_025, "too_many", "references"),
    ("registration", "claims", [events.claim("party:a", 1)] * 2_049, "too_many", "claims"),
    ("registration", "claims.0.party", "isrc:USSM19803037", "wrong_namespace", "claims[0].party"),
    ("registration", "claims.0.party", "Ann", "bad_identifier", "claims[0].party"),
    ("registration", "claims.0.share_ppm", 0, "bad_share", "claims[0].share_ppm"),
    ("registration", "claims.0.share_ppm", -1, "bad_share", "claims[0].share_ppm"),
    ("registration", "claims.0.share_ppm", 1_000_001, "bad_share", "claims[0].share_ppm"),
    ("registration", "claims.0.from_day", limits.EARLIEST_DAY - 1, "bad_day", "claims[0].from_day"),
    ("registration", "claims.0.from_day", 200_001, "bad_day", "claims[0].from_day"),
    ("registration", "claims.0.until_day", 0, "bad_period", "claims[0].until_day"),
    ("registration", "claims.0.until_day", 200_001, "bad_period", "claims[0].until_day"),
    ("registration", "claims.0.territories", [{"include": True, "code": "XX"}],
     "unknown_territory", "claims[0].territories[0]"),
    ("registration", "claims.0.territories", [{"include": False, "code": "CN"}],
     "empty_territory", "claims[0].territories"),
    ("registration", "claims.0.territories", [CHINA] * 513, "too_many", "claims[0].territories"),
    ("withdrawal", "registration_id", LONG, "too_long", "registration_id"),
    ("withdrawal", "revision", 0, "bad_revision", "revision"),
    ("withdrawal", "work", "party:ann", "wrong_namespace", "work"),
    ("assignment", "assignment_id", "", "missing", "assignment_id"),
    ("assignment", "revision", 0, "bad_revision", "revision"),
    ("assignment", "work", "tunefy:1", "wrong_namespace", "work"),
    ("assignment", "assignor", "tunefy:1", "wrong_namespace", "assignor"),
    ("assignment", "assignee", "Bob", "bad_identifier", "assignee"),
    ("assignment", "assignee", "party:ann", "same_party", "assignee"),
    ("assignment", "rights", [], "missing", "rights"),
    ("assignment", "rights", ["Everything"], "unknown_right", "rights"),
    ("assignment", "share_ppm", 0, "bad_share", "share_ppm"),
    ("assignment", "share_ppm", 1_000_001, "bad_share", "share_ppm"),
    ("assignment", "from_day", 200_001, "bad_day", "assignment.from_day"),
    ("assignment", "until_day", 0, "bad_period", "assignment.until_day"),
    ("assignment", "territories", [{"include": True, "code": "XX"}], "unknown_territory",
     "territories[0]"),
    ("registration", "content_hashes", [{"algorithm": "md5", "digest": b"x" * 16}],
     "unknown_algorithm", "content_hashes[0]"),
    ("registration", "content_hashes", [{"algorithm": "sha-256", "digest": b"x" * 31}],
     "bad_digest", "content_hashes[0]"),
    ("registration", "content_hashes", [{"algorithm": "sm3", "digest": b"x" * 32}] * 65,
     "too_many", "content_hashes"),
    ("registration", "references", ["ean:4006381333932"], "bad_identifier", "references[0]"),
    ("registration", "references", ["iswc:T9109247317"], "bad_identifier", "references[0]"),
    ("registration", "claims.0.party", "ipi:00014107339", "bad_identifier", "claims[0].party"),
    ("registration", "claims.0.party", "isni:0000000081266408", "bad_identifier",
     "claims[0].party"),
    ("decision", "registration_id", "", "missing", "registration_id"),
    ("decision", "registration_source", LONG, "too_long", "registration_source"),
    ("decision", "work", "tunefy:1", "wrong_namespace", "work"),
    ("decision", "right", "Everything", "unknown_right", "rights"),
    ("decision", "until_day", 0, "bad_period", "decision.until_day"),
    ("decision", "territories", [CHINA] * 513, "too_many", "territories"),
    ("withdrawn trade", "trade_id", "", "missing", "trade_id"),
    ("withdrawn trade", "revision", 0, "bad_revision", "revision"),
    ("withdrawn trade", "reason", LONG, "too_long", "reason"),
    ("assignment", "retention_end_day", 10, "bad_retention", "retention_end_day"),
    ("assignment", "prior_royalty", "FromDay", "bad_prior_royalty", "prior_royalty_day"),
    ("assignment", "prior_royalty_day", -5, "bad_prior_royalty", "prior_royalty_day"),
    ("assignment", "post_term_collection", "UntilDay", "bad_post_term", "post_term_day"),
    ("assignment", "consideration", {"amount_micros": -1, "currency": "CNY"}, "bad_price",
     "consideration.amount_micros"),
    ("assignment", "consideration", {"amount_micros": 1, "currency": "yuan"}, "unknown_currency",
     "consideration.currency"),
    ("share", "licensee", "party:ann", "same_party", "licensee"),
    ("share", "parent_licence_id", "L1", "own_parent", "parent_licence_id"),
    ("share", "state_from_day", 5, "bad_state", "state_from_day"),
    ("share", "terms", {str(n): "" for n in range(65)}, "too_many", "terms"),
    ("share", "terms", {"territory": LONG}, "too_long", "terms['territory']"),
    ("share", "licence_id", "", "missing", "licence_id"),
    ("share", "licence_id", "L 1", "bad_licence_id", "licence_id"),
    ("share", "revision", -1, "bad_revision", "revision"),
    ("share", "licensor", "tunefy:1", "wrong_namespace", "licensor"),
    ("share", "licensee", "", "missing", "licensee"),
    ("share", "works", ["tunefy:1"], "wrong_namespace", "works[0]"),
    ("share", "works", ["work:a"] * 10_001, "too_many", "works"),
    ("share", "rights", [], "missing", "rights"),
    ("share", "rights", ["Everything"], "unknown_right", "rights"),
    ("share", "use_types", ["Streaming"], "unknown_use_type", "use_types"),
    ("share", "from_day", 200_001, "bad_day", "licence.from_day"),
    ("share", "until_day", 0, "bad_period", "licence.until_day"),
    ("share", "territories", [{"include": True, "code": "cn"}], "unknown_territory",
     "territories[0]"),
    ("share", "pricing.revenue_share_ppm", 1_000_001, "bad_price", "pricing.revenue_share_ppm"),
    ("share", "pricing.revenue_share_ppm", -1, "bad_price", "pricing.revenue_share_ppm"),
    ("share", "pricing.currency", "XXY", "unknown_currency", "pricing.currency"),
    ("share", "pricing.kind", "Unknown", "bad_price", "pricing.kind"),
    ("per unit", "pricing.per_unit_e8", -1, "bad_price", "pricing.per_unit_e8"),
    ("per unit", "pricing.per_unit_e8", limits.MAX_PER_UNIT_E8 + 1, "bad_price",
     "pricing.per_unit_e8"),
    ("per unit", "pricing.currency", "", "unknown_currency", "pricing.currency"),
    ("signal", "signal_id", "", "missing", "signal_id"),
    ("signal", "reference", "nowhere", "bad_identifier", "reference"),
    ("signal", "reference", "isrc:US-SM1-98-03037", "not_canonical", "reference"),
    ("signal", "platform", "", "missing", "platform"),
    ("signal", "location", LONG, "too_long", "location"),
    ("signal", "use_type", "Streaming", "unknown_use_type", "use_type"),
    ("signal", "territory", "XX", "unknown_territory", "territory"),
    ("signal", "at_day", TODAY + 2, "future_date", "at_day"),
    ("signal", "at_day", limits.EARLIEST_DAY - 1, "bad_day", "at_day.from_day"),
    ("retraction", "signal_id", "", "missing", "signal_id"),
    ("retraction", "reference", "nowhere", "bad_identifier", "reference"),
    ("platform", "platform", "", "missing", "platform"),
    ("platform", "platform", "x" * 129, "too_long", "platform"),
    ("clock", "day", 200_001, "bad_day", "day.from_day"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value", "code", "where"), FAULTS)
def test_fault(name: str, path: str, value: Any, code: str, where: str) -> None:
    """A good event with one thing wrong has that fault and no other."""
    event = changed(name, path, value)
    assert faults_of(event) == [(code, where)]
    (fault,) = event_faults(event, AT).listed
    assert fault.why
    assert fault.mend


BORDERS = [
    ("clock", "/event_id", "x" * limits.MAX_REPORT_ID),
    ("clock", "/occurred_at", (AT.millis + 86_400_000) * 1_000),
    ("registration", "revision", limits.MAX_REVISION),
    ("registration", "title", "歌" * limits.MAX_TEXT),
    ("registration", "title", ""),
    ("registration", "references", ["tunefy:1"] * limits.MAX_REFERENCES),
    ("registration", "references", []),
    ("registration", "claims", []),
    ("registration", "claims", [events.claim("party:a", 1)] * limits.MAX_CLAIMS),
    ("registration", "claims.0.share_ppm", 1),
    ("registration", "claims.0.from_day", limits.EARLIEST_DAY),
    ("registration", "claims.0.until_day", 1),
    ("registration", "claims.0.until_day", 200_000),
    ("registration", "claims.0.party", "ipi:00000000199"),
    ("registration", "claims.0.territories", [CHINA] * limits.MAX_TERRITORY_RULES),
    ("share", "works", ["work:a"] * limits.MAX_LICENSED_WORKS),
    ("share", "pricing.revenue_share_ppm", 0),
    ("share", "pricing.revenue_share_ppm", 1_000_000),
    ("share", "pricing.currency", "EUR"),
    ("per unit", "pricing.per_unit_e8", 0),
    ("per unit", "pricing.per_unit_e8", limits.MAX_PER_UNIT_E8),
    ("signal", "at_day", TODAY + limits.FUTURE_TOLERANCE_DAYS),
    ("platform", "platform", "x" * 128),
]


@pytest.mark.parametrize(("name", "path", "value"), BORDERS)
def test_the_last_value_that_is_allowed(name: str, path: str, value: Any) -> None:
    """Limits include themselves."""
    assert faults_of(changed(name, path, value)) == []


NOT_YET = [
    control("PeriodCloseRequested"),
]


@pytest.mark.parametrize("event", NOT_YET)
def test_what_this_release_does_not_take_in_is_refused_by_name(event: Event) -> None:
    """A dead letter can be replayed by a later release; a fact nobody reads would be lost."""
    (fault,) = event_faults(event, AT).listed
    assert fault.code == "unsupported_event"
    assert event["body"][0] in fault.why


def test_all_faults_of_an_event_are_told_at_once() -> None:
    """Envelope, body, and each of its claims."""
    event = changed("registration", "revision", 0)
    event["event_id"] = ""
    bad = events.claim("Ann", 0, territories=((False, "CN"), (True, "XX")), until_day=0)
    event["body"][1]["claims"] = [bad, bad]
    of_claim = ["bad_identifier", "bad_share", "bad_period", "unknown_territory"]
    found = [code for code, _ in faults_of(event)]
    assert found == ["missing", "bad_revision", *of_claim, *of_claim]


def test_faults_beyond_the_bound_are_counted() -> None:
    """Hundreds of bad claims: fifty are listed, all are counted."""
    bad = [events.claim("Ann", 1)] * limits.MAX_CLAIMS
    faults = event_faults(changed("registration", "claims", bad), AT)
    assert (len(faults.listed), faults.total) == (limits.MAX_FAULTS_LISTED, limits.MAX_CLAIMS)
    assert faults

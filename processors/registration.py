"""Registrations: who says they own what of a work, by (source, registration id) and revision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .days import until_of
from .reports import RecordedAt
from .revisions import holding_revisions
from .rights_of_use import RIGHT_CODE
from .territories import WORLD, TerritorySet, territory_set


class Claim(NamedTuple):
    """`party` holds `share_ppm` of `right` (a code) in `territories`, from `from_day` up to
    `until_day`."""

    party: str
    right: int
    share_ppm: int
    territories: TerritorySet
    from_day: int
    until_day: int


@dataclass(frozen=True, slots=True)
class Registration:
    """One revision of one registration; `withdrawn` carries no claims."""

    fact_id: str
    source: str
    registration_id: str
    revision: int
    work: str
    kind: str
    title: str
    references: tuple[str, ...]
    content_hashes: tuple[str, ...]
    claims: tuple[Claim, ...]
    occurred_at_micros: int
    recorded_at: RecordedAt
    withdrawn: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What no two works should have in common."""
        return (*self.references, *self.content_hashes)


def territories_of(rules: list[Mapping[str, Any]]) -> TerritorySet:
    """Ordered include/exclude rules as a set; no rules mean the world."""
    if not rules:
        return WORLD
    return territory_set([("I" if rule["include"] else "E", rule["code"]) for rule in rules], None)


def hash_name(content_hash: Mapping[str, Any]) -> str:
    """A fingerprint as a reference; `hash` is no platform's namespace."""
    return f"hash:{content_hash['algorithm']}:{content_hash['digest'].hex()}"


def claim_of(record: Mapping[str, Any]) -> Claim:
    return Claim(
        record["party"],
        RIGHT_CODE[record["right"]],
        record["share_ppm"],
        territories_of(record["territories"]),
        record["from_day"],
        until_of(record["until_day"]),
    )


def registration_of(event: Mapping[str, Any], recorded_at: RecordedAt) -> Registration:
    """A RegistrationSubmitted or RegistrationWithdrawn event as a Registration."""
    kind, body = event["body"]
    withdrawn = kind.endswith("RegistrationWithdrawn")
    return Registration(
        event["event_id"],
        event["source"],
        body["registration_id"],
        body["revision"],
        body["work"],
        "Other" if withdrawn else body["kind"],
        "" if withdrawn else body["title"],
        () if withdrawn else tuple(body["references"]),
        () if withdrawn else tuple(map(hash_name, body["content_hashes"])),
        () if withdrawn else tuple(claim_of(claim) for claim in body["claims"]),
        event["occurred_at"],
        recorded_at,
        withdrawn,
    )


def effective_registrations(known: Iterable[Registration]) -> list[Registration]:
    """The highest revision of each registration, withdrawn ones left out, in a stable order.

    Of two facts with the same revision the first recorded holds.
    """
    holding = holding_revisions(known, lambda one: (one.source, one.registration_id))
    return [one for one in holding if not one.withdrawn]


def reference_claims(known: Iterable[Registration]) -> dict[str, int]:
    """References and content hashes the work is known by, each with the instant (micros) it was
    first claimed.

    The instant is that of the earliest revision of an effective registration that named the
    reference: what the sender said, so it is the same in every order of arrival.
    """
    facts = list(known)
    first_named: dict[tuple[str, str], dict[str, int]] = {}
    for fact in facts:
        of_registration = first_named.setdefault((fact.source, fact.registration_id), {})
        for name in fact.names:
            instant = of_registration.get(name, fact.occurred_at_micros)
            of_registration[name] = min(instant, fact.occurred_at_micros)
    since: dict[str, int] = {}
    for effective in effective_registrations(facts):
        of_registration = first_named[effective.source, effective.registration_id]
        for name in effective.names:
            since[name] = min(of_registration[name], since.get(name, of_registration[name]))
    return since

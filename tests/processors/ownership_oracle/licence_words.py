"""What one licence says, and one use; what is within what (rules 13 to 15 of docs/ownership.md)."""

from dataclasses import dataclass

from processors.reports import RecordedAt
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.known import Id
from tests.processors.sent_events import leaves_of

EXCLUSIVITY = ("NonExclusive", "Sole", "Exclusive")
DIMENSIONS = ("works", "rights", "uses", "territories", "days", "exclusivity")

Some = frozenset[str] | None
"""None: all there are."""


@dataclass(frozen=True, slots=True)
class Licence:
    id: Id
    at: RecordedAt
    licensor: str
    licensee: str
    works: Some
    rights: frozenset[str]
    uses: Some
    leaves: frozenset[str]
    from_day: int
    until_day: int | None
    exclusivity: str
    state: str
    state_from_day: int | None
    parent_id: str | None

    def is_in_its_term(self, day: int) -> bool:
        """Rule 13, of this licence alone."""
        if day < self.from_day or (self.until_day is not None and day >= self.until_day):
            return False
        if self.state in ("Suspended", "Terminated"):
            return self.state_from_day is not None and day < self.state_from_day
        return self.state == "Active"

    def speaks_of(self, use: "Use", leaves: frozenset[str]) -> bool:
        """Whether the use, in those of its territories, is within the words of the licence."""
        return (
            (self.works is None or use.work in self.works)
            and use.right in self.rights
            and (self.uses is None or use.use_type in self.uses)
            and leaves <= self.leaves
        )


@dataclass(frozen=True, slots=True)
class Use:
    platform: str
    work: str
    right: str
    use_type: str
    leaves: frozenset[str]
    day: int
    holders: frozenset[str]
    """Who holds a share of the right there and then."""


@dataclass(frozen=True, slots=True)
class UseAnswer:
    """Licences of the platform, by (source, licence id)."""

    counting: frozenset[Id]
    """They cover the use, are not excluded, and the outermost licensor holds a share."""

    excluded: frozenset[Id]
    """They would count but for an exclusive or sole licence."""


def licence_of(id: Id, fact: Told) -> Licence:
    body = fact.body
    return Licence(
        id=id,
        at=fact.at,
        licensor=body["licensor"],
        licensee=body["licensee"],
        works=frozenset(body["works"]) or None,
        rights=frozenset(body["rights"]),
        uses=frozenset(body["use_types"]) or None,
        leaves=leaves_of(body["territories"]),
        from_day=body["from_day"],
        until_day=body["until_day"],
        exclusivity=body["exclusivity"],
        state=body["state"],
        state_from_day=body["state_from_day"],
        parent_id=body["parent_licence_id"],
    )


def exceeded(licence: Licence, parent: Licence) -> frozenset[str]:
    """Rule 14: the dimensions in which a sublicence is not within its parent."""
    ends_within = parent.until_day is None or (
        licence.until_day is not None and licence.until_day <= parent.until_day
    )
    rank = EXCLUSIVITY.index
    within = (
        _is_within(licence.works, parent.works),
        licence.rights <= parent.rights,
        _is_within(licence.uses, parent.uses),
        licence.leaves <= parent.leaves,
        parent.from_day <= licence.from_day and ends_within,
        rank(licence.exclusivity) <= rank(parent.exclusivity),
    )
    return frozenset(
        word for word, is_within in zip(DIMENSIONS, within, strict=True) if not is_within
    )


def _is_within(inner: Some, outer: Some) -> bool:
    return outer is None or (inner is not None and inner <= outer)


def _have_in_common(one: Some, other: Some) -> bool:
    return one is None or other is None or not one.isdisjoint(other)


def meet(one: Licence, other: Licence) -> bool:
    """A work, right, use, territory and day of their terms in common."""
    return (
        _have_in_common(one.works, other.works)
        and _have_in_common(one.rights, other.rights)
        and _have_in_common(one.uses, other.uses)
        and _have_in_common(one.leaves, other.leaves)
        and (one.until_day is None or other.from_day < one.until_day)
        and (other.until_day is None or one.from_day < other.until_day)
    )

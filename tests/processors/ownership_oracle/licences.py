"""Licences by the rules, naively: which stand, which cover a use, which are excluded from it.

docs/ownership.md, rules 13 to 16. Exclusion is asked of one leaf territory at a time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, permutations

from processors.reports import RecordedAt
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.known import Id, highest, once
from tests.processors.ownership_oracle.licence_words import (
    Licence,
    Use,
    UseAnswer,
    exceeded,
    licence_of,
    meet,
)

MOST_LEVELS = 16
"""The outermost licence is the first level."""


class CircularExclusion(Exception):
    """Whether a licence is excluded depends on whether it is: their places forbid it."""


@dataclass
class Licences:
    """What a set of facts says of licences before any use is asked."""

    by_id: dict[Id, Licence]
    _excluded: dict[tuple[Id, Use, str], bool | None] = field(default_factory=dict)

    def parent(self, licence: Licence) -> Licence | None:
        """Rule 14: of the id that is named, held by the licensor; of several the least source."""
        named = [
            other
            for other in self.by_id.values()
            if other.id[1] == licence.parent_id and other.licensee == licence.licensor
        ]
        return min(named, key=lambda other: other.id, default=None)

    @cached_property
    def levels(self) -> dict[Id, list[Licence]]:
        """Each licence and what it is within, outwards; cut short in a circle."""
        found = {}
        for licence in self.by_id.values():
            chain = [licence]
            while (outer := self.parent(chain[-1])) and outer not in chain:
                chain.append(outer)
            found[licence.id] = chain
        return found

    @cached_property
    def ineffective(self) -> dict[Id, frozenset[str]]:
        """Rule 14: licences without effect, and the dimensions in which they exceed the parent."""
        exceeding = {id: self._exceeds(licence) for id, licence in self.by_id.items()}
        return {id: dimensions for id, dimensions in exceeding.items() if dimensions}

    def _exceeds(self, licence: Licence) -> frozenset[str]:
        chain = self.levels[licence.id]
        open_ended = chain[-1].parent_id is not None
        ineffective_above = any(exceeded(*pair) for pair in pairwise(chain[1:]))
        if open_ended or len(chain) > MOST_LEVELS or ineffective_above:
            return frozenset(("parent",))
        return exceeded(licence, chain[1]) if len(chain) > 1 else frozenset()

    def is_in_force(self, licence: Licence, day: int) -> bool:
        """Rules 13 and 14: and all that it is within."""
        return all(level.is_in_its_term(day) for level in self.levels[licence.id])

    def answer(self, use: Use) -> UseAnswer:
        """Rules 15 and 16."""
        would_count = [
            licence
            for licence in self.by_id.values()
            if licence.licensee == use.platform
            and self._covers(licence, use, use.leaves)
            and self.levels[licence.id][-1].licensor in use.holders
        ]
        excluded = {
            licence.id
            for licence in would_count
            if any(self._is_excluded(licence, use, leaf) for leaf in use.leaves)
        }
        counting = {licence.id for licence in would_count} - excluded
        return UseAnswer(frozenset(counting), frozenset(excluded))

    def _covers(self, licence: Licence, use: Use, leaves: frozenset[str]) -> bool:
        return (
            licence.speaks_of(use, leaves)
            and licence.id not in self.ineffective
            and self.is_in_force(licence, use.day)
        )

    def _is_excluded(self, licence: Licence, use: Use, leaf: str) -> bool:
        """At one leaf: by itself, or as what it is within."""
        place = licence.id, use, leaf
        if place not in self._excluded:
            self._excluded[place] = None
            self._excluded[place] = any(
                self._excludes(other, level, use, leaf)
                for level in self.levels[licence.id]
                for other in self.by_id.values()
            )
        excluded = self._excluded[place]
        if excluded is None:
            raise CircularExclusion(place)
        return excluded

    def _excludes(self, licence: Licence, other: Licence, use: Use, leaf: str) -> bool:
        """Rule 16: whether the licence excludes the other one there."""
        return (
            licence.exclusivity != "NonExclusive"
            and licence.licensor == other.licensor
            and licence.licensee != other.licensee
            and self._place(licence) < self._place(other)
            and self._covers(licence, use, frozenset((leaf,)))
            and not self._is_excluded(licence, use, leaf)
        )

    def _place(self, licence: Licence) -> RecordedAt:
        """In the record: when it and all that it is within were there."""
        return max(level.at for level in self.levels[licence.id])

    def _in_force_together(self, one: Licence, other: Licence) -> bool:
        levels = [*self.levels[one.id], *self.levels[other.id]]
        return any(
            self.is_in_force(one, day) and self.is_in_force(other, day)
            for day in {level.from_day for level in levels}
        )

    @cached_property
    def overlapping(self) -> set[tuple[Id, Id]]:
        """Rule 16: both ways."""
        return {
            (one.id, other.id)
            for one, other in permutations(self.by_id.values(), 2)
            if one.licensor == other.licensor
            and one.licensee != other.licensee
            and {one.exclusivity, other.exclusivity} != {"NonExclusive"}
            and not {one.id, other.id} & self.ineffective.keys()
            and meet(one, other)
            and self._in_force_together(one, other)
        }


def read_licences(told: Iterable[Told]) -> Licences:
    """Rule 13: the licences that are not withdrawn, by the revision that holds."""
    facts = once(told)
    granted = {(f.source, f.body["licence_id"]) for f in facts if f.kind == "LicenceGranted"}
    by_id = defaultdict(list)
    for fact in facts:
        if fact.kind in ("LicenceGranted", "TradeWithdrawn"):
            id = fact.source, fact.body.get("licence_id", fact.body.get("trade_id", ""))
            if id in granted:
                by_id[id].append(fact)
    held = {id: highest(said) for id, said in by_id.items()}
    return Licences(
        {id: licence_of(id, fact) for id, fact in held.items() if fact.kind == "LicenceGranted"}
    )

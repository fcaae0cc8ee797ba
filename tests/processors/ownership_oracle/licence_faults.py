"""The oracle of licences with one rule broken at a time: what to replace by what."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from processors.reports import RecordedAt
from tests.processors.ownership_oracle import licence_compare, licence_words, licences
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.known import Id, once
from tests.processors.ownership_oracle.licence_words import Licence, Use, UseAnswer
from tests.processors.ownership_oracle.licences import Licences

_exceeded, _excludes = licence_words.exceeded, Licences._excludes
_read, _term = licences.read_licences, Licence.is_in_its_term


def _without(dimension: str) -> Callable[[Licence, Licence], frozenset[str]]:
    return lambda licence, parent: _exceeded(licence, parent) - {dimension}


def _greatest_source(self: Licences, licence: Licence) -> Licence | None:
    named = [
        other
        for other in self.by_id.values()
        if other.id[1] == licence.parent_id and other.licensee == licence.licensor
    ]
    return max(named, key=lambda other: other.id, default=None)


def _of_any_licensee(self: Licences, licence: Licence) -> Licence | None:
    named = [other for other in self.by_id.values() if other.id[1] == licence.parent_id]
    return min(named, key=lambda other: other.id, default=None)


def _alone(_self: Licences, licence: Licence, day: int) -> bool:
    return licence.is_in_its_term(day)


def _whatever_day(licence: Licence, day: int) -> bool:
    return _term(replace(licence, state_from_day=None), day)


def _until_the_day_itself(licence: Licence, day: int) -> bool:
    state_day = licence.state_from_day
    return _term(replace(licence, state_from_day=state_day and state_day + 1), day)


def _sole_does_not(self: Licences, licence: Licence, other: Licence, use: Use, leaf: str) -> bool:
    return licence.exclusivity == "Exclusive" and _excludes(self, licence, other, use, leaf)


def _whenever_recorded(
    self: Licences, licence: Licence, other: Licence, use: Use, leaf: str
) -> bool:
    return (
        licence.exclusivity != "NonExclusive"
        and licence.licensor == other.licensor
        and licence.licensee != other.licensee
        and self._covers(licence, use, frozenset((leaf,)))
    )


def _its_own_place(_self: Licences, licence: Licence) -> RecordedAt:
    return licence.at


def _also_its_own(self: Licences, licence: Licence, other: Licence, use: Use, leaf: str) -> bool:
    return _excludes(self, licence, replace(other, licensee=""), use, leaf)


def _also_if_excluded(
    self: Licences, licence: Licence, other: Licence, use: Use, leaf: str
) -> bool:
    return (
        licence.exclusivity != "NonExclusive"
        and licence.licensor == other.licensor
        and licence.licensee != other.licensee
        and self._place(licence) < self._place(other)
        and self._covers(licence, use, frozenset((leaf,)))
    )


def _only_all_leaves(self: Licences, licence: Licence, other: Licence, use: Use, leaf: str) -> bool:
    return use.leaves <= licence.leaves and _excludes(self, licence, other, use, leaf)


def _not_what_is_within(self: Licences, licence: Licence, use: Use, leaf: str) -> bool:
    return any(self._excludes(other, licence, use, leaf) for other in self.by_id.values())


def _own_licensor_holds(self: Licences, use: Use) -> UseAnswer:
    everybody = {licence.licensor for licence in self.by_id.values()}
    found = _answer(self, replace(use, holders=frozenset(everybody)))
    held = {id for id, licence in self.by_id.items() if licence.licensor in use.holders}
    return UseAnswer(found.counting & held, found.excluded & held)


def _from_first_revision(told: Iterable[Told]) -> Licences:
    found = _read(told)
    for fact in once(told):
        id = fact.source, fact.body.get("licence_id", "")
        if licence := found.by_id.get(id):
            found.by_id[id] = replace(licence, at=min(licence.at, fact.at))
    return found


def _one_way(self: Licences) -> set[tuple[Id, Id]]:
    return {(one, other) for one, other in _overlapping(self) if one < other}


_answer = Licences.answer
_overlapping: Callable[[Licences], set[tuple[Id, Id]]] = Licences.overlapping.func  # type: ignore[attr-defined]
_one_way_property = cached_property(_one_way)
_one_way_property.__set_name__(Licences, "overlapping")

FAULTS: dict[str, tuple[object, str, object]] = {
    **{
        f"a sublicence may exceed its {dimension}": (licences, "exceeded", _without(dimension))
        for dimension in licence_words.DIMENSIONS
    },
    "15 levels at most": (licences, "MOST_LEVELS", 15),
    "17 levels at most": (licences, "MOST_LEVELS", 17),
    "the parent of the greatest source": (Licences, "parent", _greatest_source),
    "a parent of whatever licensee": (Licences, "parent", _of_any_licensee),
    "in force without its parent": (Licences, "is_in_force", _alone),
    "suspended for all time": (Licence, "is_in_its_term", _whatever_day),
    "in force on the day of suspension": (Licence, "is_in_its_term", _until_the_day_itself),
    "a corrected licence counts from its first revision": (
        licence_compare,
        "read_licences",
        _from_first_revision,
    ),
    "sole does not exclude": (Licences, "_excludes", _sole_does_not),
    "an exclusive licence excludes what came before": (Licences, "_excludes", _whenever_recorded),
    "a sublicence counts from its own record": (Licences, "_place", _its_own_place),
    "an exclusive licence excludes its licensee": (Licences, "_excludes", _also_its_own),
    "an excluded licence excludes": (Licences, "_excludes", _also_if_excluded),
    "excluded only where all leaves are covered": (Licences, "_excludes", _only_all_leaves),
    "what is sublicensed is not excluded": (Licences, "_is_excluded", _not_what_is_within),
    "the licensor of the sublicence must hold": (Licences, "answer", _own_licensor_holds),
    "overlaps are told one way": (Licences, "overlapping", _one_way_property),
}

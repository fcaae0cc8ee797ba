"""Licences and what is sublicensed under them: nobody can give more than he was given.

Rules 13 and 14 of docs/ownership.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from processors.reports import RecordedAt

from .licence import Exclusivity, Licence, LicenceKey

_MOST_LEVELS: Final = 16

Place = tuple[RecordedAt, str]


@dataclass(frozen=True, slots=True)
class LicenceStanding:
    """What a licence comes to under its parents.

    `exceeds` are the dimensions in which it is not within its parent ("parent" if there is none):
    it has no effect unless there are none. It is in force from `from_day` up to `until_day`.
    `title_holder` is who must hold the right: the licensor of the outermost licence.
    `under` are the licences above it, the nearest first. `place` is its place in the record: that
    of the last of it and those above it.
    """

    licence: Licence
    exceeds: tuple[str, ...]
    from_day: int
    until_day: int
    title_holder: str
    under: tuple[LicenceKey, ...]
    place: Place

    @property
    def effective(self) -> bool:
        return not self.exceeds

    def in_force(self, day: int) -> bool:
        return self.effective and self.from_day <= day < self.until_day


class LicenceHierarchy:
    """Licences in the revision that holds, by key, and which are sublicences of which."""

    def __init__(self) -> None:
        self._current: dict[LicenceKey, Licence] = {}
        self._of_id: dict[str, set[LicenceKey]] = {}
        self._under_id: dict[str, set[LicenceKey]] = {}
        self._standing: dict[LicenceKey, LicenceStanding] = {}

    def get(self, key: LicenceKey) -> Licence | None:
        return self._current.get(key)

    def put(self, licence: Licence) -> None:
        """Makes this the revision that holds."""
        self.drop(licence.key)
        self._current[licence.key] = licence
        self._of_id.setdefault(licence.licence_id, set()).add(licence.key)
        if licence.parent_licence_id:
            self._under_id.setdefault(licence.parent_licence_id, set()).add(licence.key)
        self._forget(licence.key)

    def drop(self, key: LicenceKey) -> None:
        """To be called when a licence was withdrawn; one that is not known is none."""
        licence = self._current.pop(key, None)
        if licence is None:
            return
        self._forget(key)
        self._of_id[licence.licence_id].discard(key)
        if licence.parent_licence_id:
            self._under_id[licence.parent_licence_id].discard(key)

    def below(self, keys: Iterable[LicenceKey]) -> set[LicenceKey]:
        """These and all that is sublicensed under their ids, whether it has effect or not."""
        found: set[LicenceKey] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._under_id.get(key[1], ()))
        return found

    def _forget(self, key: LicenceKey) -> None:
        for one in self.below([key]):
            self._standing.pop(one, None)

    def standing(self, key: LicenceKey) -> LicenceStanding:
        """Of a licence that is known."""
        return self._stand(key, 1)

    def _stand(self, key: LicenceKey, level: int) -> LicenceStanding:
        known = self._standing.get(key)
        if known is None:
            known = self._judged(self._current[key], level)
            # Seen from below, the levels above end early: only what was asked for is known.
            if level == 1:
                self._standing[key] = known
        return known

    def _judged(self, licence: Licence, level: int) -> LicenceStanding:
        until_day, place = licence.force_until_day, (licence.recorded_at, licence.fact_id)
        parent = self._parent(licence, level) if licence.parent_licence_id else None
        if parent is None:
            return LicenceStanding(
                licence,
                ("parent",) if licence.parent_licence_id else (),
                licence.from_day,
                until_day,
                licence.licensor,
                (),
                place,
            )
        return LicenceStanding(
            licence,
            exceeded_dimensions(licence, parent.licence),
            max(licence.from_day, parent.from_day),
            min(until_day, parent.until_day),
            parent.title_holder,
            (parent.licence.key, *parent.under),
            max(place, parent.place),
        )

    def _parent(self, licence: Licence, level: int) -> LicenceStanding | None:
        """The effective licence of that id to its licensor, of several that of the least source."""
        if level >= _MOST_LEVELS:
            return None
        for key in sorted(self._of_id.get(licence.parent_licence_id, ())):
            if self._current[key].licensee == licence.licensor:
                standing = self._stand(key, level + 1)
                near_enough = len(standing.under) + 2 <= _MOST_LEVELS
                return standing if standing.effective and near_enough else None
        return None


def exceeded_dimensions(licence: Licence, parent: Licence) -> tuple[str, ...]:
    """In which dimensions a sublicence is not within its parent."""
    within = {
        "works": not parent.works or (bool(licence.works) and licence.works <= parent.works),
        "rights": licence.rights <= parent.rights,
        "uses": not parent.use_types
        or (bool(licence.use_types) and licence.use_types <= parent.use_types),
        "territories": licence.territories <= parent.territories,
        "days": parent.from_day <= licence.from_day and licence.until_day <= parent.until_day,
        "exclusivity": licence.exclusivity <= parent.exclusivity,
    }
    return tuple(dimension for dimension, is_within in within.items() if not is_within)


def overlap(one: LicenceStanding, other: LicenceStanding) -> bool:
    """Whether both cannot be as they say: by one licensor to two licensees, at least one of them
    exclusive or sole, with a work, right, use, territory and day in common."""
    a, b = one.licence, other.licence
    return (
        a.licensor == b.licensor
        and a.licensee != b.licensee
        and max(a.exclusivity, b.exclusivity) is not Exclusivity.NON_EXCLUSIVE
        and one.effective
        and other.effective
        and max(one.from_day, other.from_day) < min(one.until_day, other.until_day)
        and bool(a.rights & b.rights)
        and (not a.use_types or not b.use_types or bool(a.use_types & b.use_types))
        and (not a.works or not b.works or bool(a.works & b.works))
        and bool(a.territories & b.territories)
    )

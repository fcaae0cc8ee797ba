"""What exclusive and sole licences leave others: nothing, where they were recorded first.

Rule 16 of docs/ownership.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from processors.territories import TerritorySet

from .hierarchy import LicenceHierarchy, LicenceStanding, overlap
from .licence import Licence, LicenceKey


@dataclass(frozen=True, slots=True)
class UseOfWork:
    """One use on one day, in a territory of one or more leaves."""

    work: str
    right: int
    use_type: str
    territory: TerritorySet
    day: int


class Exclusions:
    """Exclusive and sole licences by licensor, of the licences of a hierarchy."""

    def __init__(self, hierarchy: LicenceHierarchy) -> None:
        self._hierarchy = hierarchy
        self._of_licensor: dict[str, set[LicenceKey]] = {}
        self._excluding: dict[str, set[LicenceKey]] = {}

    def put(self, licence: Licence) -> None:
        self._of_licensor.setdefault(licence.licensor, set()).add(licence.key)
        if licence.exclusivity.excludes_others:
            self._excluding.setdefault(licence.licensor, set()).add(licence.key)

    def drop(self, licence: Licence) -> None:
        self._of_licensor[licence.licensor].discard(licence.key)
        self._excluding.get(licence.licensor, set()).discard(licence.key)

    def concerned(self, licence: Licence) -> set[LicenceKey]:
        """Licences whose effect may change with this one, and all that changes with them."""
        found: set[LicenceKey] = set()
        waiting, changed = {licence.key}, [licence]
        while waiting:
            below = self._hierarchy.below(waiting) - found
            found |= below
            changed += [one for one in map(self._hierarchy.get, below) if one is not None]
            licensors = {one.licensor for one in changed if one.exclusivity.excludes_others}
            waiting = {key for name in licensors for key in self._of_licensor.get(name, ())} - found
            changed = []
        return found

    def overlapping(self, key: LicenceKey) -> list[LicenceKey]:
        """Licences that cannot all be as they say beside this one."""
        standing = self._hierarchy.standing(key)
        licensor = standing.licence.licensor
        exclusive = standing.licence.exclusivity.excludes_others
        others = (self._of_licensor if exclusive else self._excluding).get(licensor, set())
        return sorted(
            other
            for other in others
            if other != key and overlap(standing, self._hierarchy.standing(other))
        )

    def is_contested(self, key: LicenceKey) -> bool:
        """Whether there is a use from which it, or a licence it is under, may be excluded."""
        standing = self._hierarchy.standing(key)
        return any(
            any(True for _ in self._earlier(self._hierarchy.standing(one)))
            for one in (key, *standing.under)
        )

    def _earlier(self, standing: LicenceStanding) -> Iterator[LicenceStanding]:
        """Exclusive and sole licences that exclude it wherever they cover a use."""
        mine = standing.licence
        for key in self._excluding.get(mine.licensor, ()):
            other = self._hierarchy.standing(key)
            if other.place < standing.place and overlap(standing, other):
                yield other

    def excludes(self, key: LicenceKey, use: UseOfWork) -> bool:
        """Whether the licence, or one it is under, is excluded from any part of the use."""
        return bool(self._excluded(key, use))

    def _excluded(self, key: LicenceKey, use: UseOfWork) -> TerritorySet:
        """The leaves of the use that it is excluded from. What excludes it has an earlier place in
        the record, so this ends."""
        found = TerritorySet(0)
        for one in (key, *self._hierarchy.standing(key).under):
            for other in self._earlier(self._hierarchy.standing(one)):
                if _speaks_of(other, use):
                    excluding = other.licence.territories & use.territory
                    found |= excluding - self._excluded(other.licence.key, use)
        return found


def _speaks_of(standing: LicenceStanding, use: UseOfWork) -> bool:
    """In all but territory."""
    licence = standing.licence
    return (
        standing.in_force(use.day)
        and use.right in licence.rights
        and (not licence.works or use.work in licence.works)
        and (not licence.use_types or use.use_type in licence.use_types)
    )

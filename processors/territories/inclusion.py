"""Territory sets from ordered include/exclude lists, as CWR and DDEX state them.

Later entries override earlier ones (CISAC CWR, functional specifications): World, then Commonwealth
excluded, then Canada included has Canada in it; the same with Canada named before the exclusion
has not.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from processors.territories.area import TerritorySet
from processors.territories.ground import era_of, ground
from processors.territories.lookup import resolve
from processors.territories.wording import to_entries


def territory_set(entries: Sequence[tuple[str, str]], on_day: int | None) -> TerritorySet:
    """The leaves that ``entries`` cover on a day, each an (``"I"`` or ``"E"``, code) pair.

    ``on_day`` counts days since 1970-01-01 and dates the membership of groups; None takes the
    latest membership the table knows. No entry at all is the empty set.
    Raises UnknownTerritory for a code, ValueError for another letter than I or E.
    """
    ordered = tuple((sign, code) for sign, code in entries)
    return _territory_set(ordered, era_of(on_day))


def from_text(text: str) -> TerritorySet:
    """The set with that canonical text (``str`` of a set). Raises UnknownTerritory."""
    return territory_set(to_entries(text), None)


@lru_cache(maxsize=65536)
def _territory_set(entries: tuple[tuple[str, str], ...], era: int) -> TerritorySet:
    return TerritorySet(_fold(entries, era))


def _fold(entries: Iterable[tuple[str, str]], era: int) -> int:
    mask = 0
    for sign, code in entries:
        covered = ground(resolve(code).code, era)
        if sign == "I":
            mask |= covered
        elif sign == "E":
            mask &= ~covered
        else:
            raise ValueError(
                f"entry {sign!a} {code!a}: the sign must be I (include) or E (exclude)"
            )
    return mask

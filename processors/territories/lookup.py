"""From any spelling of a territory to the territory, and to the index of its leaf.

Accepted: TIS numbers with or without leading zeros (``56``, ``056``, ``0056``), ISO 3166-1 alpha-2
and alpha-3, ISO 3166-3 four-letter codes of former territories, TIS alphanumeric codes of groups
(``2EU``), ``World`` and ``Worldwide`` (DDEX). Codes are upper case, as their standards write them.
"""

from collections import defaultdict

from processors.territories.entry import TerritoryKind
from processors.territories.table import INDEX_OF_LEAF
from processors.territories.territory import TERRITORIES, Territory
from processors.territories.unknown_territory import UnknownTerritory


def _numbers(tis: int) -> set[str]:
    return {str(tis), f"{tis:03}", f"{tis:04}"}


def _all_spellings() -> dict[str, list[Territory]]:
    found: dict[str, list[Territory]] = defaultdict(list)
    for territory in TERRITORIES.values():
        letters = {territory.alpha2, territory.alpha3, *territory.spellings} - {None}
        numbers = _numbers(territory.tis) if territory.tis is not None else set()
        for spelling in letters | numbers:
            if spelling is not None:
                found[spelling].append(territory)
    return found


def _in_force(territories: list[Territory]) -> list[Territory]:
    """ISO gives a code to a successor (DE, ET, SD, YE): it then means the successor."""
    current = [t for t in territories if t.kind is not TerritoryKind.FORMER]
    return current or territories


_CANDIDATES = {spelling: _in_force(found) for spelling, found in _all_spellings().items()}
_BY_SPELLING = {s: found[0] for s, found in _CANDIDATES.items() if len(found) == 1}
_LEAF_INDEX = {
    spelling: INDEX_OF_LEAF[territory.leaf]
    for spelling, territory in _BY_SPELLING.items()
    if territory.leaf is not None
}


def resolve(code: str) -> Territory:
    """The territory that ``code`` names.

    Raises UnknownTerritory if it names none, or more than one (``CS``, ``YU``, ``multi``).
    """
    try:
        return _BY_SPELLING[code]
    except KeyError:
        raise _unknown(code) from None


def leaf_index(code: str) -> int:
    """The index of the leaf where usage in territory ``code`` is counted: ``0 <= i < len(LEAVES)``.

    Raises UnknownTerritory for an unknown code, and for a territory of several leaves (a group, or
    a former territory whose successors do not carry on its ISO code).
    """
    try:
        return _LEAF_INDEX[code]
    except KeyError:
        territory = resolve(code)
    members = ", ".join(membership.member for membership in territory.members)
    raise UnknownTerritory(
        code, f"{territory.name} is not one leaf", f"name one of its members: {members}"
    )


def _unknown(code: str) -> UnknownTerritory:
    several = _CANDIDATES.get(code)
    if several:
        names = ", ".join(f"{t.tis} {t.name}" for t in several)
        return UnknownTerritory(
            code, "stands for several former territories", f"use one of {names}"
        )
    if code.casefold() == "multi":
        return UnknownTerritory(
            code, "says 'several territories' without naming them", "name each, in its own entry"
        )
    tidy = code.strip().upper()
    if tidy in _BY_SPELLING or tidy in _CANDIDATES:
        return UnknownTerritory(code, "is not spelled as its standard does", f"write {tidy}")
    if code.strip().capitalize() in _BY_SPELLING:
        return UnknownTerritory(code, "is not spelled as DDEX does", "write Worldwide")
    return UnknownTerritory(
        code,
        "is neither a TIS number nor an ISO 3166 code we know",
        "send a code of processors/territories/tis.tsv, or add the territory there",
    )

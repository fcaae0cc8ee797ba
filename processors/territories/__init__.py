"""Territories: what a code covers, on which day, and sets of them as values.

The world is cut into **leaves**, the smallest territories we tell apart: one for every ISO 3166-1
code (also those that TIS counts in a country), and one for each of two states that merged into
another (below). Every territory, whatever its kind, is a set of leaves; a ``TerritorySet`` is a bit
mask over them. A *right* in a territory covers all its leaves (``territory_set``); *usage* reported
in a country is counted in that country's own leaf (``leaf_index``, ``Territory.area``).

Sources: CISAC Territory Information System (TIS) for countries, groups and their dates; ISO 3166-1
and 3166-3 for codes. ``tis.tsv`` says in its head what we added.

**Parts.** TIS has no entry for Guadeloupe, Guam or Jersey. Its remarks ("250 France does not
include French Polynesia, cf. entry 258") say that what has no entry belongs to its country. So
``FR`` as a *right* covers ``GP``, while *usage* in ``GP`` has its own leaf, and a contract may name
``GP`` alone. Kosovo is placed so in TIS 688, as the list has no entry for it; Palestine and
Antarctica stand alone. None of this says anything on status.

**Former territories** keep their meaning: a code covers the same ground on every day.

- Split (200, 230, 736, 810, 890, 891, AN): the leaves of all successors. A 1985 contract for the
  USSR covers Estonia and Kazakhstan today.
- Merged: the state that carried on the ISO code (280 Germany, 886 Yemen) is the leaf ``DE`` or
  ``YE``. The one that joined (278 GDR, 720 Democratic Yemen) keeps a leaf of its own, which
  276 and 887 include. Contracts for it neither grow to the whole nor cut the whole: no usage since
  the merger can be told apart by it.
- Usage under a former code is counted in the leaf of the successor that carried on its ISO code
  (230, 280, 736, 886), in its own (278, 720), and else rejected: splitting it would be a guess.

**Dates** change the members of groups (EU, Commonwealth, Eastern Europe) and nothing else. Whether
a state existed on a day is in ``Territory`` for who wants to check it. World is all leaves always.

**Leaf indexes are stable for ever.** They are in columns and snapshots. A new leaf is appended to
``leaves.tsv``; none is moved, renamed or reused, also when a state ends. Masks widen with the
table, so what is stored is ``str(territory_set)`` (see ``wording``), not the mask.
"""

from processors.territories.area import WORLD, TerritorySet
from processors.territories.entry import Membership, TerritoryCode, TerritoryKind
from processors.territories.inclusion import from_text, territory_set
from processors.territories.lookup import leaf_index, resolve
from processors.territories.table import LEAVES
from processors.territories.territory import Territory
from processors.territories.unknown_territory import UnknownTerritory

__all__ = [
    "LEAVES",
    "WORLD",
    "Membership",
    "Territory",
    "TerritoryCode",
    "TerritoryKind",
    "TerritorySet",
    "UnknownTerritory",
    "from_text",
    "leaf_index",
    "resolve",
    "territory_set",
]

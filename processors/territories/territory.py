"""Territories as the rest of the project sees them: the table's entry and where its usage lies."""

from dataclasses import dataclass, fields
from types import MappingProxyType

from processors.territories.area import TerritorySet
from processors.territories.entry import Entry
from processors.territories.ground import LATEST_ERA, ground, own_ground
from processors.territories.table import ENTRIES


@dataclass(frozen=True, slots=True)
class Territory(Entry):
    """An entry of the table with its ``area``: the leaves that usage reported under it lies in.

    Of a country that is its own leaf alone, because its parts report under their own codes; of a
    group (and of a former territory without a leaf) it is all its leaves, latest membership.
    What a *right* in the territory covers is ``territory_set([("I", code)], on_day)``.
    """

    area: TerritorySet


def _territory(entry: Entry) -> Territory:
    said = {field.name: getattr(entry, field.name) for field in fields(entry)}
    mask = own_ground(entry.code) or ground(entry.code, LATEST_ERA)
    return Territory(**said, area=TerritorySet(mask))


TERRITORIES = MappingProxyType({code: _territory(entry) for code, entry in ENTRIES.items()})
"""Every territory by its own code."""

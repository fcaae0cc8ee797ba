"""The territory usage is reported in: one leaf where there is one, else the ground of the group."""

from functools import lru_cache

from .territories import TerritorySet, UnknownTerritory, leaf_index, territory_set


@lru_cache(maxsize=4096)
def usage_territory(code: str) -> TerritorySet:
    """Raises UnknownTerritory. Use in 'FR' is not use in its parts; 'Worldwide' is everywhere."""
    try:
        return TerritorySet(1 << leaf_index(code))
    except UnknownTerritory:
        return territory_set([("I", code)], None)

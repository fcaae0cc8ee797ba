"""All targets, by name."""

from importlib import import_module
from typing import Final

from .target import Target

GUIDES: Final[dict[str, tuple[str, ...]]] = {
    "market": ("processors",),
    "intake": ("processors",),
    "wire": ("schemas",),
    "columns": ("schemas",),
    "registry_answers": ("schemas",),
    "identifiers": ("schemas.identifiers", "processors.territories"),
    "dsr": ("streams.importers.dsr",),
    "cwr": ("streams.importers.cwr", "processors.cwr"),
    "evidence": ("processors.evidence", "streams.evidence"),
    "sql": ("sinks",),
    "client": ("streams.client", "schemas.models"),
}
"""The packages whose branches guide the search of each target."""

NAMES: Final = tuple(GUIDES)


def target_of(name: str) -> Target:
    """Imports no other target: only what this one needs is there to be measured."""
    found: Target = import_module(f"tests.fuzzing.targets.{name}").TARGET
    assert found.name == name
    return found

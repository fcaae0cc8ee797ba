"""What is asked of the licensing engine under test, in words the oracle can be compared with."""

from dataclasses import dataclass

from tests.processors.ownership_oracle.licence_words import Use, UseAnswer

from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.known import Id


@dataclass(frozen=True, slots=True)
class EngineLicences:
    """All that the engine says of some licences and uses. Ids are (source, licence id)."""

    uses: list[UseAnswer]
    """One for each use that was asked, in that order."""

    ineffective: dict[Id, frozenset[str]]
    """Sublicences without effect, with what they exceed: words of licence_words.DIMENSIONS, or
    parent."""

    overlapping: set[tuple[Id, Id]]
    """Both ways."""


def licences_of(told: list[Told], uses: list[Use]) -> EngineLicences:
    """What the engine makes of these facts, in this order of arrival."""
    raise NotImplementedError("filled by the integrator")

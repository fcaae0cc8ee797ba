"""One step of a territory definition, as registrations and trades spell it."""

from typing import Self

from .primitives import Text
from .record import AvroRecord


class TerritoryRule(AvroRecord):
    """One step of an ordered include/exclude list; later steps win (CISAC TIS)."""

    include: bool
    """False takes the territory out again."""

    code: Text
    """TIS number, ISO code or Worldwide."""

    @classmethod
    def including(cls, code: str) -> Self:
        return cls(include=True, code=code)

    @classmethod
    def excluding(cls, code: str) -> Self:
        return cls(include=False, code=code)

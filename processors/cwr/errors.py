"""An error of a CWR file: what is wrong, where, and how much of the file falls with it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much is refused. Reading goes on past each of them."""

    FIELD = "FR"
    """The field takes its default; the rest stands."""
    RECORD = "RR"
    """The record is left out; the rest of the transaction stands."""
    TRANSACTION = "TR"
    GROUP = "GR"
    FILE = "ER"

    @property
    def letter(self) -> str:
        """F, R, T, G or E, as a message record writes it."""
        return self.value[0]

    @property
    def rank(self) -> int:
        """0 for a field to 4 for the file."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands.

    ``record`` is its type as written (``SPU``), ``line`` counts physical lines of the file from 1,
    the two numbers are those of the record prefix, from 0 in each group and each transaction.
    """

    record: str
    line: int
    transaction_number: int = 0
    record_number: int = 0


@dataclass(frozen=True, slots=True)
class CwrError:
    """``code`` is our name for it, stable; ``edit`` is the specification's number.

    ``edit`` is a level letter and three digits (``T011``), empty where the specification numbers
    none. It counts among the edits of ``record``, which may be the transaction's type although
    ``line`` and ``record_number`` show the record at fault. ``why`` names what came, ``mend`` what
    to send instead. ``field`` is the specification's name of the field, empty if it is none alone.
    """

    level: Level
    code: str
    record: str
    line: int
    field: str
    why: str
    mend: str
    edit: str = ""
    transaction_number: int = 0
    record_number: int = 0

    def __str__(self) -> str:
        edit = f" {self.edit}" if self.edit else ""
        field = f" {self.field}" if self.field else ""
        where = f"line {self.line}: {self.record}{edit}{field}"
        return f"{self.level} {where}: {self.code}: {self.why}; {self.mend}"


def error_at(
    place: Place,
    level: Level,
    code: str,
    why: str,
    mend: str,
    *,
    edit: str = "",
    field: str = "",
    record: str = "",
) -> CwrError:
    """An error of the record at ``place``; ``record`` if the edit is in another type's list."""
    return CwrError(
        level,
        code,
        record or place.record,
        place.line,
        field,
        why,
        mend,
        edit,
        place.transaction_number,
        place.record_number,
    )

"""A file as read: its header, groups and transactions, and what is refused of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from processors.cwr.agreement import AgreementTransaction
from processors.cwr.errors import CwrError, Level, Place
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from schemas.identifiers import IdentifierFault, canonical

from .answer import Answer

_IPI_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Header:
    """HDR. `created_day` counts from 1970-01-01, `created_second` within the day."""

    sender_type: str
    sender_id: str
    sender_name: str
    created_day: int
    created_second: int
    character_set: str = ""
    revision: int | None = None

    @property
    def created_at(self) -> datetime:
        """When the file was made; CWR names no zone, UTC is taken."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(self.created_day, self.created_second)

    @property
    def sender_ipi(self) -> str:
        """The sender as `ipi:...`, empty if its id is no valid IPI name number.

        A type of two digits is the beginning of a number too long for its field (2.1 and later).
        """
        if self.sender_type == "SO":
            return ""
        lead = self.sender_type if self.sender_type.isdigit() else ""
        digits = f"{lead}{self.sender_id}"
        if not digits.isdigit():
            return ""
        try:
            return canonical(f"ipi:{digits.zfill(_IPI_DIGITS)}")
        except IdentifierFault:
            return ""

    @property
    def sender_code(self) -> str:
        """The sender's id as in the header, without the zeros that fill it."""
        lead = self.sender_type if self.sender_type.isdigit() else ""
        return f"{lead}{self.sender_id}".lstrip("0") or "0"


@dataclass(slots=True)
class Transaction:
    """One transaction: what it says (of the four at most one is not None) and its errors.

    `lines` are its records as they came.
    """

    group: int
    number: int
    kind: str
    place: Place
    lines: list[str] = field(default_factory=list)
    errors: list[CwrError] = field(default_factory=list)
    work: WorkTransaction | None = None
    agreement: AgreementTransaction | None = None
    answer: Answer | None = None

    @property
    def refused(self) -> bool:
        """Whether an error of its own costs the transaction."""
        return any(error.level.rank >= Level.TRANSACTION.rank for error in self.errors)


@dataclass(slots=True)
class Group:
    """GRH to GRT: transactions of one kind. `errors` are those of the group's own records."""

    number: int
    kind: str
    version: CwrVersion
    place: Place
    transactions: list[Transaction] = field(default_factory=list)
    errors: list[CwrError] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether an error of its header, trailer or counts costs the whole group."""
        return any(error.level.rank >= Level.GROUP.rank for error in self.errors)


@dataclass(slots=True)
class CwrFile:
    """HDR to TRL. `errors` are those of the file alone, not of its groups and transactions."""

    name: str
    version: CwrVersion | None = None
    header: Header | None = None
    groups: list[Group] = field(default_factory=list)
    errors: list[CwrError] = field(default_factory=list)
    records: int = 0

    @property
    def refused(self) -> bool:
        """Whether an error costs the entire file."""
        return any(error.level is Level.FILE for error in self.errors)

    def all_errors(self) -> list[CwrError]:
        """Errors of the file, its groups and transactions, by line."""
        found = list(self.errors)
        for group in self.groups:
            found += group.errors
            for transaction in group.transactions:
                found += transaction.errors
        return sorted(found, key=lambda error: error.line)

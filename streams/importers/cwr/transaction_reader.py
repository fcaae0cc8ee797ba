"""Collects the records of one transaction, checks numbers and places, and makes data of them."""

from __future__ import annotations

from typing import Final

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.version import CwrVersion

from .assembly import agreement_of, answer_of, work_of
from .layouts import LAYOUTS
from .order import follows, in_stage, may_be_in
from .record import Record, read_record
from .record_rules import rule_errors
from .tables import UNREAD_TYPES, WORK_TYPES
from .transmission import Transaction

MAX_RECORDS: Final = 20_000
"""Records of one transaction: a hundred parties in every territory of the world."""

_MEND_NUMBER: Final = "number the records of a transaction from 0 without a gap"


class TransactionReader:
    """Reads the records of one transaction in their order."""

    def __init__(self, version: CwrVersion, transaction: Transaction):
        self.transaction = transaction
        self._version = version
        self._records: list[Record] = []
        self._before = ""
        self._next_record = 0
        self._stage = 0
        self._embedded = False

    def add(self, place: Place, text: str, damage: CwrError | None = None) -> None:
        """Read the next record; `damage` is what is wrong with its characters."""
        lines = self.transaction.lines
        if len(lines) >= MAX_RECORDS:
            if len(lines) == MAX_RECORDS:
                lines.append("")
                why = f"the transaction has more than {MAX_RECORDS} records"
                self._tell(place, Level.TRANSACTION, "transaction-too-long", why, "split the work")
            return
        lines.append(text)
        self._check_number(place)
        if self._embedded or not self._may_stand(place):
            return
        if damage is not None:
            self._add_error(damage)
            if damage.level is Level.RECORD:
                return
        record, errors = read_record(self._version, place, text)
        if self._records and self._records[0].place.record in WORK_TYPES:
            header = self._records[0]
        else:
            header = record
        errors += rule_errors(record, header, self._version)
        for error in errors:
            self._add_error(error)
        if not any(error.level is Level.RECORD for error in errors):
            self._records.append(record)

    def embed(self, place: Place, text: str) -> None:
        """A work or agreement within an acknowledgement: a copy, only its numbers count."""
        self._embedded = True
        self.add(place, text)

    def finish(self) -> Transaction:
        """The transaction with its data, which is left out if an error costs it."""
        transaction = self.transaction
        if not self._records or transaction.lines[MAX_RECORDS:]:
            return transaction
        if transaction.kind == "ACK":
            transaction.answer = answer_of(self._records)
        elif transaction.kind == "AGR":
            transaction.agreement = agreement_of(self._version, self._records)
        elif transaction.kind in WORK_TYPES:
            transaction.work = work_of(self._version, self._records)
        return transaction

    def _check_number(self, place: Place) -> None:
        if place.record_number != self._next_record:
            why = f"its record number is {place.record_number} instead of {self._next_record}"
            edit = "F006" if self._next_record else "F005"
            self._tell(place, Level.TRANSACTION, "record-number", why, _MEND_NUMBER, edit)
        self._next_record = place.record_number + 1

    def _may_stand(self, place: Place) -> bool:
        """Whether the record is read: it must be known, in this version, and belong here."""
        record, before = place.record, self._before
        self._before = record if record != "MSG" else before
        is_header = not before
        if record not in LAYOUTS[self._version]:
            level = Level.TRANSACTION if is_header else Level.RECORD
            self._tell(place, level, *_why_unread(record, self._version))
            return False
        if is_header:
            return True
        if not may_be_in(self.transaction.kind, record):
            why = f"{record} records are not part of {self.transaction.kind} transactions"
            self._tell(place, Level.RECORD, "record-not-allowed", why, "leave it out", "T008")
            return False
        misplaced = follows(place, before)
        if misplaced is not None:
            self._add_error(misplaced)
            return misplaced.level is not Level.RECORD
        self._stage, late = in_stage(self._version, place, self._stage)
        if late is not None:
            self._add_error(late)
        return True

    def _add_error(self, error: CwrError) -> None:
        self.transaction.errors.append(error)

    def _tell(
        self, place: Place, level: Level, code: str, why: str, mend: str, edit: str = ""
    ) -> None:
        self._add_error(error_at(place, level, code, why, mend, edit=edit))


def _why_unread(record: str, version: CwrVersion) -> tuple[str, str, str]:
    if record in UNREAD_TYPES:
        why = f"the layout of {record} records is not public; they are not read"
        return "record-not-read", why, "tell its contents another way"
    if any(record in known for known in LAYOUTS.values()):
        why = f"CWR {version} has no {record} records"
        return "record-not-in-version", why, "leave it out, or send a version that has it"
    return "record-unknown", f"{record!a} is no record type", "look for a broken or shifted line"

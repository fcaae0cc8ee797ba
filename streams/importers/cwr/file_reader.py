"""Reads one CWR file: header, groups, transactions, trailers, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.version import CwrVersion

from .control import HeaderReader, check_group_trailer, check_trailer, read_group_header
from .findings import shown
from .layouts import LAYOUTS
from .physical_lines import Line
from .record import PREFIX, read_by
from .tables import TRANSACTION_TYPES
from .transaction_reader import TransactionReader
from .transmission import CwrFile, Group, Transaction

MAX_RECORDS: Final = 3_000_000
MAX_ERRORS: Final = 100_000
_CONTROL: Final = frozenset({"HDR", "GRH", "GRT", "TRL"})
_IN_ACKNOWLEDGEMENT: Final = frozenset({"NWR", "REV", "WRK", "AGR", "EXC", "ISW"})
_PROGRESS_EVERY: Final = 1_000


class FileReader:
    """Reads the lines of one file in their order. Errors never stop it, only the bounds do."""

    def __init__(self, name: str):
        self.file = CwrFile(name)
        self._headers = HeaderReader(self.file)
        self._group: Group | None = None
        self._group_records = 0
        self._next_transaction = 0
        self._reader: TransactionReader | None = None
        self._before = ""
        self._ended = False
        self._outside_told = False
        self._errors = 0
        self._on_control: dict[str, Callable[[Place, str], None]] = {
            "HDR": self._header,
            "GRH": self._group_header,
            "GRT": self._group_trailer,
            "TRL": self._trailer,
        }

    def read(self, lines: Iterable[Line], progress: Callable[[int], None] | None = None) -> CwrFile:
        """Read all lines; `progress` is called now and then with the count of new ones."""
        since = 0
        for line in lines:
            since += 1
            if since == _PROGRESS_EVERY and progress is not None:
                progress(since)
                since = 0
            if not self._take(line):
                break
        if progress is not None:
            progress(since)
        self._end()
        return self.file

    def _take(self, line: Line) -> bool:
        """Read one line; False if a bound is reached."""
        if not line.text.strip():
            if line.error is not None:
                self.file.errors.append(line.error)
            return True
        self.file.records += 1
        self._group_records += 1
        if self.file.records > MAX_RECORDS or self._errors > MAX_ERRORS:
            why = f"it has more than {MAX_RECORDS} records or {MAX_ERRORS} errors; reading stopped"
            place = Place("", line.number)
            mend = "send it in parts, or look at the first errors"
            self.file.errors.append(error_at(place, Level.FILE, "file-too-long", why, mend))
            return False
        record = line.text[:3]
        if record in _CONTROL:
            self._control(line, record)
        else:
            self._in_transaction(line, record)
        self._before = record
        return True

    def _control(self, line: Line, record: str) -> None:
        self._finish_transaction()
        if line.error is not None:
            self.file.errors.append(line.error)
        place = Place(record, line.number)
        if self._ended:
            self._file_error(place, "record-after-trailer", "it stands behind TRL", "F008")
        self._on_control[record](place, line.text)

    def _in_transaction(self, line: Line, record: str) -> None:
        transaction, number = line.text[3:11], line.text[11:PREFIX]
        numbered = transaction.isdigit() and number.isdigit() and line.text[:PREFIX].isascii()
        place = Place(
            record, line.number, *((int(transaction), int(number)) if numbered else (0, 0))
        )
        if self._group is None:
            self._outside(place)
            return
        if record in TRANSACTION_TYPES and not self._continues(place):
            self._finish_transaction()
            self._begin(place, self._group)
        if self._reader is None:
            if not self._outside_told:
                why = f"{shown(line.text[:PREFIX])} belongs to no transaction"
                mend = "begin each transaction with its header record"
                self._group.errors.append(error_at(place, Level.GROUP, "no-transaction", why, mend))
                self._outside_told = True
            return
        self._check_prefix(place, line.text, numbered)
        if self._reader.transaction.kind == "ACK" and record in _IN_ACKNOWLEDGEMENT:
            self._reader.embed(place, line.text)
        else:
            self._reader.add(place, line.text, line.error)

    def _continues(self, place: Place) -> bool:
        """Whether a header goes on with the acknowledgement that it is part of."""
        open_one = self._reader.transaction if self._reader else None
        return (
            open_one is not None
            and open_one.kind == "ACK"
            and self._group is not None
            and self._group.kind == "ACK"
            and place.record in _IN_ACKNOWLEDGEMENT
            and place.transaction_number == open_one.number
            and place.record_number > 0
        )

    def _begin(self, place: Place, group: Group) -> None:
        number = place.transaction_number
        transaction = Transaction(group.number, number, place.record, place)
        if group.kind != place.record and group.kind in TRANSACTION_TYPES:
            # The specification gives up the group; here only what is wrong in it is given up.
            why = f"it stands in a group of {group.kind} transactions"
            mend = f"send it in a group of {place.record} transactions"
            level = Level.TRANSACTION
            transaction.errors.append(error_at(place, level, "wrong-group", why, mend, edit="T022"))
        if number != self._next_transaction:
            why = f"its transaction number is {number} instead of {self._next_transaction}"
            mend = "number the transactions of a group from 0 without a gap"
            edit = "F003" if self._next_transaction else "F002"
            transaction.errors.append(
                error_at(place, Level.TRANSACTION, "transaction-number", why, mend, edit=edit)
            )
        self._next_transaction = max(self._next_transaction, number + 1)
        self._reader = TransactionReader(group.version, transaction)

    def _check_prefix(self, place: Place, text: str, numbered: bool) -> None:
        if self._reader is None:
            return
        open_one = self._reader.transaction
        if not numbered:
            why = f"{shown(text[3:PREFIX])} are no two numbers of eight digits"
            error = error_at(
                place, Level.TRANSACTION, "prefix-not-numeric", why, "fill them with zeros"
            )
            open_one.errors.append(error)
        elif place.transaction_number != open_one.number:
            why = f"its transaction number is {place.transaction_number}, not {open_one.number}"
            mend = "give the records of a transaction the number of its header"
            error = error_at(place, Level.TRANSACTION, "transaction-number", why, mend, edit="F004")
            open_one.errors.append(error)

    def _finish_transaction(self) -> None:
        if self._reader is None or self._group is None:
            return
        transaction = self._reader.finish()
        self._group.transactions.append(transaction)
        self._errors += len(transaction.errors)
        self._reader = None

    def _header(self, place: Place, text: str) -> None:
        if self.file.records > 1:
            self._file_error(place, "header-not-first", "HDR is not the first record", "F002")
        self._headers.read(place, text)

    def _group_header(self, place: Place, text: str) -> None:
        if self._group is not None:
            self._file_error(place, "group-not-ended", "no GRT ends the group before", "F004")
            self._close_group()
        elif self.file.records == 1:
            self._file_error(place, "header-missing", "HDR is not the first record", "F002")
        self._group = read_group_header(self.file, place, text)
        self._group_records = 1
        self._next_transaction = 0
        self._outside_told = False

    def _group_trailer(self, place: Place, text: str) -> None:
        if self._group is None:
            self._file_error(place, "group-not-begun", "no GRH begins this group", "F003")
            return
        if self._before == "GRH":
            why = "the group has no transaction"
            self._file_error(place, "group-empty", why, "F006")
        trailer, errors = read_by(LAYOUTS[self._group.version]["GRT"], place, text)
        self._group.errors += errors
        self._group.errors += check_group_trailer(self._group, trailer, self._group_records)
        self._close_group()

    def _close_group(self) -> None:
        if self._group is not None:
            self.file.groups.append(self._group)
            self._errors += len(self._group.errors)
        self._group = None

    def _trailer(self, place: Place, text: str) -> None:
        if self._group is not None:
            self._file_error(place, "group-not-ended", "no GRT ends the last group", "F007")
            self._close_group()
        trailer, errors = read_by(LAYOUTS[self.file.version or CwrVersion.V21]["TRL"], place, text)
        self.file.errors += errors
        self.file.errors += check_trailer(self.file, trailer)
        self._ended = True

    def _outside(self, place: Place) -> None:
        if not self._outside_told:
            why = f"{shown(place.record)} stands outside of any group"
            self._file_error(place, "outside-of-group", why, "F003")
        self._outside_told = True

    def _end(self) -> None:
        self._finish_transaction()
        if self._group is not None:
            self._close_group()
        if not self._ended and not self.file.refused:
            place = Place("TRL", 0)
            self._file_error(place, "trailer-missing", "TRL is not the last record", "F005")
        if self.file.records == 0 and not self.file.refused:
            self._file_error(Place("HDR", 0), "file-empty", "it has no record", "F001")

    def _file_error(self, place: Place, code: str, why: str, edit: str) -> None:
        mend = "send HDR, groups of GRH, transactions and GRT, then TRL, each once and whole"
        error: CwrError = error_at(place, Level.FILE, code, why, mend, edit=edit.replace("F", "E"))
        self.file.errors.append(error)
        self._errors += 1

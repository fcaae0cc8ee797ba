"""Reads one DSR file: hands every row to the reader of its record type and checks the file as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from streams.importers.dsr import cells
from streams.importers.dsr.block import Block
from streams.importers.dsr.claims import ClaimRows, Claims
from streams.importers.dsr.description_rows import (
    CheckedRows,
    ReleaseRows,
    ResourceRows,
    SubReleaseRows,
    WorkRows,
)
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.foot import Foot, read_foot
from streams.importers.dsr.head import Head, read_head
from streams.importers.dsr.physical_lines import read_batches
from streams.importers.dsr.profiles.notation import WEIGHTY_FAMILIES, RecordType
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.release_usage_rows import ReleaseUsageRows
from streams.importers.dsr.report import PlatformAllocations, UsageLines
from streams.importers.dsr.single_block_rows import SingleBlockRows
from streams.importers.dsr.summaries import Summaries
from streams.importers.dsr.usage_columns import UsageColumns
from streams.importers.dsr.usage_rows import SegmentRows, TransactionRows, UsageRows

#: Takes the number and the text of one row.
Handler = Callable[[int, str], None]
_HEADER_TYPES = ("HEAD", "FOOT", "SRFO")


@dataclass(slots=True)
class FileContent:
    """What a file was found to have, for the checks of the file and of its report."""

    findings: FileFindings
    summaries: Summaries
    block: Block
    head: Head | None = None
    foot: Foot | None = None
    lines: int = 0
    #: Empty lines after the last record: editors add them, some footers count them.
    trailing_lines: int = 0
    single_block_line: int = 0


class FileReader:
    """Reader of one file into the columns of its report.

    `head` is what a first look found; it is read again, with its faults, as the row it is.
    """

    def __init__(
        self,
        findings: FileFindings,
        file_index: int,
        head: Head | None,
        columns: tuple[UsageLines, PlatformAllocations],
        seen_blocks: dict[str, int],
    ):
        service = head.service if head else ""
        self._findings = findings
        self._block = Block(findings, seen_blocks, file_index)
        self._block.profile = head.profile if head else None
        self._profile = self._block.profile
        self._summaries = Summaries(findings, service)
        self._columns = UsageColumns(columns[0], file_index, service, findings)
        self._claims = Claims(columns[1], findings)
        self._rows = UsageRows(head, findings, self._block, self._summaries, self._columns)
        self._namespace = head.namespace if head else ""
        self._handlers: dict[str, Handler] = {}
        self._last_record = 0
        self._records = 0
        self.content = FileContent(findings, self._summaries, self._block)

    def read(self, path: Path, progress: Callable[[int], None] | None) -> FileContent:
        """Read the file; `progress` is called with the number of lines of each batch."""
        handlers = self._handlers
        content = self.content
        number = 0
        for first, lines in read_batches(path, self._findings):
            number = first - 1
            for line in lines:
                number += 1
                tab = line.find("\t")
                record_type = line if tab < 0 else line[:tab]
                handler = handlers.get(record_type)
                if handler is None:
                    handler = self._new_handler(record_type, number)
                    if handler is None:
                        continue
                    handlers[record_type] = handler
                last_record = number
                handler(number, line)
            if progress is not None:
                progress(len(lines))
        content.lines = number
        content.trailing_lines = number - self._last_record
        self._finish()
        return content

    def _new_handler(self, record_type: str, number: int) -> Handler | None:
        """The handler of a record type met for the first time; None for a line that is not read."""
        if not record_type or record_type.startswith("#"):
            return None
        self._last_record = number
        record = ALL_RECORDS.get(record_type)
        if record is None:
            self._count_unknown(record_type, number)
            return None
        handler = self._handler(record)
        profile = self._profile
        if profile is None or record_type in profile.records or record_type in _HEADER_TYPES:
            return handler
        return self._foreign(handler, record_type, f"{profile.name} {profile.version}")

    def _foreign(self, handler: Handler, record_type: str, profile: str) -> Handler:
        """A handler of a record the profile does not use: versions of profiles borrow from each other."""
        why = (
            f"{profile} does not use {record_type} records; they are read as the standard defines"
            " them elsewhere."
        )

        def read(line_number: int, line: str) -> None:
            place = Place(line_number, record_type)
            self._findings.tally("record-not-in-profile", record_type, why, place)
            handler(line_number, line)

        return read

    def _count_unknown(self, record_type: str, number: int) -> None:
        """A record type no profile has: passed over, unless it would carry what is paid by."""
        name = record_type[:_NAME_SHOWN]
        place = Place(number, name)
        if name[:2] in WEIGHTY_FAMILIES:
            why = (
                "no profile known here has this record type, and its family carries usage, money or"
                " claims: leaving it out would import half a report. Use a known version."
            )
            self._findings.tally("unknown-usage-record", name, why, place, FAULT)
        else:
            why = "no profile known here has this record type; its rows are ignored."
            self._findings.tally("unknown-record-type", name, why, place)

    def _handler(self, record: RecordType) -> Handler:
        findings, block, rows = self._findings, self._block, self._rows
        name, family = record.name, record.family
        if name in _HEADER_TYPES:
            return self._read_head if name == "HEAD" else self._foot_handler(name)
        if record.any_cells:
            return _pass_over
        if family == "SY":
            return self._summary_handler(record)
        if family == "AS":
            return ResourceRows(record, findings, block, self._namespace).read
        if family == "MW":
            return WorkRows(record, findings, block).read
        if name == "RE02":
            return SubReleaseRows(record, findings, block).read
        if family == "RE":
            return ReleaseRows(record, findings, block).read
        if family == "RU":
            return ReleaseUsageRows(record, rows).read
        if family == "LI":
            return ClaimRows(record, rows, self._claims).read
        if family == "SU":
            segment = record.index("NetRevenue") is not None
            return SegmentRows(record, rows).read if segment else TransactionRows(record, rows).read
        if family == "SR":
            return self._single_block_handler(record)
        return CheckedRows(record, findings, block).read

    def _read_head(self, number: int, line: str) -> None:
        content = self.content
        if content.head is not None:
            why = f"the file has a second HEAD (the first is in line {content.head.line}); one only."
            self._findings.fault("second-head", why, Place(number, "HEAD"))
        elif self._records_before(number):
            why = "HEAD is not the first record of the file; move it to the top."
            self._findings.fault("head-not-first", why, Place(number, "HEAD"))
        head = read_head(number, line, self._findings)
        content.head = content.head or head

    def _foot_handler(self, name: str) -> Handler:
        def read(number: int, line: str) -> None:
            content = self.content
            if content.foot is not None:
                why = (
                    f"the file has a second footer (the first is in line {content.foot.line}); were"
                    " two files joined? One file has one footer."
                )
                self._findings.fault("second-foot", why, Place(number, name))
            foot = read_foot(number, line, name, self._findings)
            content.foot = content.foot or foot

        return read

    def _summary_handler(self, record: RecordType) -> Handler:
        def read(number: int, line: str) -> None:
            if self._block.id is not None or self.content.single_block_line:
                why = "summary records stand before the first usage of a file; move it up."
                place = Place(number, record.name)
                self._findings.fault("summary-after-block", why, place)
            self._summaries.add(record, number, line)

        return read

    def _single_block_handler(self, record: RecordType) -> Handler:
        reader: Handler
        if record.index("SalesTransactionId", "Usages") is None:
            # SR07 ranks recordings without reporting usage.
            reader = CheckedRows(record, self._findings, self._block).read
        else:
            reader = SingleBlockRows(record, self._rows, self._claims).read

        def read(number: int, line: str) -> None:
            self.content.single_block_line = number
            reader(number, line)

        return read

    def _records_before(self, number: int) -> bool:
        return 0 < self._first_record < number

    def _finish(self) -> None:
        """What only shows at the end: open rows, the last Block, rounding and shares."""
        self._rows.end()
        self._block.finish()
        self._columns.settle()
        self._claims.settle()
        check_file(self.content, self._last_record)
        self._findings.close()


def _pass_over(_number: int, _line: str) -> None:
    """Records whose cells the standard leaves to the parties are not looked at."""

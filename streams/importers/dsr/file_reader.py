"""Reads one DSR file: hands every row to the reader of its record type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streams.importers.dsr.block import Block
from streams.importers.dsr.claims import Claims
from streams.importers.dsr.faults import FAULT, FileFindings, Place
from streams.importers.dsr.file_checks import FileContent, check_file
from streams.importers.dsr.foot import read_foot
from streams.importers.dsr.head import Head, read_head
from streams.importers.dsr.physical_lines import read_batches
from streams.importers.dsr.profiles.notation import WEIGHTY_FAMILIES, RecordType
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.report import PlatformAllocations, UsageLines
from streams.importers.dsr.row_handlers import Handler, RowTargets, row_handler
from streams.importers.dsr.summaries import Summaries
from streams.importers.dsr.usage_columns import UsageColumns
from streams.importers.dsr.usage_rows import UsageRows

_HEADER_TYPES = ("HEAD", "FOOT", "SRFO")
#: An unknown record type may be a whole line of something else; this much of it is shown.
_NAME_SHOWN = 20


class FileReader:
    """Reader of one file into the columns of its report.

    `head` is what a first look found, None if the first record is no HEAD; the row itself is read
    again with its faults. `seen_blocks` is shared by the files of a report.
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
        self._profile = self._block.profile = head.profile if head else None
        self._summaries = Summaries(findings, service)
        self._columns = UsageColumns(columns[0], file_index, service, findings)
        self._claims = Claims(columns[1], findings)
        self._rows = UsageRows(head, findings, self._block, self._summaries, self._columns)
        namespace = head.namespace if head else ""
        self._targets = RowTargets(findings, self._block, self._rows, self._claims, namespace)
        self._handlers: dict[str, Handler] = {}
        self._first_record = 0
        self._content = FileContent(findings, self._summaries, self._block)

    def read(self, path: Path, progress: Callable[[int], None] | None) -> FileContent:
        """Read the file; `progress` is called with the number of lines of each batch."""
        handlers = self._handlers
        faults_before = self._findings.fault_count
        number = last_record = 0
        for first, lines in read_batches(path, self._findings):
            for number, line in enumerate(lines, start=first):
                tab = line.find("\t")
                record_type = line if tab < 0 else line[:tab]
                handler = handlers.get(record_type)
                if handler is None:
                    if not record_type or record_type[0] == "#":
                        continue
                    handler = self._new_handler(record_type, number)
                last_record = number
                handler(number, line)
            if progress is not None:
                progress(len(lines))
        self._content.lines = number
        self._content.last_record = last_record
        if number or self._findings.fault_count == faults_before:
            self._finish()
        return self._content

    def _new_handler(self, record_type: str, number: int) -> Handler:
        """The handler of a record type met for the first time."""
        self._first_record = self._first_record or number
        profile = self._profile
        record = profile.record(record_type) if profile else ALL_RECORDS.get(record_type)
        if record is None:
            return self._count_unknown
        if record.family == "SY":
            handler = self._summary_handler(record)
        elif record_type == "HEAD":
            handler = self._read_head
        elif record_type in _HEADER_TYPES:
            handler = self._foot_handler(record_type)
        else:
            handler = self._block_handler(record)
        if profile and record_type not in profile.records and record_type not in _HEADER_TYPES:
            handler = self._foreign(handler, record_type, f"{profile.name} {profile.version}")
        self._handlers[record_type] = handler
        return handler

    def _foreign(self, handler: Handler, record_type: str, profile: str) -> Handler:
        """A handler of a record the profile does not use: senders mix the versions of records."""
        why = (
            f"{profile} does not use {record_type} records; they are read as the standard defines"
            " them for other profiles or versions."
        )

        def read(number: int, line: str) -> None:
            place = Place(number, record_type)
            self._findings.tally("record-not-in-profile", record_type, why, place)
            handler(number, line)

        return read

    def _count_unknown(self, number: int, line: str) -> None:
        """A record type no profile has: passed over, unless it would carry what is paid by."""
        name = line.partition("\t")[0][:_NAME_SHOWN]
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

    def _read_head(self, number: int, line: str) -> None:
        content = self._content
        if content.head is not None:
            why = (
                f"the file has a second HEAD (the first is in line {content.head.line}); one only."
            )
            self._findings.fault("second-head", why, Place(number, "HEAD"))
        elif self._first_record < number:
            why = "HEAD is not the first record of the file; move it to the top."
            self._findings.fault("head-not-first", why, Place(number, "HEAD"))
        head = read_head(number, line, self._findings)
        content.head = content.head or head

    def _foot_handler(self, record_type: str) -> Handler:
        def read(number: int, line: str) -> None:
            content = self._content
            if content.foot is not None:
                why = (
                    f"the file has a second footer (the first is in line {content.foot.line}); were"
                    " two files joined? One file has one footer."
                )
                self._findings.fault("second-foot", why, Place(number, record_type))
            foot = read_foot(number, line, record_type, self._findings)
            content.foot = content.foot or foot

        return read

    def _summary_handler(self, record: RecordType) -> Handler:
        def read(number: int, line: str) -> None:
            if self._block.id is not None or self._content.single_block_line:
                why = "summary records stand before the first usage of a file; move it up."
                place = Place(number, record.name)
                self._findings.fault("summary-after-block", why, place)
            self._summaries.add(record, number, line)

        return read

    def _block_handler(self, record: RecordType) -> Handler:
        handler = row_handler(record, self._targets)
        if record.family != "SR":
            return handler

        def read(number: int, line: str) -> None:
            self._content.single_block_line = number
            handler(number, line)

        return read

    def _finish(self) -> None:
        """What only shows at the end: the last Block, rounding, shares, the counts."""
        self._rows.end()
        self._block.finish()
        self._columns.settle()
        self._claims.settle()
        check_file(self._content)
        self._findings.close()

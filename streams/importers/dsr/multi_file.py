"""Reports of one or several files: which files belong together, and what must hold for all of them.

Source: DDEX DSR Part 1, multi-file reports: every file has header, footer and the same summary
records; Blocks are never split; `x of y` of name and HEAD count the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.importers.dsr.faults import FaultLog, FileFindings, Place
from streams.importers.dsr.file_checks import FileContent
from streams.importers.dsr.file_name import FileName, read_file_name
from streams.importers.dsr.foot import Foot, check_count
from streams.importers.dsr.head import Head, read_head
from streams.importers.dsr.periods import days_text
from streams.importers.dsr.physical_lines import read_batches
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.row_reader import place_of


@dataclass(slots=True)
class ReportFile:
    """One file of a report: its name and what a first look at its HEAD says."""

    path: Path
    name: FileName | None
    head: Head | None
    findings: FileFindings

    @property
    def file_number(self) -> int:
        """Which file of the report this is, by HEAD, else by name; 0 where neither says it."""
        if self.head is not None and self.head.file_number:
            return self.head.file_number
        return self.name.file_number if self.name else 0

    @property
    def number_of_files(self) -> int:
        """How many files the report has, by HEAD, else by name; 0 where neither says it."""
        if self.head is not None and self.head.number_of_files:
            return self.head.number_of_files
        return self.name.number_of_files if self.name else 0


def look_at(path: Path, shown_name: str, log: FaultLog) -> ReportFile:
    """A file with the parts of its name and its HEAD, if that is its first record."""
    findings = FileFindings(shown_name, log)
    name = read_file_name(path.name, findings)
    return ReportFile(path, name, _first_head(path), findings)


def _first_head(path: Path) -> Head | None:
    """HEAD, read without reporting: the file is read again with everything it says."""
    silent = FileFindings(path.name, FaultLog())
    for first, lines in read_batches(path, silent):
        for number, line in enumerate(lines, start=first):
            if line and not line.startswith("#"):
                return read_head(number, line, silent) if line.startswith("HEAD\t") else None
    return None


def group_reports(files: Iterable[ReportFile]) -> list[list[ReportFile]]:
    """Files that belong to one report, in the order of their file numbers.

    Files are one report if their HEADs have the same sender and MessageId, or if their names differ
    only in the file number: a file with a wrong header then still shows as a fault of its report.
    """
    group_of: dict[int, list[ReportFile]] = {}
    by_key: dict[tuple[str, ...], list[ReportFile]] = {}
    for file in files:
        group = [file]
        for key in _keys(file):
            other = by_key.get(key)
            if other is not None and other is not group:
                group = [*other, *(member for member in group if member not in other)]
        for member in group:
            group_of[id(member)] = group
            by_key.update((key, group) for key in _keys(member))
    groups = {id(group): group for group in group_of.values()}
    return [
        sorted(group, key=lambda file: (file.file_number, file.path.name))
        for group in groups.values()
    ]


def _keys(file: ReportFile) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = []
    if file.head is not None and file.head.sender and file.head.message_id:
        keys.append(("head", file.head.sender, file.head.message_id))
    if file.name is not None:
        keys.append(("name", *file.name.report_key))
    return keys


def check_set(files: Sequence[ReportFile]) -> None:
    """The files of a report are all there, once each, and agree on what they report."""
    first = files[0]
    for file in files[1:]:
        _check_agreement(file, first)
    _check_numbers(files)
    numbers = {file.file_number for file in files}
    missing = _missing(numbers, max(file.number_of_files for file in files))
    if missing:
        why = (
            f"file {missing} of the {first.number_of_files} files of the report is not here; a"
            " report is imported whole or not at all. Give all of its files."
        )
        first.findings.fault("file-missing", why, Place(cell_name="NumberOfFiles", value=missing))


def check_report(files: Sequence[ReportFile], contents: Sequence[FileContent]) -> None:
    """After reading: the files carry the same summary records, and their counts are right."""
    lines: tuple[int, ...] = (
        sum(content.lines for content in contents),
        sum(content.line_counts[-1] for content in contents),
    )
    blocks = sum(content.block.count for content in contents)
    last = max(file.number_of_files for file in files)
    for file, content in zip(files, contents, strict=True):
        foot = content.foot
        if foot is not None:
            findings = file.findings
            check_count(foot, "NumberOfLinesInReport", foot.lines_in_report, lines, findings)
            check_count(foot, "NumberOfBlocksInReport", foot.blocks_in_report, (blocks,), findings)
            if file.file_number == last:
                _check_last_foot(foot, findings)
        if content.summaries.lines != contents[0].summaries.lines:
            why = (
                f"the summary records differ from those of {files[0].path.name}; every file of a"
                " report carries the same. Send the set that belongs together."
            )
            file.findings.fault("summaries-differ", why)


def _check_last_foot(foot: Foot, findings: FileFindings) -> None:
    """The footer of the last file says what the whole report has."""
    for cell, said in (
        ("NumberOfLinesInReport", foot.lines_in_report),
        ("NumberOfBlocksInReport", foot.blocks_in_report),
    ):
        if said is None and ALL_RECORDS[foot.record_type].index(cell) and not foot.faulty:
            why = "the last file of a report says how much the report has; the cell is empty."
            place = place_of(foot.record_type, foot.line, cell)
            findings.warn("foot-count-missing", why, place)


def _check_numbers(files: Sequence[ReportFile]) -> None:
    """No file number twice."""
    seen: dict[int, ReportFile] = {}
    for file in files:
        number = file.file_number
        if number and number in seen:
            why = (
                f"file {number} of the report is there twice, also as {seen[number].findings.file};"
                " its usage would count twice. Take one out; a MessageId is never used again."
            )
            place = Place(cell_name="FileNumber", value=str(number))
            file.findings.fault("file-twice", why, place)
        seen.setdefault(number, file)


def _check_agreement(file: ReportFile, first: ReportFile) -> None:
    for (cell, said), (_, expected) in zip(_facts(file), _facts(first), strict=False):
        if said is not None and expected is not None and said != expected:
            why = (
                f"{cell} is {said!r} here and {expected!r} in {first.findings.file}; the files of"
                " one report agree. Correct it, or give another report its own MessageId."
            )
            place = _fact_place(file, cell, said)
            file.findings.fault("files-disagree", why, place)


def _fact_place(file: ReportFile, cell: str, said: str) -> Place:
    """Where a file says a fact: in a cell of HEAD, or in its name."""
    if file.head is None or " " in cell:
        return Place(cell_name=cell, value=said)
    return place_of("HEAD", file.head.line, cell, value=said)


def _missing(numbers: set[int], expected: int) -> str:
    """Missing file numbers in ranges: `expected` may be a typing error of billions."""
    parts = []
    begin = 1
    for number in [*sorted(n for n in numbers if 1 <= n <= expected), expected + 1]:
        if number > begin:
            parts.append(str(begin) if number == begin + 1 else f"{begin}-{number - 1}")
        begin = number + 1
    return ", ".join(parts)


def _facts(file: ReportFile) -> list[tuple[str, str | None]]:
    """What the files of a report must agree on, by cell; None where a file does not say it."""
    head, name = file.head, file.name
    profile = head.profile if head else None
    return [
        ("MessageId", head.message_id if head else None),
        ("SenderPartyId", head.sender if head else None),
        ("SenderName", head.sender_name if head else None),
        ("RecipientPartyId", head.recipient if head else None),
        ("RecipientName", head.recipient_name if head else None),
        ("ServiceDescription", head.service if head else None),
        ("NumberOfFiles", str(head.number_of_files) if head else None),
        ("Profile", profile.name if profile else None),
        ("ProfileVersion", profile.version if profile else None),
        ("UsageStartDate", days_text(head.period) if head and head.period else None),
        ("recipient in the file name", name.recipient if name else None),
        ("sender in the file name", name.sender if name else None),
        ("service in the file name", name.service if name else None),
        ("period in the file name", name.period if name else None),
        ("territory in the file name", name.territory if name else None),
    ]

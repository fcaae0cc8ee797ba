"""Reads DSR files into reports: pure reading and checking, nothing is sent anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from streams.importers.dsr.faults import FaultLog, Place
from streams.importers.dsr.file_checks import FileContent
from streams.importers.dsr.file_reader import FileReader
from streams.importers.dsr.head import check_against_file_name
from streams.importers.dsr.multi_file import (
    ReportFile,
    check_report,
    check_set,
    group_reports,
    look_at,
)
from streams.importers.dsr.outcome import DsrOutcome, totals_by_controller
from streams.importers.dsr.report import DsrReport, PlatformAllocations, UsageLines
from streams.importers.dsr.row_reader import place_of


def read_dsr(paths: Sequence[Path], progress: Callable[[int], None] | None = None) -> DsrOutcome:
    """Read and check DSR files (`.tsv`, `.tsv.gz`).

    Files are grouped into reports by their HEAD and their names. A fault refuses the whole report
    it is in, never half of it; other reports pass. `progress` is called now and then with the
    number of lines read so far. Whatever the bytes, the answer is an outcome and not an exception.
    """
    log = FaultLog()
    files = _look_at_all(paths, log)
    counter = _LineCounter(progress)
    reports: list[DsrReport] = []
    refused = 0
    for group in group_reports(files):
        report = _read_report(group, counter.add)
        if report is None:
            refused += len(group)
        else:
            reports.append(report)
    log.faults.sort(key=lambda fault: (fault.file, fault.line, fault.cell))
    log.warnings.sort(key=lambda fault: (fault.file, fault.line, fault.cell))
    return DsrOutcome(
        reports=reports,
        faults=log.faults,
        warnings=log.warnings,
        totals=totals_by_controller(reports),
        files=len(files),
        refused_files=refused,
        faults_not_kept=log.faults_not_kept,
        warnings_not_kept=log.warnings_not_kept,
    )


class _LineCounter:
    """Turns lines of a batch into lines so far."""

    def __init__(self, progress: Callable[[int], None] | None):
        self._progress = progress
        self._lines = 0

    def add(self, lines: int) -> None:
        """Count a batch and tell who wants to know."""
        self._lines += lines
        if self._progress is not None:
            self._progress(self._lines)


def _look_at_all(paths: Sequence[Path], log: FaultLog) -> list[ReportFile]:
    """A first look at every file.

    A path given twice is one file; files of one name are shown with their path.
    """
    unique = list(dict.fromkeys(Path(path) for path in paths))
    names = Counter(path.name for path in unique)
    return [
        look_at(path, path.name if names[path.name] == 1 else str(path), log) for path in unique
    ]


def _read_report(files: Sequence[ReportFile], progress: Callable[[int], None]) -> DsrReport | None:
    """The report of these files, None if any of them has a fault."""
    lines, allocations = UsageLines(), PlatformAllocations()
    seen_blocks: dict[str, int] = {}
    contents: list[FileContent] = []
    check_set(files)
    for index, file in enumerate(files):
        if file.head is not None and file.name is not None:
            check_against_file_name(file.head, file.name, file.findings)
        reader = FileReader(file.findings, index, file.head, (lines, allocations), seen_blocks)
        contents.append(reader.read(file.path, progress))
    check_report(files, contents)
    if any(file.findings.fault_count for file in files):
        return None
    return _accepted(files, contents, lines, allocations)


def _accepted(
    files: Sequence[ReportFile],
    contents: Sequence[FileContent],
    lines: UsageLines,
    allocations: PlatformAllocations,
) -> DsrReport | None:
    head = files[0].head
    # A report without these has faults and never comes here.
    if head is None or head.period is None or head.profile is None:
        return None
    if lines.units:
        _reconcile(files[0], contents)
    _check_territory(files[0], lines)
    return DsrReport(
        sender=head.sender,
        sender_name=head.sender_name,
        message_id=head.message_id,
        recipient=head.recipient or head.recipient_name,
        created_at=head.created,
        period_first_day=head.period[0],
        period_end_day=head.period[1],
        service=head.service,
        profile=head.profile.name,
        profile_version=head.profile.version,
        number_of_files=head.number_of_files,
        files=tuple(file.findings.file for file in files),
        lines=lines,
        allocations=allocations,
    )


def _reconcile(file: ReportFile, contents: Sequence[FileContent]) -> None:
    """Usages a summary declares against those its usage rows count: compared, never forced."""
    for key, context in contents[0].summaries.contexts.items():
        everywhere = [content.summaries.contexts[key] for content in contents]
        counted = sum(one.counted for one in everywhere)
        gross = sum(one.counted_gross for one in everywhere)
        declared = sorted({int(usages.partition(".")[0]) for usages in context.usages})
        if declared and counted not in declared and gross not in declared:
            said = ", ".join(map(str, declared))
            why = (
                f"the summary records {key!r} declare {said} usages, the usage rows of the report"
                f" count {counted}. The usage rows are used; ask the sender about the difference."
            )
            place = place_of(
                context.record_type,
                context.line,
                *("Usages", "NumberOfBroadcasts", "UsagesInReportingPeriod"),
                value=said,
            )
            file.findings.warn("reconciliation", why, place)


def _check_territory(file: ReportFile, lines: UsageLines) -> None:
    """The territory in the file name is the one reported, unless it stands for several."""
    if file.name is None or not file.name.one_territory or not lines.territory:
        return
    named = file.name.territory.upper()
    reported = set(lines.territory)
    if reported != {named}:
        shown = ", ".join(sorted(reported)[:5])
        why = f"the file name says {named}, the summary records {shown}; the records are used."
        place = Place(cell_name="file name", value=named)
        file.findings.warn("file-name-territory", why, place)

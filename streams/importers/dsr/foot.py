"""The FOOT (or SRFO) record: the counts that prove that a file, and with it the report, arrived whole."""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.row_reader import REPORTED, RowReader


@dataclass(frozen=True, slots=True)
class Foot:
    """What a footer says; a count is None where the cell is empty, faulty or not part of the record."""

    line: int
    record_type: str
    lines_in_file: int | None
    lines_in_report: int | None
    summary_records: int | None
    blocks_in_file: int | None
    blocks_in_report: int | None


def read_foot(line_number: int, line: str, record_type: str, findings: FileFindings) -> Foot:
    """What a FOOT or SRFO row says, with faults for every cell that is wrong."""
    before = findings.fault_count
    wanted = (
        "NumberOfLinesInFile",
        "NumberOfLinesInReport",
        "NumberOfSummaryRecords",
        "NumberOfBlocksInFile",
        "NumberOfBlocksInReport",
    )
    row = RowReader(ALL_RECORDS[record_type], wanted, findings).read(line_number, line)
    # A cell that is wrong reads as 0: only a row without faults can be held against our counts,
    # but a short row still says what its first cells say.
    counts = [_count(text, findings.fault_count > before) for text in row]
    return Foot(line_number, record_type, *counts)


def _count(text: str, doubtful: bool) -> int | None:
    if text in ("", REPORTED) or (doubtful and text == "0"):
        return None
    return int(text)


def check_count(
    foot: Foot, cell: str, said: int | None, counted: tuple[int, ...], findings: FileFindings
) -> None:
    """One count of the footer against what was counted; more than one number where both are right."""
    if said is None or said in counted:
        return
    position = ALL_RECORDS[foot.record_type].index(cell) or 0
    why = (
        f"the footer says {said}, counted were {counted[0]}: the file is cut off, was changed after"
        " it was written, or the count is wrong. Send the complete file."
    )
    place = Place(foot.line, foot.record_type, position + 1, cell, str(said))
    findings.fault("foot-count-differs", why, place)

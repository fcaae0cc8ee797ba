"""The FOOT (or SRFO) record: the counts that prove that a file, and its report, arrived whole."""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.row_reader import REPORTED, RowReader, place_of


@dataclass(frozen=True, slots=True)
class Foot:
    """What a footer says.

    A count is None where the cell is empty, faulty or not part of the record.
    """

    line: int
    record_type: str
    lines_in_file: int | None
    lines_in_report: int | None
    summary_records: int | None
    blocks_in_file: int | None
    blocks_in_report: int | None
    #: Whether a cell of it was reported already.
    faulty: bool


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
    faulty = findings.fault_count > before
    counts = dict(zip(wanted, (_count(text, faulty) for text in row), strict=True))
    return Foot(
        line=line_number,
        record_type=record_type,
        lines_in_file=counts["NumberOfLinesInFile"],
        lines_in_report=counts["NumberOfLinesInReport"],
        summary_records=counts["NumberOfSummaryRecords"],
        blocks_in_file=counts["NumberOfBlocksInFile"],
        blocks_in_report=counts["NumberOfBlocksInReport"],
        faulty=faulty,
    )


def _count(text: str, doubtful: bool) -> int | None:
    """One count; a wrong cell reads as 0, so that a 0 in a faulty row may not be meant."""
    if text in ("", REPORTED) or (doubtful and text == "0"):
        return None
    return int(text)


def check_count(
    foot: Foot, cell: str, said: int | None, counted: tuple[int, ...], findings: FileFindings
) -> None:
    """One count of the footer against what was counted, any number of `counted` is right."""
    if said is None or said in counted:
        return
    why = (
        f"the footer says {said}, counted were {counted[0]}: the file is cut off, was changed after"
        " it was written, or the count is wrong. Send the complete file."
    )
    place = place_of(foot.record_type, foot.line, cell, value=str(said))
    findings.fault("foot-count-differs", why, place)

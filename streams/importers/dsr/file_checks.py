"""What must hold for a DSR file as a whole: one header, summaries, one footer that counts right."""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr.block import Block
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.foot import Foot, check_count
from streams.importers.dsr.head import Head
from streams.importers.dsr.row_reader import place_of
from streams.importers.dsr.summaries import Summaries


@dataclass(slots=True)
class FileContent:
    """What a file was found to have.

    `lines` counts every line, empty ones and comments too, as the standard does; `last_record` is
    the line of the last record; `single_block_line` is the line of the last SR record, 0 without
    any.
    """

    findings: FileFindings
    summaries: Summaries
    block: Block
    head: Head | None = None
    foot: Foot | None = None
    lines: int = 0
    last_record: int = 0
    single_block_line: int = 0

    @property
    def line_counts(self) -> tuple[int, ...]:
        """Right answers for the number of lines: empty lines after the footer may count or not."""
        if self.last_record in (0, self.lines):
            return (self.lines,)
        return (self.lines, self.last_record)


def check_file(content: FileContent) -> None:
    """Report what is missing from a file, or is there twice, or does not fit together."""
    findings = content.findings
    if content.lines == 0:
        why = (
            "the file is empty; a report has HEAD, summary records and a footer even without usage."
        )
        findings.fault("empty-file", why)
        return
    if content.head is None:
        why = (
            "the file has no HEAD record, so nobody can say who reports what to whom; add it as the"
            " first line."
        )
        findings.fault("no-head", why)
    if content.summaries.rows == 0:
        why = (
            "the file has no summary record (SY), so its usage has no sales context; also a report"
            " of no usage has one. Add it after HEAD."
        )
        findings.fault("no-summary", why)
    if content.foot is None:
        why = "the file has no footer (FOOT or SRFO), so it may be cut off; send the complete file."
        findings.fault("no-foot", why, Place(content.last_record))
    else:
        _check_foot(content, content.foot)
    _check_variant(content)


def _check_foot(content: FileContent, foot: Foot) -> None:
    findings = content.findings
    if foot.line != content.last_record:
        why = (
            f"records follow the footer, up to line {content.last_record}; the footer is the last"
            " record. Were two files joined?"
        )
        findings.fault("foot-not-last", why, Place(foot.line, foot.record_type))
    rows = content.summaries.rows
    blocks = content.block.count
    check_count(foot, "NumberOfLinesInFile", foot.lines_in_file, content.line_counts, findings)
    check_count(foot, "NumberOfSummaryRecords", foot.summary_records, (rows,), findings)
    check_count(foot, "NumberOfBlocksInFile", foot.blocks_in_file, (blocks,), findings)


def _check_variant(content: FileContent) -> None:
    """A file has Blocks and FOOT, or single-record Blocks and SRFO; the second is never split."""
    findings, head, foot = content.findings, content.head, content.foot
    profile = head.profile if head else None
    has_blocks = content.block.id is not None
    has_singles = content.single_block_line > 0
    if has_blocks and has_singles:
        why = "the file mixes Blocks with single-record Blocks (SR); a report uses one of the two."
        findings.fault("mixed-variants", why, Place(content.single_block_line))
    if foot is not None:
        single = foot.record_type == "SRFO"
        demanded = profile is not None and profile.single_blocks
        impossible = profile is not None and not profile.allows_single_blocks
        if (single and (has_blocks or impossible)) or (not single and (has_singles or demanded)):
            expected = "FOOT" if single else "SRFO"
            why = f"a file of this profile and records ends with {expected}; replace the footer."
            findings.fault("wrong-foot", why, Place(foot.line, foot.record_type))
        is_single = single or demanded
        if is_single and head is not None and head.number_of_files > 1:
            why = "a report of single-record Blocks may not be split; send it as one file."
            place = place_of("HEAD", head.line, "NumberOfFiles", value=str(head.number_of_files))
            findings.fault("single-blocks-split", why, place)

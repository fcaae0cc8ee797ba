"""Which reader reads the rows of which record type within a Block or a Single Record Block file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from streams.importers.dsr.block import Block
from streams.importers.dsr.claims import ClaimRows, Claims
from streams.importers.dsr.description_rows import (
    CheckedRows,
    ReleaseRows,
    ResourceRows,
    SubReleaseRows,
    WorkRows,
)
from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.release_usage_rows import ReleaseUsageRows
from streams.importers.dsr.segment_rows import SegmentRows
from streams.importers.dsr.single_block_rows import SingleBlockRows
from streams.importers.dsr.transaction_rows import TransactionRows
from streams.importers.dsr.usage_rows import UsageRows

#: Takes the number and the text of one row.
Handler = Callable[[int, str], None]


@dataclass(slots=True)
class RowTargets:
    """What the rows of one file are read into."""

    findings: FileFindings
    block: Block
    rows: UsageRows
    claims: Claims
    namespace: str


def row_handler(record: RecordType, targets: RowTargets) -> Handler:
    """The reader for a record type that is neither header, footer nor summary."""
    if record.family in ("SU", "RU", "LI", "SR"):
        return _counting_handler(record, targets)
    return pass_over if record.any_cells else _describing_handler(record, targets)


def _describing_handler(record: RecordType, targets: RowTargets) -> Handler:
    """Records that say what was used."""
    findings, block = targets.findings, targets.block
    if record.family == "AS":
        return ResourceRows(record, findings, block, targets.namespace).read
    if record.family == "MW":
        return WorkRows(record, findings, block).read
    if record.name == "RE02":
        return SubReleaseRows(record, findings, block).read
    if record.family == "RE":
        return ReleaseRows(record, findings, block).read
    return CheckedRows(record, findings, block).read


def _counting_handler(record: RecordType, targets: RowTargets) -> Handler:
    """Records that carry usage, money or claims."""
    rows = targets.rows
    if record.family == "RU":
        return ReleaseUsageRows(record, rows).read
    if record.family == "LI":
        return ClaimRows(record, rows, targets.claims).read
    if record.family == "SU":
        by_segment = record.index("NetRevenue") is not None
        return SegmentRows(record, rows).read if by_segment else TransactionRows(record, rows).read
    if record.name == "SR07":
        # The Masterlist ranks recordings; it reports no usage.
        return CheckedRows(record, targets.findings, targets.block).read
    return SingleBlockRows(record, rows, targets.claims).read


def pass_over(_line_number: int, _line: str) -> None:
    """Records whose cells the standard leaves to the parties are not looked at."""

"""RU rows: how often each release (such as a user's video) of a UGC Block was used.

They are not usage lines of their own: they are summed and held against the usage rows of the Block.
"""

from __future__ import annotations

from streams.importers.dsr import cells
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import RowReader, place_of
from streams.importers.dsr.usage_rows import UsageRows


class ReleaseUsageRows:
    """RU01 (lists of releases and their usages) and RU02 (one release)."""

    def __init__(self, record: RecordType, rows: UsageRows):
        self._record = record
        self._rows = rows
        wanted = ("BlockId", "SummaryRecordId", "DspReleaseId", "Usages")
        self._reader = RowReader(record, wanted, rows.findings)
        self._several = record.cells[(record.index("Usages") or 1) - 1].several

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        block_id, summary, releases, usages = self._reader.read(line_number, line)
        rows = self._rows
        if block_id != rows.block.id:
            rows.block.enter(block_id, line_number, self._record.name)
        rows.find_context(summary, line_number, self._record.name)
        counts = usages.split(cells.PIPE)
        if self._several:
            self._check_lengths(cells.split_values(releases), counts, line_number)
        block = rows.block
        if not block.release_line:
            block.release_line, block.release_type = line_number, self._record.name
        block.release_usages += sum(map(int, filter(None, counts)))

    def _check_lengths(self, releases: list[str], counts: list[str], line_number: int) -> None:
        """Each release has its own number of usages."""
        if len(releases) == len(counts) and all(counts):
            return
        why = (
            f"the row lists {len(releases)} releases and {sum(map(bool, counts))} numbers of"
            " usages; each release needs its own number, in the same order. Complete the lists."
        )
        place = place_of(self._record.name, line_number, "Usages")
        self._rows.findings.fault("lists-differ", why, place)

"""RU rows: how often each release (such as a user's video) of a UGC Block was used.

They are not usage lines of their own: they are summed and held against the usage rows of the Block.
"""

from __future__ import annotations

from streams.importers.dsr import cells
from streams.importers.dsr.faults import Place
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import RowReader
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
        place = Place(line_number, self._record.name)
        if block_id != rows.block.id:
            rows.end()
            rows.block.enter(block_id, line_number, self._record.name)
        rows.find_context(summary, place)
        counts = usages.split(cells.PIPE)
        if self._several:
            self._check_lengths(cells.split_values(releases), counts, place)
        block = rows.block
        block.release_line = block.release_line or line_number
        block.release_usages += sum(map(int, filter(None, counts)))

    def _check_lengths(self, releases: list[str], counts: list[str], place: Place) -> None:
        """Each release has its own number of usages."""
        if len(releases) == len(counts) and all(counts):
            return
        cell = self._record.index("Usages") or 0
        why = (
            f"the row lists {len(releases)} releases and {sum(map(bool, counts))} numbers of usages;"
            " each release needs its own number, in the same order. Complete the lists."
        )
        self._rows.findings.fault(
            "lists-differ", why, place._replace(cell=cell + 1, cell_name="Usages")
        )

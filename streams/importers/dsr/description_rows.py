"""Descriptive rows of a Block: releases (RE), resources (AS), works (MW), cues (CU).

They only serve to name what was used, so their faults are warnings and what is wrong is not used.
"""

from __future__ import annotations

from streams.importers.dsr import cells
from streams.importers.dsr.block import Block
from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.identifiers import own_reference
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import RowReader


class ResourceRows:
    """AS records: `namespace` goes before the sender's own identifiers."""

    def __init__(self, record: RecordType, findings: FileFindings, block: Block, namespace: str):
        self._name = record.name
        self._block = block
        self._namespace = namespace
        wanted = ("BlockId", "ResourceReference", "DspResourceId", "ISRC", "ISWC")
        self._reader = RowReader(record, wanted, findings)
        self._wants_work = record.index("ISWC") is None and record.name.startswith("AS01")

    def read(self, line_number: int, line: str) -> None:
        """Read one row and remember how usage rows may refer to it."""
        block_id, key, own, isrc, iswc = self._reader.read(line_number, line)
        block = self._block
        if block_id != block.id:
            block.enter(block_id, line_number, self._name)
        if isrc:
            # Several ISRCs in one cell name one resource: the first is its reference.
            reference = "isrc:" + (isrc if "|" not in isrc else cells.split_values(isrc)[0])
        elif iswc:
            reference = "iswc:" + iswc
        else:
            reference = own_reference(self._namespace, own) if own else ""
        block.describe_resource((key, own), reference, bool(isrc or iswc))
        if self._wants_work and block.profile is not None and block.profile.needs_works:
            block.want_work()


class WorkRows:
    """MW records."""

    def __init__(self, record: RecordType, findings: FileFindings, block: Block):
        self._name = record.name
        self._block = block
        self._reader = RowReader(record, ("BlockId", "ISWC"), findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row; its ISWC may name the resource above it."""
        block_id, iswc = self._reader.read(line_number, line)
        block = self._block
        if block_id != block.id:
            block.enter(block_id, line_number, self._name)
        block.describe_work(iswc)


class ReleaseRows:
    """RE01 and RE03 records: the release a Block is about."""

    def __init__(self, record: RecordType, findings: FileFindings, block: Block):
        self._name = record.name
        self._findings = findings
        self._block = block
        wanted = ("BlockId", "ReleaseReference", "DspReleaseId")
        self._reader = RowReader(record, wanted, findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        block_id, key, own = self._reader.read(line_number, line)
        if block_id != self._block.id:
            self._block.enter(block_id, line_number, self._name)
        if key and own:
            self._block.releases[key] = own


class SubReleaseRows:
    """RE02 records: a part of the release, such as a track, and the resources it uses."""

    def __init__(self, record: RecordType, findings: FileFindings, block: Block):
        self._name = record.name
        self._block = block
        wanted = ("BlockId", "ReleaseReference", "DspSubReleaseId", "UsedResources")
        self._reader = RowReader(record, wanted, findings)

    def read(self, line_number: int, line: str) -> None:
        """Read one row."""
        block_id, key, own, used = self._reader.read(line_number, line)
        if block_id != self._block.id:
            self._block.enter(block_id, line_number, self._name)
        if key and own:
            resources = [value.strip(" ") for value in cells.split_values(used) if value]
            self._block.sub_releases[key] = (own, resources)


class CheckedRows:
    """Records whose cells are checked and not used: cues, and those of the Masterlist."""

    def __init__(self, record: RecordType, findings: FileFindings, block: Block):
        self._name = record.name
        self._block = block
        # SR07 carries a BlockId although it is a Block by itself.
        self._in_block = record.index("BlockId") is not None and not record.name.startswith("SR")
        self._reader = RowReader(record, ("BlockId", "SummaryRecordId"), findings)

    def read(self, line_number: int, line: str) -> None:
        """Check one row."""
        block_id, _ = self._reader.read(line_number, line)
        if self._in_block and block_id != self._block.id:
            self._block.enter(block_id, line_number, self._name)

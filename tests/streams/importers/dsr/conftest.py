"""Builders of DSR files: each begins right, a test then breaks one thing."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from streams.importers.dsr import DsrOutcome, read_dsr
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS

NAME = "DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.tsv"


class DsrFile:
    """A DSR file as rows of cells; FOOT is counted when it is written, unless a test set it."""

    def __init__(self, profile: str, version: str, name: str = NAME):
        self.name = name
        self.rows: list[list[str]] = []
        self.foot: dict[str, str] = {}
        self.foot_type = "FOOT"
        self.end = "\n"
        self.row(
            "HEAD",
            MessageVersion="dsrf/3.0/1.2/1.2",
            Profile=profile,
            ProfileVersion=version,
            MessageId="M-1",
            MessageCreatedDateTime="2016-01-21T15:09:26Z",
            FileNumber="1",
            NumberOfFiles="1",
            UsageStartDate="2015-10-01",
            UsageEndDate="2015-12-31",
            SenderPartyId="PADPIDA2013020802I",
            SenderName="Streamer",
            ServiceDescription="Music",
            RecipientPartyId="PADPIDA2007062702I",
            RecipientName="TEST",
        )

    def row(self, record_type: str, **cells: str) -> DsrFile:
        """Add a record with these cells, the others empty."""
        names = [cell.name for cell in ALL_RECORDS[record_type].cells]
        unknown = set(cells) - set(names)
        assert not unknown, f"{record_type} has no {unknown}"
        self.rows.append([record_type, *(cells.get(name, "") for name in names)])
        return self

    def text(self, line: str) -> DsrFile:
        """Add a line as it stands."""
        self.rows.append(line.split("\t"))
        return self

    def find(self, record_type: str, number: int = 1) -> list[str]:
        """The n-th record of a type; -1 is the last."""
        found = [row for row in self.rows if row[0] == record_type]
        return found[number - 1] if number > 0 else found[number]

    def line_of(self, record_type: str, number: int = 1) -> int:
        """Line number of the n-th record of a type."""
        row = self.find(record_type, number)
        return 1 + next(i for i, other in enumerate(self.rows) if other is row)

    def set(self, record_type: str, cell: str, value: str, number: int = 1) -> DsrFile:
        """Write one cell of a record."""
        position = ALL_RECORDS[record_type].index(cell)
        assert position is not None
        self.find(record_type, number)[position] = value
        return self

    def drop(self, record_type: str, number: int = 1) -> DsrFile:
        """Take a record out."""
        row = self.find(record_type, number)
        self.rows = [other for other in self.rows if other is not row]
        return self

    def cut(self, record_type: str, cells: int, number: int = 1) -> DsrFile:
        """Take the last cells of a record off, as spreadsheets do."""
        row = self.find(record_type, number)
        del row[-cells:]
        return self

    def move(self, record_type: str, to: int, number: int = 1) -> DsrFile:
        """Move a record to another place."""
        row = self.find(record_type, number)
        self.rows = [other for other in self.rows if other is not row]
        self.rows.insert(to, row)
        return self

    def blocks(self) -> int:
        """Blocks of the file, as their BlockIds tell."""
        with_block = [
            row
            for row in self.rows
            if row[0] in ALL_RECORDS and ALL_RECORDS[row[0]].index("BlockId") and row[0] != "SR07"
        ]
        return len({row[1].strip() for row in with_block if len(row) > 1})

    def lines(self) -> list[str]:
        """The lines of the file with its footer."""
        if self.foot_type == "":
            return ["\t".join(row) for row in self.rows]
        lines = str(len(self.rows) + 1)
        summaries = str(sum(row[0].startswith("SY") for row in self.rows))
        blocks = str(self.blocks())
        counts = {
            "NumberOfLinesInFile": lines,
            "NumberOfLinesInReport": lines,
            "NumberOfSummaryRecords": summaries,
            "NumberOfBlocksInFile": blocks,
            "NumberOfBlocksInReport": blocks,
            **self.foot,
        }
        names = [cell.name for cell in ALL_RECORDS[self.foot_type].cells]
        foot = [self.foot_type, *(counts[name] for name in names)]
        return ["\t".join(row) for row in [*self.rows, foot]]

    def content(self) -> bytes:
        """The bytes of the file."""
        return "".join(line + self.end for line in self.lines()).encode()

    def write(self, folder: Path) -> Path:
        """Write the file, packed if its name says so."""
        path = folder / self.name
        packed = self.name.endswith(".gz")
        path.write_bytes(gzip.compress(self.content()) if packed else self.content())
        return path


def resource(file: DsrFile, block: str, isrc: str = "", own: str = "") -> DsrFile:
    """An AS01 record of a UGC or audio file."""
    return file.row(
        "AS01",
        BlockId=block,
        ResourceReference=f"R{block}",
        DspResourceId=own or f"A{block}",
        ISRC=isrc,
        Title="Sexual Healing",
        DisplayArtistName="Marvin Gaye",
        Duration="PT4M5S",
        ResourceType="SoundRecording",
    )


def work(file: DsrFile, block: str, iswc: str = "") -> DsrFile:
    """An MW01.01 record."""
    return file.row("MW01.01", BlockId=block, DspWorkId=f"W{block}", ISWC=iswc, Title="A work")


def summary(file: DsrFile, key: str = "1", **cells: str) -> DsrFile:
    """An SY02.01 record."""
    values = {
        "SummaryRecordId": key,
        "CommercialModel": "AdvertisementSupportedModel",
        "UseType": "OnDemandStream",
        "Territory": "IS",
        "ServiceDescription": "Music",
        "Usages": "100",
        "Currency": "USD",
        "NetRevenue": "12.5",
        **cells,
    }
    return file.row("SY02.01", **values)


def usage(file: DsrFile, block: str, usages: str = "50", **cells: str) -> DsrFile:
    """An SU03.01 record."""
    values = {
        "BlockId": block,
        "SalesTransactionId": f"U{len(file.rows)}",
        "SummaryRecordId": "1",
        "DspReleaseId": f"A{block}",
        "Usages": usages,
        "NetRevenue": "2.5",
        "ValidityPeriodStart": "20151001",
        "ValidityPeriodEnd": "20151231",
        **cells,
    }
    return file.row("SU03.01", **values)


def claim(file: DsrFile, block: str, controller: str = "PUB_1", **cells: str) -> DsrFile:
    """An LI01.01 record."""
    values = {
        "BlockId": block,
        "SummaryRecordId": "1",
        "RightsController": controller,
        "RightSharePercentage": "100",
        "RightsType": "PerformingRight",
        "AllocatedNetRevenue": "2.5",
        "AllocatedAmount": "1.25",
        **cells,
    }
    return file.row("LI01.01", **values)


def ugc(name: str = NAME, blocks: Sequence[str] = ("1", "2")) -> DsrFile:
    """A right UGC report: each Block describes a recording, its work, its usage and one claim."""
    file = DsrFile("UgcProfile", "1.1.1", name)
    summary(file)
    for block in blocks:
        resource(file, block, isrc=f"USSM1980303{block[-1]}")
        work(file, block, iswc="T9109247316")
        file.row("RU01", BlockId=block, SummaryRecordId="1", DspReleaseId="v1|v2", Usages="30|20")
        usage(file, block)
        claim(file, block)
    return file


def audio() -> DsrFile:
    """A right BasicAudio 1.1 report: a release of two recordings, sold whole and by track."""
    file = DsrFile("BasicAudioProfile", "1.1")
    file.row(
        "SY01",
        SummaryRecordId="1",
        CommercialModel="PayAsYouGoModel",
        UseType="PermanentDownload",
        Territory="IS",
        Usages="18",
        Currency="EUR",
        NetRevenue="20",
    )
    file.row(
        "RE01",
        BlockId="1",
        ReleaseReference="L",
        DspReleaseId="album-1",
        DisplayArtistName="Marvin Gaye",
        Title="Midnight Love",
    )
    for key, isrc in (("R1", "USSM19803037"), ("R2", "")):
        file.row(
            "AS02.01",
            BlockId="1",
            ResourceReference=key,
            DspResourceId=f"own-{key}",
            ISRC=isrc,
            Title="Sexual Healing",
            DisplayArtistName="Marvin Gaye",
            Duration="PT4M5S",
            ResourceType="SoundRecording",
        )
    file.row(
        "RE02", BlockId="1", ReleaseReference="T1", DspSubReleaseId="track-1", UsedResources="R1"
    )
    for number, (release, tracks, returns) in enumerate((("L", "5", "1"), ("T1", "10", "0"))):
        file.row(
            "SU01",
            BlockId="1",
            SummaryRecordId="1",
            SalesTransactionId=f"S{number}",
            TransactedRelease=release,
            IsRoyaltyBearing="true",
            SalesUpgrade="false",
            Usages=tracks,
            Returns=returns,
            PriceConsumerPaidExcSalesTax="0.99",
        )
    file.row(
        "SU02",
        BlockId="1",
        SummaryRecordId="1",
        SalesTransactionId="S9",
        TransactedResource="R2",
        NumberOfStreams="4",
    )
    return file


class Workshop:
    """What a test needs: builders, a folder, and the reader."""

    ugc = staticmethod(ugc)
    audio = staticmethod(audio)
    summary = staticmethod(summary)
    resource = staticmethod(resource)
    work = staticmethod(work)
    usage = staticmethod(usage)
    claim = staticmethod(claim)
    new = DsrFile

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, *files: DsrFile) -> DsrOutcome:
        """Write these files and read them together."""
        return read_dsr([file.write(self.folder) for file in files])

    def accepted(self, *files: DsrFile) -> DsrOutcome:
        """The outcome of files that must pass."""
        outcome = self.read(*files)
        assert [fault.message for fault in outcome.faults] == []
        assert outcome.exit_code == 0
        return outcome

    def refuses(self, file: DsrFile, code: str, record_type: str, cell_name: str) -> None:
        """The file is refused, once for this reason; the fault says where and how to mend it."""
        outcome = self.read(file)
        assert outcome.reports == []
        assert outcome.exit_code == 2
        found = [fault for fault in outcome.faults if fault.code == code]
        assert len(found) == 1, [fault.message for fault in outcome.faults]
        (fault,) = found
        assert (fault.severity, fault.file) == ("fault", file.name)
        assert (fault.record_type, fault.cell_name) == (record_type, cell_name)
        assert fault.message.startswith(file.name)
        assert len(fault.message) > len(file.name) + 40
        if record_type:
            assert file.lines()[fault.line - 1].split("\t")[0] == record_type
            assert f"line {fault.line}, {record_type}" in fault.message
        if fault.cell:
            assert f"cell {fault.cell} ({cell_name})" in fault.message


@pytest.fixture
def dsr(tmp_path: Path) -> Workshop:
    """Builders and reader over a folder of this test."""
    return Workshop(tmp_path)

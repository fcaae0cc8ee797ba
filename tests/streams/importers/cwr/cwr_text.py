"""CWR files for tests, written column by column as the specification counts them."""

from collections.abc import Sequence
from pathlib import Path

from streams.importers.cwr import CwrOutcome, read_cwr

OWN_IPI = "00000000199"
"""IPI name numbers of test files: nine digits 1, 2, 3 and their check digits."""
WRITER_IPI = "00000000297"
OTHER_IPI = "00000000395"


def hdr(sender: str = "PB000000199", version: str = "", created: str = "20260103120000") -> str:
    """HDR of 2.x: type and id, name, 01.10, creation, transmission, character set, version."""
    named = f"{'':15}{version}{'001' if version else ''}"
    return f"HDR{sender}{'TEST PUBLISHER':45}01.10{created}{created[:8]}{named}".rstrip()


def hdr30(code: str = "TST", created: str = "20260103120000") -> str:
    """HDR of 3.0: a sender code of four characters, the version at position 103."""
    return f"HDRPB{code:4}{'TEST PUBLISHER':45}{'':11}{created}{created[:8]}{'':15}3.0000"


def grh(kind: str, version: str = "02.10", number: int = 1) -> str:
    return f"GRH{kind}{number:05}{version}0000000000"


def work(
    kind: str = "NWR",
    title: str = "THE SONG",
    number: str = "W1",
    iswc: str = "",
    version_type: str = "ORI",
    category: str = "POP",
) -> str:
    """The header of a work of 2.x, without its prefix."""
    head = f"{title:60}{'':2}{number:14}{iswc:11}{'0' * 8}{'':12}{category}{'0' * 6}Y"
    return f"{kind}|{head}{'':6}{version_type}"


def publisher(
    record: str = "SPU",
    chain: int = 1,
    ip: str = "P1",
    name: str = "ONE PUBLISHING",
    kind: str = "E",
    ipi: str = OWN_IPI,
    shares: Sequence[int] = (5000, 10000, 10000),
) -> str:
    pr, mr, sr = shares
    party = f"{chain:02}{ip:9}{name:45} {kind:2}{'0' * 9}{ipi:11}{'':14}"
    return f"{record}|{party}052{pr:05}044{mr:05}   {sr:05} N"


def collects(
    ip: str = "P1",
    shares: Sequence[int] = (5000, 10000, 10000),
    tis: str = "2136",
    number: int = 1,
    sign: str = "I",
) -> str:
    """SPT."""
    pr, mr, sr = shares
    return f"SPT|{ip:9}{'':6}{pr:05}{mr:05}{sr:05}{sign}{tis}N{number:03}"


def writer(
    record: str = "SWR",
    ip: str = "A1",
    last: str = "SMITH",
    role: str = "CA",
    ipi: str = WRITER_IPI,
    shares: Sequence[int] = (5000, 0, 0),
) -> str:
    pr, mr, sr = shares
    party = f"{ip:9}{last:45}{'ANN':30} {role:2}{'0' * 9}{ipi:11}"
    return f"{record}|{party}052{pr:05}   {mr:05}   {sr:05} N"


def writes(
    ip: str = "A1",
    shares: Sequence[int] = (5000, 0, 0),
    tis: str = "2136",
    number: int = 1,
    sign: str = "I",
) -> str:
    """SWT."""
    pr, mr, sr = shares
    return f"SWT|{ip:9}{pr:05}{mr:05}{sr:05}{sign}{tis}N{number:03}"


def link(publisher_ip: str = "P1", name: str = "ONE PUBLISHING", writer_ip: str = "A1") -> str:
    """PWR of 2.1."""
    return f"PWR|{publisher_ip:9}{name:45}{'':14}{'':14}{writer_ip:9}"


def song(kind: str = "NWR", number: str = "W1", title: str = "THE SONG") -> list[str]:
    """A work of one writer and one publisher: half the performing right each, the rest hers."""
    header = work(kind, title, number)
    return [header, publisher(), collects(), writer(), writes(), link()]


def cwr_file(
    transactions: Sequence[Sequence[str]],
    header: str = "",
    group: str = "",
    kind: str = "NWR",
    end: str = "\r\n",
) -> str:
    """A whole file of one group, with its numbers and counts right."""
    lines = [header or hdr(), group or grh(kind)]
    for number, transaction in enumerate(transactions):
        for record, text in enumerate(transaction):
            name, _, fields = text.partition("|")
            lines.append(f"{name}{number:08}{record:08}{fields}")
    lines.append(f"GRT00001{len(transactions):08}{len(lines):08}   0000000000")
    lines.append(f"TRL00001{len(transactions):08}{len(lines) + 1:08}")
    return "".join(f"{line}{end}" for line in lines)


def read_text(folder: Path, text: str | bytes, name: str = "CW260001TST_000.V21") -> CwrOutcome:
    """What the reader makes of a file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_cwr([path])


def told(outcome: CwrOutcome) -> list[tuple[str, str, str, str]]:
    """Level, record type, edit and code of each error."""
    return [
        (one.error.level.value, one.error.record, one.error.edit, one.error.code)
        for one in outcome.errors
    ]


def statuses(outcome: CwrOutcome) -> list[str]:
    """The status of each registration, in order."""
    return [one.decision.status.value for one in outcome.judged if one.decision]

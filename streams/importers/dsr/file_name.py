"""The name of a DSR file and the parts it is made of.

`DSR_Recipient_Sender_ServiceDescription_Period_Territory_xofy_YYYYMMDDThhmmss.tsv` or `.tsv.gz`.
Recipient, territory and xofy may be left out (their underscores stay). Source: DDEX DSR Part 1,
file naming convention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from streams.importers.dsr import periods
from streams.importers.dsr.faults import FileFindings, Place

_FORM = (
    "DSR_Recipient_Sender_ServiceDescription_Period_Territory_xofy_YYYYMMDDThhmmss.tsv (or .tsv.gz)"
)
_PARTS = 8
_COUNTER = re.compile(r"([0-9]{1,9})of([0-9]{1,9})")
_CREATED = re.compile(r"[0-9]{8}T[0-9]{6}")
_ONE_TERRITORY = re.compile(r"[A-Za-z]{2}|[0-9]{1,4}")
_ALL_TERRITORIES = ("WORLDWIDE", "MULTI")


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of a name; `file_number` and `number_of_files` are 1 where xofy is left out."""

    recipient: str
    sender: str
    service: str
    period: str
    territory: str
    file_number: int
    number_of_files: int
    created: str

    @property
    def one_territory(self) -> bool:
        """Whether the name is of one territory, so that the summary records must name the same."""
        return _ONE_TERRITORY.fullmatch(self.territory) is not None

    @property
    def report_key(self) -> tuple[str, ...]:
        """What the files of one report have in common by their names."""
        return (
            self.recipient,
            self.sender,
            self.service,
            self.period,
            self.territory,
            str(self.number_of_files),
            self.created,
        )


def read_file_name(name: str, findings: FileFindings) -> FileName | None:
    """The parts of a file name; None, with faults, where it does not follow the convention."""
    stem = name.removesuffix(".gz").removesuffix(".tsv")
    if stem == name or not name.removesuffix(".gz").endswith(".tsv"):
        _refused(findings, "the name does not end with .tsv or .tsv.gz", name)
        return None
    parts = stem.split("_")
    if parts[0] != "DSR":
        _refused(findings, "the name does not begin with DSR_", name)
        return None
    if len(parts) != _PARTS:
        why = f"the name has {len(parts)} parts between underscores, not {_PARTS}"
        _refused(findings, why, name)
        return None
    _, recipient, sender, service, period, territory, counter, created = parts
    counted = _COUNTER.fullmatch(counter) if counter else None
    if counter and counted is None:
        _refused(findings, f"{counter!r} is not a file counter such as 1of1", name)
        return None
    found = FileName(
        recipient,
        sender,
        service,
        period,
        territory,
        int(counted[1]) if counted else 1,
        int(counted[2]) if counted else 1,
        created,
    )
    return found if _parts_hold(found, findings) else None


def _parts_hold(found: FileName, findings: FileFindings) -> bool:
    """Check each part by itself; a strange territory is only a warning."""
    before = findings.fault_count
    if not found.sender:
        _refused(findings, "the sender is missing", found.sender)
    if periods.period_days(found.period) is None:
        why = (
            f"{found.period!r} is not a period; write YYYY, YYYY-MM, YYYY-Qn, YYYY-Www, YYYY-MM-DD"
            " or two dates joined by --"
        )
        _refused(findings, why, found.period)
    if not _CREATED.fullmatch(found.created) or not _is_time(found.created):
        _refused(findings, f"{found.created!r} is not a time YYYYMMDDThhmmss", found.created)
    if not 1 <= found.file_number <= found.number_of_files:
        why = f"file {found.file_number} of {found.number_of_files} cannot be"
        _refused(findings, why, f"{found.file_number}of{found.number_of_files}")
    usual = found.one_territory or found.territory.upper() in ("", *_ALL_TERRITORIES)
    if not usual:
        why = (
            f"the territory {found.territory!r} in the file name is unusual; expected are an ISO or"
            " TIS code, multi or Worldwide. The summary records decide."
        )
        place = Place(cell_name="file name", value=found.territory)
        findings.warn("file-name-territory", why, place)
    return findings.fault_count == before


def _is_time(created: str) -> bool:
    day, time = created[:8], created[9:]
    text = f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}"
    return periods.creation_times(text) is not None


def _refused(findings: FileFindings, why: str, value: str) -> None:
    text = f"{why}; name and header together identify a report. Name the file {_FORM}."
    findings.fault("file-name-malformed", text, Place(cell_name="file name", value=value))

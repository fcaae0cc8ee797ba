"""The HEAD record: who reports to whom, for which period, by which profile, in which file."""

from __future__ import annotations

from dataclasses import dataclass

from streams.importers.dsr import periods
from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.file_name import FileName
from streams.importers.dsr.profiles.profile_versions import (
    ALL_RECORDS,
    Profile,
    find_profile,
    known_profiles,
    known_versions,
    profile_key,
)
from streams.importers.dsr.row_reader import REPORTED, RowReader, place_of

_RECORD = ALL_RECORDS["HEAD"]
#: All cells of HEAD, by name.
_CELLS = tuple(cell.name for cell in _RECORD.cells)


@dataclass(frozen=True, slots=True)
class Head:
    """What a HEAD record says; a text is "" and a period None where the cell was faulty or empty.

    `period` is in days since 1970-01-01, half-open.
    """

    line: int
    profile: Profile | None
    message_id: str
    created: str
    file_number: int
    number_of_files: int
    period: periods.Days | None
    sender: str
    sender_name: str
    service: str
    recipient: str
    recipient_name: str

    @property
    def namespace(self) -> str:
        """Namespace of the sender's own identifiers in references."""
        return self.sender.lower()


def read_head(line_number: int, line: str, findings: FileFindings) -> Head:
    """What a HEAD row says, with faults for every cell that is wrong."""
    faults_before = findings.fault_count
    values = RowReader(_RECORD, _CELLS, findings).read(line_number, line)
    row_holds = findings.fault_count == faults_before
    row = {
        name: "" if value == REPORTED else value for name, value in zip(_CELLS, values, strict=True)
    }
    _check_message_version(row, line_number, findings)
    if row_holds:
        _check_file_number(row, line_number, findings)
    return Head(
        line=line_number,
        profile=_profile(row, line_number, findings),
        message_id=row["MessageId"],
        created=row["MessageCreatedDateTime"],
        file_number=int(row["FileNumber"] or 0),
        number_of_files=int(row["NumberOfFiles"] or 0),
        period=_period(row, line_number, findings),
        sender=row["SenderPartyId"],
        sender_name=row["SenderName"],
        service=row["ServiceDescription"],
        recipient=row["RecipientPartyId"],
        recipient_name=row["RecipientName"],
    )


def check_against_file_name(head: Head, name: FileName, findings: FileFindings) -> None:
    """Header and file name identify the same report, or the file is refused."""
    checks = (
        ("RecipientPartyId", name.recipient, (head.recipient, head.recipient_name)),
        ("SenderPartyId", name.sender, (head.sender, head.sender_name)),
        ("ServiceDescription", name.service, (head.service,)),
    )
    for cell, part, said in checks:
        told = [text for text in said if text]
        if part and told and _plain(part) not in [_plain(text) for text in told]:
            _disagree(cell, part, " or ".join(told), head, findings)
    for cell, number, said_number in (
        ("FileNumber", name.file_number, head.file_number),
        ("NumberOfFiles", name.number_of_files, head.number_of_files),
    ):
        if said_number and number != said_number:
            _disagree(cell, str(number), str(said_number), head, findings)
    times = periods.creation_times(head.created)
    if times and name.created not in times:
        _disagree("MessageCreatedDateTime", name.created, head.created, head, findings)
    _check_period(head, name, findings)


def _check_period(head: Head, name: FileName, findings: FileFindings) -> None:
    """The usage period of HEAD is the period of the name; a part of it is only unusual."""
    named = periods.period_days(name.period)
    said = head.period
    if named is None or said is None or said == named:
        return
    if named[0] <= said[0] and said[1] <= named[1]:
        why = (
            f"the usage period {periods.days_text(said)} is only a part of the period {name.period}"
            " in the file name; HEAD is used."
        )
        place = place_of("HEAD", head.line, "UsageStartDate", value=name.period)
        findings.warn("file-name-period", why, place)
    else:
        _disagree("UsageStartDate", name.period, periods.days_text(said), head, findings)


def _disagree(cell: str, part: str, said: str, head: Head, findings: FileFindings) -> None:
    why = (
        f"the file name says {part!r}, HEAD says {said!r}; one of them names another report."
        " Correct the one that is wrong."
    )
    findings.fault("file-name-differs", why, place_of("HEAD", head.line, cell, value=said))


def _plain(text: str) -> str:
    """A name as file names can write it: they have no spaces, underscores or punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _check_file_number(row: dict[str, str], line: int, findings: FileFindings) -> None:
    number, files = int(row["FileNumber"]), int(row["NumberOfFiles"])
    if not 1 <= number <= files:
        why = f"file {number} of {files} cannot be; correct FileNumber or NumberOfFiles."
        place = place_of("HEAD", line, "FileNumber", value=row["FileNumber"])
        findings.fault("file-number", why, place)


def _check_message_version(row: dict[str, str], line: int, findings: FileFindings) -> None:
    version = row["MessageVersion"]
    if version and not version.startswith("dsrf/"):
        why = "a flat-file sales report names its message version as dsrf/...; correct the cell."
        place = place_of("HEAD", line, "MessageVersion", value=version)
        findings.fault("message-version", why, place)


def _profile(row: dict[str, str], line: int, findings: FileFindings) -> Profile | None:
    name, version = row["Profile"], row["ProfileVersion"]
    if not name or not version:
        return None
    profile = find_profile(name, version)
    if profile is not None:
        return profile
    versions = known_versions(profile_key(name)[0])
    if versions:
        why = (
            f"version {version!r} of {name} is not known here, so its records cannot be read with"
            f" certainty; known are {', '.join(versions)}."
        )
        place = place_of("HEAD", line, "ProfileVersion", value=version)
        findings.fault("unknown-profile-version", why, place)
    else:
        why = f"the profile {name!r} is not known here; known are {known_profiles()}."
        findings.fault("unknown-profile", why, place_of("HEAD", line, "Profile", value=name))
    return None


def _period(row: dict[str, str], line: int, findings: FileFindings) -> periods.Days | None:
    first = periods.date_days(row["UsageStartDate"]) if row["UsageStartDate"] else None
    last = periods.date_days(row["UsageEndDate"]) if row["UsageEndDate"] else None
    if first is None or last is None:
        return None
    if last[1] <= first[0]:
        why = "the usage period ends before it begins; correct UsageStartDate or UsageEndDate."
        place = place_of("HEAD", line, "UsageEndDate", value=row["UsageEndDate"])
        findings.fault("period-reversed", why, place)
        return None
    return first[0], last[1]

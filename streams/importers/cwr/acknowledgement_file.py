"""The answer to a file, as a CWR file of the same version: an ACK transaction for each of its own.

An ACK has its messages behind it and then, under the numbers of the ACK, the records it answers as
they came. What refuses a whole file is answered by one ACK on its HDR, as the specification has it.
Pure: when and by whom it is written comes from outside. The layout of ACK in 3.0 is not public; it
is written as in 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from processors.cwr.acknowledgement import Message, decide_agreement
from processors.cwr.errors import Level
from processors.cwr.status import Status
from processors.cwr.version import CwrVersion
from processors.days import day_of

from .judgement import Judged
from .layouts import LAYOUTS
from .names import cwr_work
from .record_writer import renumbered, write_record
from .tables import UNREAD_TYPES
from .transmission import CwrFile

_GROUP_VERSION = {
    CwrVersion.V20: "02.00",
    CwrVersion.V21: "02.10",
    CwrVersion.V22: "02.20",
    CwrVersion.V30: "03.00",
}
_EDI_VERSION = "01.10"
_SOFTWARE = "RIGHTSTREAM"
_OWN_PREFIX = "work:CWR-"
_OWN_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who answers: a society's three-digit code (099 for none) and its name."""

    society: str
    name: str


def acknowledgement_file(
    file: CwrFile, judged: Sequence[Judged], recipient: Recipient, at: datetime
) -> str:
    """The file as text with CR LF at each end of a line. `judged` are its transactions.

    Characters beyond ASCII in records that are returned are kept; the header then names UTF-8,
    which is how the text is to be stored.
    """
    answered = [one for one in judged if one.file is file and one.decision is not None]
    blocks = list(_blocks(file, answered, at))
    body = [line for block in blocks for line in block]
    version = file.version or CwrVersion.V21
    tables = LAYOUTS[version]
    utf8 = not "".join(body).isascii()
    group_records, records = len(body) + 2, len(body) + 4
    header = write_record(tables["HDR"], _header(version, recipient, at, utf8))
    group: dict[str, str | int] = {
        "transaction_type": "ACK",
        "group_number": 1,
        "version": _GROUP_VERSION[version],
    }
    counts = {"transaction_count": len(blocks)}
    lines = [
        header,
        write_record(tables["GRH"], group),
        *body,
        write_record(tables["GRT"], {"group_number": 1, "record_count": group_records, **counts}),
        write_record(tables["TRL"], {"group_count": 1, "record_count": records, **counts}),
    ]
    return "".join(f"{line.rstrip()}\r\n" for line in lines)


def _header(
    version: CwrVersion, recipient: Recipient, at: datetime, utf8: bool
) -> dict[str, str | int]:
    new = version is CwrVersion.V30
    day = day_of(at.date())
    return {
        "sender_type": "SO",
        "sender_id": recipient.society if new else recipient.society.zfill(9),
        "sender_name": recipient.name,
        "edi_version": _EDI_VERSION,
        "creation_date": day,
        "creation_time": at.hour * 3600 + at.minute * 60 + at.second,
        "transmission_date": day,
        "character_set": "UTF-8" if utf8 else "",
        "version": version.value,
        "revision": 0 if new else 1,
        "software": _SOFTWARE,
    }


def _blocks(file: CwrFile, answered: Sequence[Judged], at: datetime) -> Iterator[list[str]]:
    """The records of each ACK transaction, in the order of the file."""
    number = 0
    if file.refused:
        yield _on_file(file, at)
        number = 1
    for one in answered:
        yield _on_transaction(file, one, number, at)
        number += 1


def _on_file(file: CwrFile, at: datetime) -> list[str]:
    errors = [error for error in file.errors if error.level is Level.FILE]
    messages = decide_agreement(errors).messages
    kind = "TRL" if all(error.record == "TRL" for error in errors) else "HDR"
    values: dict[str, str | int] = {"original_type": kind, "status": Status.REJECTED.value}
    return _acknowledgement(file, values, messages, 0, at)


def _on_transaction(file: CwrFile, one: Judged, number: int, at: datetime) -> list[str]:
    transaction, decision = one.transaction, one.decision
    if decision is None:
        raise ValueError(f"nothing was decided on line {transaction.place.line}")
    values: dict[str, str | int] = {
        "original_group": transaction.group,
        "original_transaction": transaction.number,
        "original_type": transaction.kind,
        "status": decision.status.value,
    }
    if one.edited is not None:
        work = one.edited.work
        values["title"] = work.title
        values["submitter_work_number"] = work.submitter_work_number
        if decision.accepted:
            values["recipient_work_number"] = _own_number(file, work.submitter_work_number)
    elif transaction.agreement is not None:
        values["submitter_work_number"] = transaction.agreement.submitter_agreement
    lines = _acknowledgement(file, values, decision.messages, number, at)
    known = LAYOUTS[file.version or CwrVersion.V21]
    for line in transaction.lines:
        if line[:3] in known and line[:3] not in UNREAD_TYPES:
            lines.append(renumbered(line, number, len(lines)))
    return lines


def _own_number(file: CwrFile, submitter_work_number: str) -> str:
    """Our number of an accepted work, as far as its field has room for it; else blank."""
    own = (cwr_work(file, submitter_work_number) or "").removeprefix(_OWN_PREFIX)
    return own if len(own) <= _OWN_NUMBER else ""


def _acknowledgement(
    file: CwrFile,
    values: dict[str, str | int],
    messages: Sequence[Message],
    number: int,
    at: datetime,
) -> list[str]:
    """ACK and its MSG records."""
    tables = LAYOUTS[file.version or CwrVersion.V21]
    made: dict[str, str | int] = {"processing_date": day_of(at.date())}
    if file.header is not None:
        made["creation_date"] = file.header.created_day
        made["creation_time"] = file.header.created_second
    lines = [write_record(tables["ACK"], {**values, **made}, number)]
    for message in messages:
        cells: dict[str, str | int] = {
            "message_type": message.kind,
            "original_record": message.record_number,
            "original_type": message.record,
            "message_level": message.level,
            "validation": message.number,
            "text": message.text,
        }
        lines.append(write_record(tables["MSG"], cells, number, len(lines)))
    return lines

"""Identifiers of a sender's works and parties: `work:CWR-199-DMP000001`, `party:CWR-199-P1`.

Ours have letters, digits and . _ - only. What a sender's number has beside these is written as _
and two hexadecimal digits a byte, and so is _ itself; a sender's - as well, so that two pairs of
sender and number never make the same name.
"""

from __future__ import annotations

import re

from schemas.identifiers import IdentifierFault, canonical

from .transmission import CwrFile, Header

_PLAIN = re.compile(r"[A-Za-z0-9.-]")


def sender_of(file: CwrFile) -> str:
    """The sender in identifiers: its id without leading zeros; of a society SO and its code."""
    return _sender_code(file.header) if file.header else "UNKNOWN"


def cwr_source(file: CwrFile) -> str:
    """Who says what the file says: `ipi:` and the sender's number, else its id as in HDR."""
    return (file.header.sender_ipi if file.header else "") or sender_of(file)


def work_prefix(file: CwrFile) -> str:
    """How all works of the file's sender begin."""
    return f"work:CWR-{_plain(sender_of(file)).replace('-', '_2D')}-"


def cwr_work(file: CwrFile, submitter_work_number: str) -> str | None:
    """The work of a submitter's number, None if that makes no identifier."""
    return _name("work", file, submitter_work_number)


def cwr_party(file: CwrFile, ipi_name_number: str, ip_number: str) -> str | None:
    """The party by its IPI name number where that is valid, else by the submitter's number."""
    try:
        return canonical(f"ipi:{ipi_name_number}")
    except IdentifierFault:
        return _name("party", file, ip_number)


def _name(namespace: str, file: CwrFile, number: str) -> str | None:
    if not number:
        return None
    sender = _plain(sender_of(file)).replace("-", "_2D")
    try:
        return canonical(f"{namespace}:CWR-{sender}-{_plain(number)}")
    except IdentifierFault:
        return None


def _sender_code(header: Header) -> str:
    code = header.sender_code
    return f"SO{code}" if header.sender_type == "SO" else code


def _plain(text: str) -> str:
    return "".join(
        c if _PLAIN.fullmatch(c) else "".join(f"_{byte:02X}" for byte in c.encode()) for c in text
    )

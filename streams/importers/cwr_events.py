"""Accepted CWR works as registration events: what the submitter's parties collect are its claims.

See docs/decisions/025-cwr-collection-shares-are-claims.md.
"""

from collections.abc import Iterator

from schemas import topics
from streams.publishing import Event

from .cwr.judgement import Judged
from .cwr.names import cwr_source, sender_of
from .cwr.registration import REGISTRATION, registration_of
from .cwr.transmission import CwrFile


def sender_prefix(file: CwrFile) -> str:
    """How the ids of all events of a file's sender begin."""
    return f"cwr/{sender_of(file)}/"


def event_prefix(file: CwrFile) -> str:
    """How the ids of all events of a file begin: its sender and when it was made.

    The same file gives the same ids, so importing it twice is harmless. Those of a later file of
    the sender come after them in the order of texts.
    """
    made = file.header.created_at.strftime("%Y%m%dT%H%M%S") if file.header else ""
    return f"{sender_prefix(file)}{made}/"


def registration_events(judged: Judged) -> Iterator[Event]:
    """The event of an accepted registration, none for others."""
    header = judged.file.header
    if judged.edited is None or header is None or not judged.accepted:
        return
    body = registration_of(judged.file, judged.edited.work)
    work = str(body["work"])
    transaction = judged.transaction
    record = {
        "event_id": f"{event_prefix(judged.file)}{transaction.group}/{transaction.number}",
        "source": cwr_source(judged.file),
        "occurred_at": int(header.created_at.timestamp()) * 1_000_000,
        "subject": work,
        "body": (REGISTRATION, body),
    }
    yield topics.REGISTRATIONS, work.encode(), record

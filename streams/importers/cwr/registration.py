"""The registration an accepted work makes: identifiers, references and claims, or why it cannot.

See docs/decisions/025-cwr-collection-shares-are-claims.md.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from processors import limits
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.transaction import WorkTransaction
from processors.reports import RecordedAt
from processors.validation.events import event_faults
from schemas.identifiers import IdentifierFault, canonical

from .claims import CwrClaim, claims_of
from .names import cwr_source, cwr_work
from .transmission import CwrFile, Header

REGISTRATION: Final = "rightstream.registrations.RegistrationSubmitted"
"""The event it makes."""

_REVISIONS_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_USABLE_ISRC = frozenset({"", "Y"})


class NotPublishable(ValueError):
    """An accepted work that cannot be an event: `error` says it of its transaction."""

    def __init__(self, error: CwrError):
        super().__init__(str(error))
        self.error = error


def revision_of(header: Header) -> int:
    """Seconds from 2000-01-01 to the making of the file: a later file revises an earlier one.

    Not within 1 to MAX_REVISION if the file says an impossible time.
    """
    return int((header.created_at - _REVISIONS_BEGIN).total_seconds())


def registration_errors(file: CwrFile, work: WorkTransaction) -> list[CwrError]:
    """Why the work cannot be published, though nothing else is wrong with it.

    What intake would refuse is refused here, so that nothing is acknowledged and then turned down.
    """
    try:
        body = registration_of(file, work)
    except NotPublishable as fault:
        return [fault.error]
    event = {
        "event_id": "checked before it has one",
        "source": cwr_source(file),
        "occurred_at": 0,
        "subject": body["work"],
        "body": (REGISTRATION, body),
    }
    return [
        _not(work, "not-publishable", f"{fault.where}: {fault.why}", fault.mend).error
        for fault in event_faults(event, RecordedAt(0, 0, 0)).listed
    ]


def registration_of(file: CwrFile, work: WorkTransaction) -> dict[str, object]:
    """The body of its RegistrationSubmitted event. Raises NotPublishable."""
    header = file.header
    if header is None:
        raise _not(work, "no-header", "the file has no header", "send HDR")
    revision = revision_of(header)
    if not 1 <= revision <= limits.MAX_REVISION:
        why = f"the file says it was made at {header.created_at:%Y-%m-%d %H:%M:%S}"
        raise _not(work, "creation-time", why, "send when it was made, after 2000-01-01")
    name = cwr_work(file, work.submitter_work_number)
    if name is None:
        why = f"{work.submitter_work_number!a} cannot be part of an identifier"
        raise _not(work, "work-number", why, "use letters, digits and . _ - in fewer characters")
    return {
        "registration_id": work.submitter_work_number,
        "revision": revision,
        "work": name,
        "kind": "MusicalWork",
        "title": _printable(work.title),
        "references": _references(work),
        "content_hashes": [],
        "claims": [_claim(one) for one in _claims(file, work, header.created_day)],
        "created_on": None,
    }


def _claims(file: CwrFile, work: WorkTransaction, on_day: int) -> list[CwrClaim]:
    try:
        claims = claims_of(file, work, on_day)
    except ValueError as fault:
        raise _not(work, "claims", str(fault), "mend the parties it speaks of") from fault
    if len(claims) > limits.MAX_CLAIMS:
        why = f"the work has {len(claims)} claims"
        mend = f"state at most {limits.MAX_CLAIMS} different shares and areas"
        raise _not(work, "too-many-claims", why, mend)
    return claims


def _claim(claim: CwrClaim) -> dict[str, object]:
    return {
        "party": claim.party,
        "right": claim.right,
        "role": claim.role,
        "share_ppm": claim.share_ppm,
        "territories": [{"include": sign == "I", "code": code} for sign, code in claim.territories],
        "from_day": 0,
        "until_day": None,
    }


def _references(work: WorkTransaction) -> list[str]:
    texts = [f"iswc:{work.iswc}"] if work.iswc else []
    texts += [
        f"isrc:{one.isrc}"
        for one in work.recordings
        if one.isrc and one.isrc_validity in _USABLE_ISRC
    ]
    found: dict[str, None] = {}
    for text in texts:
        try:
            found[canonical(text)] = None
        except IdentifierFault:
            # Told when the field was read, which then is blank; one kept all the same is no code.
            continue
    return list(found)[: limits.MAX_REFERENCES]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _not(work: WorkTransaction, code: str, why: str, mend: str) -> NotPublishable:
    return NotPublishable(error_at(work.place, Level.TRANSACTION, code, why, mend))

"""Which record may follow which within a transaction (CWR19-1070R1, 4 to 6)."""

from __future__ import annotations

from typing import Final

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.version import CwrVersion

from .tables import WORK_TYPES

_OF_WORK: Final = (
    "SPU NPN SPT OPT OPU SWR NWN SWT PWR OWR OWT ALT NAT EWT NET NOW VER NVT OWK PER NPR REC ORN"
    " INS IND COM NCT ARI XRF"
)
_ALLOWED: Final = {
    **dict.fromkeys(WORK_TYPES, frozenset(_OF_WORK.split())),
    "AGR": frozenset({"TER", "IPA", "NPA"}),
    "ACK": frozenset({"MSG"}),
    "ISR": frozenset({"WRI"}),
    "ISA": frozenset({"WRI"}),
}

_AFTER: Final = {
    "SPT": ("SPU NPN SPT OPT", Level.TRANSACTION, "F001"),
    "OPT": ("SPU OPU NPN SPT OPT", Level.TRANSACTION, "F014"),
    "NPN": ("SPU OPU NPN", Level.RECORD, "R001"),
    "SWT": ("SWR NWN SWT", Level.TRANSACTION, "F001"),
    "OWT": ("OWR NWN OWT", Level.TRANSACTION, "F011"),
    "NWN": ("SWR OWR NWN", Level.RECORD, "R001"),
    "PWR": ("SWR OWR NWN SWT OWT PWR", Level.TRANSACTION, ""),
    "NET": ("EWT", Level.RECORD, "R001"),
    "NVT": ("VER", Level.RECORD, "R003"),
    "NCT": ("COM", Level.RECORD, "R002"),
    "NOW": ("EWT VER COM OWK NET NCT NVT NOW", Level.RECORD, "R001"),
    "IND": ("INS IND", Level.RECORD, "R001"),
    "TER": ("AGR TER IPA NPA", Level.TRANSACTION, "R001"),
    "IPA": ("TER IPA NPA", Level.TRANSACTION, "R001"),
    "NPA": ("IPA", Level.RECORD, "R001"),
}
"""Records that must follow certain others, and what it costs if they do not."""

_MSG_MAY_PRECEDE_ANY: Final = "MSG"
_STAGE: Final = {
    record: stage
    for stage, records in enumerate(
        (
            "SPU NPN SPT OPU OPT",
            "SWR OWR NWN SWT OWT PWR",
            "ALT",
            "NAT",
            "EWT NET",
            "VER NVT",
            "PER NPR",
            "REC",
            "ORN",
            "INS IND",
            "COM NCT",
            "ARI",
            "XRF",
        )
    )
    for record in records.split()
}


def may_be_in(transaction: str, record: str) -> bool:
    """Whether records of this type occur in transactions of that type."""
    return record in _ALLOWED.get(transaction, frozenset()) or record == _MSG_MAY_PRECEDE_ANY


def follows(place: Place, before: str) -> CwrError | None:
    """The error of a record that stands after a record it may not follow, None if it may."""
    rule = _AFTER.get(place.record)
    if rule is None or before in rule[0].split():
        return None
    preceding, level, edit = rule
    return error_at(
        place,
        level,
        "record-out-of-place",
        f"it follows {before}",
        f"put it after {' or '.join(preceding.split())}",
        edit=edit,
    )


def in_stage(version: CwrVersion, place: Place, latest: int) -> tuple[int, CwrError | None]:
    """The stage of a record in the order of 2.2, and the error if a later stage has begun."""
    stage = _STAGE.get(place.record, latest)
    if version is not CwrVersion.V22 or stage >= latest:
        return max(stage, latest), None
    error = error_at(
        place,
        Level.TRANSACTION,
        "records-out-of-order",
        f"{place.record} comes after records that must follow it",
        "order records as publishers, writers, titles, performers, recordings, origin, the rest",
        edit="T043",
        record="NWR",
    )
    return latest, error

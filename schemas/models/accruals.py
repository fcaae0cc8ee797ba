"""ipr.accruals: priced usage lines, unpacked for subscribers who want rows rather than speed."""

from typing import Annotated, Any, Self

import numpy as np
from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    SerializationInfo,
    ValidationInfo,
    model_validator,
)

from schemas.packed import join_names, pack, split_names, unpack

from .primitives import AVRO, Day, Int, Long, Row, Text
from .record import AvroRecord, require_parallel


def _unpacked(value: Any, info: ValidationInfo) -> Any:
    if info.context is AVRO and isinstance(value, bytes):
        return tuple(unpack(value).tolist())
    return tuple(value) if isinstance(value, list) else value


def _packed(value: tuple[int, ...], info: SerializationInfo) -> tuple[int, ...] | bytes:
    return pack(np.array(value, np.int64)) if info.context is AVRO else value


def _split(value: Any, info: ValidationInfo) -> Any:
    if info.context is AVRO and isinstance(value, bytes):
        return tuple(split_names(value))
    return tuple(value) if isinstance(value, list) else value


def _joined(value: tuple[str, ...], info: SerializationInfo) -> tuple[str, ...] | bytes:
    return join_names(value) if info.context is AVRO else value


def _name(text: str) -> str:
    if not text or "\n" in text:
        raise ValueError("a name is not empty and has no line break: the record has one a row")
    return text


Column = Annotated[tuple[Long, ...], BeforeValidator(_unpacked), PlainSerializer(_packed)]
"""Integers, packed in the record."""

Names = Annotated[
    tuple[Annotated[Text, AfterValidator(_name)], ...],
    BeforeValidator(_split),
    PlainSerializer(_joined),
]
"""A dictionary of distinct names, one a row in the record; columns hold positions in it."""


class AccrualBlock(AvroRecord):
    """Absolute, versioned results for the lines of one usage block: one row a line, with entries.

    Unpacked: columns are tuples of integers, dictionaries tuples of names. `to_record` packs them,
    `from_record` unpacks them. Of two rows for one line the one with the higher version holds.
    """

    sender: Text
    report_id: Text
    revision: Int
    part: Int
    parts: Int
    digest: bytes
    period_from_day: Day
    period_until_day: Day
    """First day after the period."""

    service: Text
    commercial_model: Text
    currency: Text
    territory: Text
    use_types: Row[Text]
    subjects: Names
    """Distinct works (references for unmatched lines)."""

    holders: Names
    licences: Names
    line: Column
    """Position of the line in its block."""

    subject: Column
    """Position in subjects."""

    use_type: Column
    """Position in use_types."""

    first_day: Column
    """Days since 1970-01-01."""

    days: Column
    units: Column
    revenue_micros: Column
    """10^-6 of the currency."""

    state: Column
    """1 accrued, 2 held, 3 unmatched, 4 superseded, 5 rejected, 6 moved."""

    hold_reason: Column
    """0 none, 1 unlicensed, 2 overclaim, 3 currency, 4 territory, 5 amount limit."""

    royalty_e8: Column
    """10^-8 of the currency."""

    version: Long
    """Facts known when the rows were computed."""

    entries: Column
    """How many of the entries that follow belong to the line, in order."""

    entry_holder: Column
    """Position in holders, -1 for none."""

    entry_account: Column
    """1 payable, 2 held, 3 unclaimed, 4 unmatched."""

    entry_right: Column
    """Index into DDEX RightsCoverage as in the Right enum."""

    entry_licence: Column
    """Position in licences, -1 for none."""

    entry_amount_e8: Column
    """10^-8 of the currency."""

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(
            line=self.line,
            subject=self.subject,
            use_type=self.use_type,
            first_day=self.first_day,
            days=self.days,
            units=self.units,
            revenue_micros=self.revenue_micros,
            state=self.state,
            hold_reason=self.hold_reason,
            royalty_e8=self.royalty_e8,
            entries=self.entries,
        )
        require_parallel(
            entry_holder=self.entry_holder,
            entry_account=self.entry_account,
            entry_right=self.entry_right,
            entry_licence=self.entry_licence,
            entry_amount_e8=self.entry_amount_e8,
        )
        if min(self.entries, default=0) < 0 or sum(self.entries) != len(self.entry_holder):
            raise ValueError(
                f"the lines count other entries than the {len(self.entry_holder)} sent"
            )
        return self

"""The lines of a usage block as columns, and the part of a block that belongs to one partition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.packed import join_names, pack, split_names, unpack

from .reports import RecordedAt, ReportHeader, ReportKey

Column = NDArray[np.int64]

FROM_INTAKE = -1
"""`origin` of a segment that did not pass through matching."""


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What a report says once for all lines. Periods are half-open, revenue is in `currency`."""

    period_from_day: int
    period_until_day: int
    service: str
    commercial_model: str
    currency: str
    territory: str


@dataclass(frozen=True, slots=True)
class UsageLines:
    """Columns, one value a line. `subject` and `use_type` are codes into the dictionaries."""

    line: Column
    subject: Column
    use_type: Column
    first_day: Column
    days: Column
    units: Column
    revenue_micros: Column

    def __len__(self) -> int:
        return len(self.line)

    def take(self, chosen: Column) -> "UsageLines":
        """The chosen lines, by position; codes stay as they are."""
        return UsageLines(
            self.line[chosen],
            self.subject[chosen],
            self.use_type[chosen],
            self.first_day[chosen],
            self.days[chosen],
            self.units[chosen],
            self.revenue_micros[chosen],
        )

    def with_subject(self, subject: Column) -> "UsageLines":
        return UsageLines(
            self.line,
            subject,
            self.use_type,
            self.first_day,
            self.days,
            self.units,
            self.revenue_micros,
        )


@dataclass(frozen=True, slots=True)
class UsageSegment:
    """The lines of one report part that belong to one partition.

    `origin` is FROM_INTAKE or the matching partition the lines came through. Of two segments of one
    part and origin, that with the higher `version` (claims known to matching) replaces the other.
    """

    header: ReportHeader
    context: ReportContext
    origin: int
    version: int
    use_types: list[str]
    subjects: list[str]
    lines: UsageLines
    packed: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """Dictionaries and columns as they came; None in a segment that was never a record."""

    @property
    def key(self) -> bytes:
        """Identity of the segment within its partition: report part, content and origin."""
        return segment_key(self.header, self.origin)


def segment_key(header: ReportHeader, origin: int) -> bytes:
    """Names are printable, so a line break between them cannot be part of one."""
    names = (*header.key, header.revision, header.part, origin, "")
    return "\n".join(map(str, names)).encode() + header.digest


_COLUMNS = ("line", "subject", "use_type", "first_day", "days", "units", "revenue_micros")


def segment_record(segment: UsageSegment) -> dict[str, Any]:
    """UsageSegment as its Avro record."""
    header, context = segment.header, segment.context
    return {
        "sender": header.key.sender,
        "report_id": header.key.report_id,
        "revision": header.revision,
        "part": header.part,
        "parts": header.parts,
        "digest": header.digest,
        "block_lines": header.block_lines,
        "period_from_day": context.period_from_day,
        "period_until_day": context.period_until_day,
        "service": context.service,
        "commercial_model": context.commercial_model,
        "currency": context.currency,
        "territory": context.territory,
        "origin": segment.origin,
        "version": segment.version,
        "use_types": segment.use_types,
        **packed_lines(segment.subjects, segment.lines),
    }


def packed_lines(subjects: list[str], lines: UsageLines) -> dict[str, bytes]:
    """Lines with the names their subjects are codes of, as records have them."""
    return {
        "subjects": join_names(subjects),
        **{name: pack(getattr(lines, name)) for name in _COLUMNS},
    }


def header_of_segment(record: dict[str, Any], recorded_at: RecordedAt) -> ReportHeader:
    return ReportHeader(
        ReportKey(record["sender"], record["report_id"]),
        record["revision"],
        record["part"],
        record["parts"],
        record["digest"],
        record["block_lines"],
        recorded_at,
    )


def segment_of(record: dict[str, Any], recorded_at: RecordedAt) -> UsageSegment:
    """Inverse of `segment_record`. Raises PackedFault on a column that is not one."""
    return UsageSegment(
        header_of_segment(record, recorded_at),
        ReportContext(
            record["period_from_day"],
            record["period_until_day"],
            record["service"],
            record["commercial_model"],
            record["currency"],
            record["territory"],
        ),
        record["origin"],
        record["version"],
        record["use_types"],
        split_names(record["subjects"]),
        UsageLines(*(unpack(record[name]) for name in _COLUMNS)),
        {name: record[name] for name in ("subjects", *_COLUMNS)},
    )


def header_record(header: ReportHeader) -> dict[str, Any]:
    """A ReportHeader as its Avro record in ReportHeaders."""
    return {
        "sender": header.key.sender,
        "report_id": header.key.report_id,
        "revision": header.revision,
        "part": header.part,
        "parts": header.parts,
        "digest": header.digest,
        "block_lines": header.block_lines,
        "recorded_at": header.recorded_at.millis,
        "partition": header.recorded_at.partition,
        "offset": header.recorded_at.offset,
    }


def header_of(record: dict[str, Any]) -> ReportHeader:
    """Inverse of `header_record`."""
    recorded_at = RecordedAt(record["recorded_at"], record["partition"], record["offset"])
    return header_of_segment(record, recorded_at)

"""Usage reports by what their parts say: which revision holds, and which part came first.

(source, report id) is never reused; a higher revision replaces the whole report; the same part of
the same revision with other content is rejected, and the first recorded stays.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple


class RecordedAt(NamedTuple):
    """Where and when the broker recorded an event: the order of 'first recorded'."""

    millis: int
    partition: int
    offset: int


class ReportKey(NamedTuple):
    sender: str
    report_id: str


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """One received part of one revision of a report. `digest` is that of the part's content."""

    key: ReportKey
    revision: int
    part: int
    parts: int
    digest: bytes
    block_lines: int
    recorded_at: RecordedAt


class PartStanding(Enum):
    """What a received part counts for."""

    ACTIVE = auto()
    SUPERSEDED = auto()
    REJECTED = auto()


@dataclass(slots=True)
class _Report:
    parts: dict[tuple[int, int], list[ReportHeader]]
    latest_revision: int = 0


class ReportBook:
    """All parts known to one partition. The same content recorded again is one more header: which
    content came first is then the same in every order of arrival."""

    def __init__(self) -> None:
        self._reports: dict[ReportKey, _Report] = {}

    def add(self, header: ReportHeader) -> bool:
        """True when this told something new."""
        report = self._reports.setdefault(header.key, _Report({}))
        part = report.parts.setdefault((header.revision, header.part), [])
        if header in part:
            return False
        part.append(header)
        report.latest_revision = max(report.latest_revision, header.revision)
        return True

    def raises_revision(self, header: ReportHeader) -> bool:
        """Whether it is of a higher revision than all that is known: every part of the report may
        change its standing then, otherwise only the same part of the same revision."""
        report = self._reports.get(header.key)
        return report is None or header.revision > report.latest_revision

    def standing(self, key: ReportKey, revision: int, part: int, digest: bytes) -> PartStanding:
        """Standing of a known part. Raises KeyError for a part that is not known."""
        report = self._reports[key]
        first = min(report.parts[revision, part], key=lambda known: known.recorded_at)
        if first.digest != digest:
            return PartStanding.REJECTED
        if revision < report.latest_revision:
            return PartStanding.SUPERSEDED
        return PartStanding.ACTIVE


NO_RECORD: Final = RecordedAt(0, 0, 0)

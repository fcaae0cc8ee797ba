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
    headers: list[ReportHeader]
    latest_revision: int = 0


class ReportBook:
    """All parts known to one partition. Grows by one header a part; a header known already is not added."""

    def __init__(self) -> None:
        self._reports: dict[ReportKey, _Report] = {}
        self.headers_known = 0

    def add(self, header: ReportHeader) -> bool:
        """True when this told something new."""
        report = self._reports.setdefault(header.key, _Report([]))
        for index, known in enumerate(report.headers):
            if (known.revision, known.part, known.digest) == (
                header.revision,
                header.part,
                header.digest,
            ):
                if header.recorded_at < known.recorded_at:
                    report.headers[index] = header
                    return True
                return False
        report.headers.append(header)
        report.latest_revision = max(report.latest_revision, header.revision)
        self.headers_known += 1
        return True

    def standing(self, key: ReportKey, revision: int, part: int, digest: bytes) -> PartStanding:
        """Standing of a known part. Raises KeyError for a report that is not known."""
        report = self._reports[key]
        if self._first(report, revision, part).digest != digest:
            return PartStanding.REJECTED
        if revision < report.latest_revision:
            return PartStanding.SUPERSEDED
        return PartStanding.ACTIVE

    def rivals(self, header: ReportHeader) -> list[ReportHeader]:
        """Parts of the same revision and number with other content that lost to the first recorded."""
        report = self._reports[header.key]
        first = self._first(report, header.revision, header.part)
        return [
            known
            for known in report.headers
            if (known.revision, known.part) == (header.revision, header.part)
            and known.digest != first.digest
        ]

    @staticmethod
    def _first(report: _Report, revision: int, part: int) -> ReportHeader:
        return min(
            (known for known in report.headers if (known.revision, known.part) == (revision, part)),
            key=lambda known: (known.recorded_at, known.digest),
        )


NO_RECORD: Final = RecordedAt(0, 0, 0)

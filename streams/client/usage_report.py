"""A usage report, line by line in, block by block out."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from processors.days import day_of
from processors.faults import Faults
from processors.limits import MAX_BLOCK_LINES, MAX_PARTS
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from processors.usage_block import read_usage_block
from processors.validation.common import check_envelope
from schemas.enums import UseType
from schemas.identifiers import canonical
from schemas.models import UsageEvent, UsageReported

from .revenue import micros_of
from .usage_columns import UsageColumns

DEFAULT_BLOCK_LINES: Final = 2_000
DEFAULT_MAX_LINES: Final = 5_000_000
_canonical = lru_cache(100_000)(canonical)


class ReportClosed(RuntimeError):
    """The report is closed: its number of parts is settled, nothing can be added."""


class ReportRefused(ValueError):
    """Intake would refuse a part of the report; the message has the faults and how to mend them."""


class UsageReportWriter:
    """Gathers the lines of one revision of one report and cuts them into parts.

    `period` is half-open: its first day, and the first day after it. `currency` is that of every
    revenue (ISO 4217), `territory` where all of it was used (TIS number, ISO code or Worldwide).
    Every part says how many there are, so all lines are held until `close`: some 30 bytes a line,
    and every distinct reference once, up to `max_lines`.

    Event ids are made of the sender, the report, the part and its content: writing and sending the
    same report again changes nothing, whatever became of the first time. Give `occurred_at` too if
    the messages are to be the same to the byte; without it they say when the writer was made.
    """

    def __init__(
        self,
        sender: str,
        report_id: str,
        period: tuple[date, date],
        currency: str,
        territory: str,
        *,
        revision: int = 1,
        service: str = "",
        commercial_model: str = "Unknown",
        block_lines: int = DEFAULT_BLOCK_LINES,
        max_lines: int = DEFAULT_MAX_LINES,
        occurred_at: datetime | None = None,
    ) -> None:
        """Raises ValueError for limits that make no sense and for an instant without time zone."""
        if not 1 <= block_lines <= MAX_BLOCK_LINES:
            raise ValueError(f"block_lines is {block_lines}; a block has 1 to {MAX_BLOCK_LINES}")
        if max_lines < 1:
            raise ValueError(f"max_lines is {max_lines}; a report has at least one line")
        if occurred_at is not None and occurred_at.tzinfo is None:
            raise ValueError(f"occurred_at {occurred_at} has no time zone")
        self._sender = sender
        self._occurred_at = datetime.now(UTC) if occurred_at is None else occurred_at
        self._header: dict[str, Any] = {
            "report_id": report_id,
            "revision": revision,
            "period_from_day": day_of(period[0]),
            "period_until_day": day_of(period[1]),
            "service": service,
            "commercial_model": str(commercial_model),
            "currency": currency,
            "territory": territory,
        }
        self._block_lines = block_lines
        self._max_lines = min(max_lines, block_lines * MAX_PARTS)
        self._columns = UsageColumns()
        self._index = SubjectIndex(_canonical)
        self._closed = False

    def __len__(self) -> int:
        """Lines added so far."""
        return len(self._columns)

    def add(
        self,
        reference: str,
        use_type: UseType | str,
        day: date,
        units: int,
        revenue: Decimal | int,
        days: int = 1,
    ) -> None:
        """Adds a line: uses of one work or recording from `day` on, for so many `days`.

        `units` counts plays, sales or views. `revenue` is a Decimal in units of the currency or an
        int in millionths of it. Raises ValueError for what is no reference, no DDEX UseType or no
        amount, TypeError for a float, ReportClosed after `close`.
        """
        if self._closed:
            raise ReportClosed(f"report {self._header['report_id']} is closed")
        if len(self._columns) >= self._max_lines:
            raise ValueError(
                f"a report of more than {self._max_lines} lines; raise max_lines (or block_lines, "
                f"past {MAX_PARTS} parts), or report a shorter period"
            )
        _canonical(reference)
        self._columns.append(
            reference,
            UseType(use_type).value,
            day_of(day),
            _counted("days", days),
            _counted("units", units),
            micros_of(revenue),
        )

    def close(self) -> Iterator[UsageEvent]:
        """The parts, in order; may be called again for the same parts.

        All are checked by the rules of intake before the first is given, so that a report is sent
        whole or not at all. Raises ReportRefused.
        """
        if not len(self._columns):
            raise ReportRefused("a report has at least one line")
        self._closed = True
        for part in range(1, self._parts + 1):
            self._check(part, self._body(part))
        return (self._event(part) for part in range(1, self._parts + 1))

    @property
    def _parts(self) -> int:
        return -(-len(self._columns) // self._block_lines)

    def _body(self, part: int) -> dict[str, Any]:
        start = (part - 1) * self._block_lines
        block = self._columns.block(start, start + self._block_lines)
        return {**self._header, "part": part, "parts": self._parts, **block, "allocations": None}

    def _event(self, part: int) -> UsageEvent:
        body = self._body(part)
        return UsageEvent.of(
            UsageReported.from_record(body),
            source=self._sender,
            event_id=self._event_id(part, body),
            occurred_at=self._occurred_at,
        )

    def _event_id(self, part: int, body: dict[str, Any]) -> str:
        content = _digest(body)
        identity = [self._sender, body["report_id"], body["revision"], part, content]
        return f"usage-{_digest(identity)}"

    def _check(self, part: int, body: dict[str, Any]) -> None:
        millis = round(self._occurred_at.timestamp() * 1000)
        recorded_at, faults = RecordedAt(millis, 0, 0), Faults()
        envelope = {
            "event_id": "usage",
            "source": self._sender,
            "subject": body["report_id"],
            "occurred_at": millis * 1000,
        }
        check_envelope(envelope, recorded_at, faults)
        block = read_usage_block(self._sender, body, recorded_at, self._index)
        listed = [*faults.listed, *(block.listed if isinstance(block, Faults) else ())]
        if listed:
            raise ReportRefused(f"part {part} of {self._parts}: " + "; ".join(map(str, listed)))


def _counted(name: str, count: int) -> int:
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"{name} {count!r} is a {type(count).__name__}, not an int")
    return count


def _digest(content: Any) -> str:
    # No two contents have the same JSON; the order they were put together in is no matter.
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()

"""Dates and periods of a DSR file as days since 1970-01-01, half-open.

Dates come as `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYYMMDD`; a shorter date means the whole year or
month. File names add quarters (`YYYY-Qn`), weeks (`YYYY-Www`), days of the year (`YYYY-DDD`) and
ranges (`YYYY-MM-DD--YYYY-MM-DD`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH = date(1970, 1, 1).toordinal()
#: A period of days, half-open: (first day, day after the last).
Days = tuple[int, int]

_DATE = re.compile(r"([0-9]{4})(?:-?([0-9]{2})(?:-?([0-9]{2}))?)?")
_MIXED = re.compile(r"[0-9]{4}-[0-9]{4}|[0-9]{6}-[0-9]{2}|[0-9]{6}")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_YEAR_DAY = re.compile(r"([0-9]{4})-([0-9]{3})")
_RANGE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})--([0-9]{4}-[0-9]{2}-[0-9]{2})")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)


@lru_cache(maxsize=4096)
def date_days(text: str) -> Days | None:
    """Days a date cell covers; None if it is no date of the calendar."""
    match = _DATE.fullmatch(text)
    if match is None or _MIXED.fullmatch(text):
        return None
    year, month, day = match.groups()
    try:
        if day is not None:
            first = date(int(year), int(month), int(day)).toordinal()
            return first - EPOCH, first + 1 - EPOCH
        if month is not None:
            return _months(int(year), int(month), 1)
        return _months(int(year), 1, 12)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=256)
def period_days(text: str) -> Days | None:
    """Days the period in a file name covers; None if it is not one of the allowed forms."""
    try:
        if match := _QUARTER.fullmatch(text):
            return _months(int(match[1]), int(match[2]) * 3 - 2, 3)
        if match := _WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1).toordinal()
            return monday - EPOCH, monday + 7 - EPOCH
        if match := _YEAR_DAY.fullmatch(text):
            return _day_of_year(int(match[1]), int(match[2]))
    except (ValueError, OverflowError):
        return None
    if match := _RANGE.fullmatch(text):
        first, last = date_days(match[1]), date_days(match[2])
        return (first[0], last[1]) if first and last and first[0] < last[1] else None
    # Without hyphens a date belongs in cells only, not in a file name.
    return date_days(text) if "-" in text or len(text) == 4 else None


def day_text(day: int) -> str:
    """A day number as `YYYY-MM-DD`, for messages."""
    return date.fromordinal(day + EPOCH).isoformat()


def days_text(days: Days) -> str:
    """A period as people write it, last day inclusive."""
    return f"{day_text(days[0])} to {day_text(days[1] - 1)}"


def creation_times(text: str) -> tuple[str, ...] | None:
    """How a file name may write this MessageCreatedDateTime: in its own zone and in UTC.

    None if it is no date and time.
    """
    if not _DATE_TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        moments = [moment] if moment.tzinfo is None else [moment, moment.astimezone(UTC)]
    except (ValueError, OverflowError):
        return None
    return tuple(
        f"{one.year:04d}{one.month:02d}{one.day:02d}T{one.hour:02d}{one.minute:02d}{one.second:02d}"
        for one in moments
    )


def _months(year: int, month: int, count: int) -> Days:
    """The days of `count` months from the first of `month`."""
    first = date(year, month, 1).toordinal()
    years, after = divmod(month - 1 + count, 12)
    # The year 10000 has no ordinal: the last month of 9999 ends one day after its last day.
    if year + years > 9999:
        return first - EPOCH, date.max.toordinal() + 1 - EPOCH
    return first - EPOCH, date(year + years, after + 1, 1).toordinal() - EPOCH


def _day_of_year(year: int, day: int) -> Days | None:
    first = date(year, 1, 1) + timedelta(days=day - 1)
    if first.year != year:
        return None
    ordinal = first.toordinal()
    return ordinal - EPOCH, ordinal + 1 - EPOCH

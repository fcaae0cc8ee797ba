"""Days as integers since 1970-01-01 (UTC); time ranges are half-open."""

from datetime import date, timedelta
from typing import Final

FOREVER: Final = 2**30
"""`until_day` of something that has no end."""

_EPOCH: Final = date(1970, 1, 1)
MILLIS_PER_DAY: Final = 86_400_000


def day_of(calendar_date: date) -> int:
    return (calendar_date - _EPOCH).days


def date_of(day: int) -> date:
    """Raises OverflowError for FOREVER and other days beyond the calendar."""
    return _EPOCH + timedelta(days=day)


def until_of(stated: int | None) -> int:
    """The `until_day` of what a record states: None there means open."""
    return FOREVER if stated is None else stated


def stated_until(until_day: int) -> int | None:
    """The same as a record states it."""
    return None if until_day >= FOREVER else until_day


def day_of_millis(instant_millis: int) -> int:
    return instant_millis // MILLIS_PER_DAY

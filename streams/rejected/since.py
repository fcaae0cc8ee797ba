"""From when on: a day, an instant, or a length of time before now."""

import re
from datetime import UTC, datetime, timedelta

_LENGTH = re.compile(r"([0-9]{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def since_millis(text: str, now: datetime) -> int:
    """Milliseconds since 1970 of `2026-11-23`, `2026-11-23T08:30` (UTC unless it says otherwise),
    or of `90m`, `24h`, `7d` before `now`. Raises ValueError."""
    try:
        if length := _LENGTH.fullmatch(text):
            began = now - timedelta(**{_UNITS[length[2]]: int(length[1])})
        else:
            began = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no day, instant or length: write 2026-11-23, 2026-11-23T08:30 or 24h"
        ) from None
    if began.tzinfo is None:
        began = began.replace(tzinfo=UTC)
    return max(0, int(began.timestamp() * 1000))

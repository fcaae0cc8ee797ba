"""A crashing input made small: bytes are taken out and made zero while it fails in the same way."""

import time
from collections.abc import Callable
from traceback import extract_tb

from .target import Run

Failure = tuple[str, str, int | None]
"""Kind of the exception, and the place where it was raised."""


def failure_of(run: Run, data: bytes) -> Failure | None:
    try:
        run(data)
    except Exception as fault:
        place = extract_tb(fault.__traceback__)[-1]
        return type(fault).__name__, place.filename, place.lineno
    return None


def minimised(run: Run, data: bytes, seconds: float) -> bytes:
    """The smallest found within so many seconds; the input itself if it does not fail."""
    wanted, end = failure_of(run, data), time.monotonic() + seconds
    if wanted is None:
        return data

    def fails(shorter: bytes) -> bool:
        return time.monotonic() < end and failure_of(run, shorter) == wanted

    size = max(1, len(data) // 2)
    while size:
        data = _without_chunks(data, size, fails)
        size //= 2
    for place in range(len(data)):
        plainer = data[:place] + b"\0" + data[place + 1 :]
        if data[place] and fails(plainer):
            data = plainer
    return data


def _without_chunks(data: bytes, size: int, fails: Callable[[bytes], bool]) -> bytes:
    place = 0
    while place < len(data):
        shorter = data[:place] + data[place + size :]
        if fails(shorter):
            data = shorter
        else:
            place += size
    return data

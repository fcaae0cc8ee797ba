"""Log files of child processes: opened for appending, bounded in size, quoted in errors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

LIMIT = 32 << 20


def open_log(path: Path) -> BinaryIO:
    """Open for appending; a file above LIMIT is first moved to `<name>.1`. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LIMIT:
        os.replace(path, older(path))
    return path.open("ab")


def trim(path: Path, limit: int = LIMIT) -> bool:
    """Copy a file above `limit` to `<name>.1` and empty it, while its writer keeps it open.

    Works because writers append: after the cut they go on at the new end. Lines written in
    between are lost. Only the last `limit` bytes are copied. True if the file was cut.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    if size <= limit:
        return False
    older(path).write_bytes(last_bytes(path, limit))
    os.truncate(path, 0)
    return True


def tail(path: Path, lines: int = 20, since: int = 0) -> str:
    """The last lines of a log, from byte `since` on; empty if there is no log."""
    try:
        size = path.stat().st_size
        text = last_bytes(path, min(64 << 10, max(0, size - since)))
    except FileNotFoundError:
        return ""
    return "\n".join(text.decode(errors="replace").splitlines()[-lines:])


def last_bytes(path: Path, count: int) -> bytes:
    """The last `count` bytes of a file. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - count))
        return file.read(count)


def older(path: Path) -> Path:
    """Where the part of a log goes that has become too long."""
    return path.with_name(path.name + ".1")

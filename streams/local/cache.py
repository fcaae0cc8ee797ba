"""Where downloads and start-up caches live, shared by every checkout of this user."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.local.errors import unusable_folder


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/rightstream`, or `~/.cache/rightstream`. Does not create it."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "rightstream"


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Let one process at a time into the body; blocks until the others have left.

    The kernel drops the lock when its holder dies, however it dies.
    Raises FolderUnwritable or DiskFull if the lock file cannot be made.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError as error:
        raise unusable_folder(lock.parent, error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

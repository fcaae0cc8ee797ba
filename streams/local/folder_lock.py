"""The lock that keeps two stacks from one folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from streams.local.errors import FolderLocked, unusable_folder
from streams.local.ledger import is_alive, start_time


class FolderLock:
    """An exclusive lock on a folder; its file names the owner for other people's messages.

    The kernel drops the lock when the owner dies, so it never has to be removed by hand.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock, making the folder if needed; does not wait.

        Raises FolderLocked (also within one process) and FolderUnwritable.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("a+")
        except OSError as error:
            raise unusable_folder(self.path.parent, error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise FolderLocked(self.path.parent, self.owner()) from error
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()} {start_time(os.getpid())}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; nothing if it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def owner(self) -> int | None:
        """The pid of the live process that holds the lock, as its file says. Changes nothing."""
        try:
            pid, started = self.path.read_text().split()
            return int(pid) if is_alive(int(pid), float(started)) else None
        except (OSError, ValueError):
            return None

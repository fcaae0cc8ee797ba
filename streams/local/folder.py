"""The data folder of a local stack: one owner, enough room, nothing left over from a crash."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.local.errors import GIB, DiskFull, unusable_folder
from streams.local.folder_lock import FolderLock
from streams.local.ledger import Ledger
from streams.local.maven_fetch import Say

NEEDED = 1 * GIB
PROJECT = Path(__file__).resolve().parents[2]

log = logging.getLogger(__name__)


def default_folder() -> Path:
    """`.rightstream/` in the root of the checkout."""
    return PROJECT / ".rightstream"


class DataFolder:
    """One data folder, held exclusively from acquire() (or `with`) to release()."""

    def __init__(self, root: Path | None = None, needed: int = NEEDED) -> None:
        self.root = (root or default_folder()).absolute()
        self.needed = needed
        self.lock = FolderLock(self.root)
        self.ledger = Ledger(self.root / "processes.json")

    @property
    def logs(self) -> Path:
        """Where the children's output goes, one file a child."""
        return self.root / "logs"

    def acquire(self, say: Say = log.warning) -> Self:
        """Lock the folder, check its room and stop what a crashed run left behind.

        Blocks up to 5 s, only if there is something to stop; that is told to `say`.
        Raises FolderLocked, FolderUnwritable, DiskFull.
        """
        self.lock.acquire()
        try:
            require_writable(self.root)
            require_room(self.root, self.needed)
            stopped = self.ledger.stop_running()
            if stopped:
                say(f"stopped what a crashed run left behind: pid {', '.join(map(str, stopped))}")
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            self.lock.release()
            raise unusable_folder(self.root, error, self.needed) from error
        except BaseException:
            self.lock.release()
            raise
        return self

    def release(self) -> None:
        """Give the folder back; nothing if it is not held."""
        self.lock.release()

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def require_writable(folder: Path) -> None:
    """Raise FolderUnwritable unless a file can be written and removed in `folder`."""
    probe = folder / f".probe.{os.getpid()}"
    try:
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise unusable_folder(folder, error) from error


def require_room(folder: Path, needed: int) -> None:
    """Raise DiskFull unless `needed` bytes are free on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(folder, free, needed)

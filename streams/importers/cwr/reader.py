"""Reads CWR files: pure reading and checking, nothing is sent anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from .file_reader import FileReader
from .judgement import Known, judge
from .outcome import CwrOutcome, outcome_of
from .physical_lines import read_lines
from .transmission import CwrFile


def read_files(
    paths: Sequence[Path], progress: Callable[[int], None] | None = None
) -> list[CwrFile]:
    """The files as read, in their order; a path given twice is one file.

    Whatever the bytes, the answer is a file with its errors and not an exception. `progress` hears
    the number of lines of each step.
    """
    unique = list(dict.fromkeys(Path(path) for path in paths))
    names = Counter(path.name for path in unique)
    return [
        FileReader(path.name if names[path.name] == 1 else str(path)).read(
            read_lines(path), progress
        )
        for path in unique
    ]


def nothing_known(_file: CwrFile, _number: str) -> bool:
    """What is known of earlier works where nobody can be asked: none."""
    return False


def read_cwr(
    paths: Sequence[Path],
    known: Known = nothing_known,
    progress: Callable[[int], None] | None = None,
    *,
    salvage: bool = False,
) -> CwrOutcome:
    """Read, check and decide on CWR files (2.0, 2.1, 2.2, 3.0).

    `known` says which works were accepted before. With `salvage` sound transactions are accepted
    although their group or file is refused as a whole (its counts, headers, trailers).
    """
    files = read_files(paths, progress)
    return outcome_of(files, judge(files, known, salvage=salvage))

"""The errors of the files that were read, bounded, each with its file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from processors.cwr.errors import CwrError, Level

KEPT = 10_000
"""How many errors are kept in full; the rest is counted."""

KEPT_OF_ONE_KIND = 1_000
"""How many of them have the same code, record and field: one habit must not hide the rest."""

SHOWN = 60
"""How much of a value is shown in an error: a broken file may have a field of thousands."""


@dataclass(frozen=True, slots=True)
class FileError:
    """An error and the file it is in. `line` 0 is the file as a whole."""

    file: str
    error: CwrError

    def __str__(self) -> str:
        return f"{self.file}: {self.error}"

    def to_json(self) -> dict[str, object]:
        """The error as plain data for a JSON document."""
        error = self.error
        return {
            "file": self.file,
            "line": error.line,
            "level": error.level.value,
            "code": error.code,
            "edit": error.edit,
            "record_type": error.record,
            "transaction": error.transaction_number,
            "record": error.record_number,
            "field": error.field,
            "why": error.why,
            "mend": error.mend,
        }


@dataclass(slots=True)
class Findings:
    """All errors of one `read_cwr` call: kept up to a bound, counted by level beyond it."""

    errors: list[FileError] = field(default_factory=list)
    by_level: Counter[Level] = field(default_factory=Counter)
    not_kept: int = 0
    _kinds: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, file: str, error: CwrError) -> None:
        """Keep the error, or count it when there are too many."""
        self.by_level[error.level] += 1
        kind = (error.code, error.record, error.field)
        if len(self.errors) >= KEPT or self._kinds[kind] >= KEPT_OF_ONE_KIND:
            self.not_kept += 1
            return
        self._kinds[kind] += 1
        self.errors.append(FileError(file, error))

    def worst(self) -> Level | None:
        """The heaviest level seen, None without an error."""
        return max(self.by_level, key=lambda level: level.rank, default=None)


def shown(text: str) -> str:
    """A value for a message: escaped, and cut where it is long."""
    return ascii(text[:SHOWN]) + ("..." if len(text) > SHOWN else "")

"""Faults and warnings of a DDEX DSR report, as data.

A fault refuses the whole report; a warning lets it pass. Both say what is wrong, where, why it
matters and how to mend it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

FAULT = "fault"
WARNING = "warning"

#: How many faults, and how many warnings, are kept with their text; the rest is counted.
KEPT = 10_000
#: Longer values are cut in a fault: a broken file may have a cell of megabytes.
_VALUE_LENGTH = 200
#: How many different things one file's tallies tell apart before they count the rest as one.
_TALLY_KEYS = 1_000


class Place(NamedTuple):
    """Where in a file a finding is.

    `line` and `cell` count from 1 (the record type is cell 1), 0 and "" where there is none.
    """

    line: int = 0
    record_type: str = ""
    cell: int = 0
    cell_name: str = ""
    value: str = ""

    def __str__(self) -> str:
        """The place as people say it, from the line to the cell."""
        parts = []
        if self.line:
            parts.append(f"line {self.line}")
        if self.record_type:
            parts.append(self.record_type)
        if self.cell:
            parts.append(
                f"cell {self.cell} ({self.cell_name})" if self.cell_name else f"cell {self.cell}"
            )
        elif self.cell_name:
            parts.append(self.cell_name)
        return ", ".join(parts)


WHOLE_FILE = Place()


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding, a fault or a warning.

    Places as in `Place`; `message` is written for the person who mends the file.
    """

    code: str
    severity: str
    file: str
    line: int
    record_type: str
    cell: int
    cell_name: str
    value: str
    message: str

    def to_json(self) -> dict[str, object]:
        """The finding as plain data for a JSON document."""
        return asdict(self)


@dataclass(slots=True)
class FaultLog:
    """Every finding of one `read_dsr` call, bounded.

    At most `KEPT` of each severity are kept, the rest is counted.
    """

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults_not_kept: int = 0
    warnings_not_kept: int = 0

    def add(self, fault: Fault) -> None:
        """Keep the finding, or count it when the log is full."""
        if fault.severity == FAULT:
            if len(self.faults) < KEPT:
                self.faults.append(fault)
            else:
                self.faults_not_kept += 1
        elif len(self.warnings) < KEPT:
            self.warnings.append(fault)
        else:
            self.warnings_not_kept += 1


@dataclass(slots=True)
class _Tally:
    """A finding that repeats: its first occurrence and how often it was seen."""

    first: Fault
    times: int = 1


@dataclass(slots=True)
class FileFindings:
    """The findings of one file.

    Adds the file's name and the place to every message, and counts the file's faults.
    """

    file: str
    log: FaultLog
    fault_count: int = 0
    _tallies: dict[tuple[str, str], _Tally] = field(default_factory=dict)

    def fault(self, code: str, why: str, place: Place = WHOLE_FILE) -> None:
        """Report a fault; `why` is the sentence after the place."""
        self.fault_count += 1
        self.log.add(self._finding(FAULT, code, why, place))

    def warn(self, code: str, why: str, place: Place = WHOLE_FILE) -> None:
        """Report a warning."""
        self.log.add(self._finding(WARNING, code, why, place))

    def tally(
        self, code: str, key: str, why: str, place: Place = WHOLE_FILE, severity: str = WARNING
    ) -> None:
        """Report what may repeat on every line.

        It is given once per `key`, with its count, when `close` is called.
        """
        seen = self._tallies.get((code, key))
        if seen is None and len(self._tallies) >= _TALLY_KEYS:
            key = ""
            seen = self._tallies.get((code, key))
        if seen is None:
            self._tallies[code, key] = _Tally(self._finding(severity, code, why, place))
            self.fault_count += severity == FAULT
        else:
            seen.times += 1

    def close(self) -> None:
        """Write the tallied findings to the log."""
        for tally in self._tallies.values():
            first = tally.first
            if tally.times > 1:
                first = replace(
                    first, message=f"{first.message} Seen {tally.times} times, here first."
                )
            self.log.add(first)
        self._tallies.clear()

    def _finding(self, severity: str, code: str, why: str, place: Place) -> Fault:
        value = place.value
        if len(value) > _VALUE_LENGTH:
            value = value[:_VALUE_LENGTH] + "…"
        where = str(place)
        message = f"{self.file}, {where}: {why}" if where else f"{self.file}: {why}"
        return Fault(
            code=code,
            severity=severity,
            file=self.file,
            line=place.line,
            record_type=place.record_type,
            cell=place.cell,
            cell_name=place.cell_name,
            value=value,
            message=message,
        )

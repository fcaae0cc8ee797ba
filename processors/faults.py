"""Faults as data: validation collects them all, it never stops at the first."""

from dataclasses import dataclass

from .limits import MAX_FAULT_TEXT, MAX_FAULTS_LISTED


@dataclass(frozen=True, slots=True)
class EventFault:
    """One thing wrong with one event: `code` for machines, the rest for people."""

    code: str
    where: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.code} at {shown(self.where)}: {shown(self.why)}; {shown(self.mend)}"


def shown(text: str) -> str:
    """As much of a text as a fault may show of it."""
    if len(text) <= MAX_FAULT_TEXT:
        return text
    return f"{text[:MAX_FAULT_TEXT]}... ({len(text)} characters)"


def fault_of(text: str) -> EventFault | None:
    """A fault from its text; None when it is not one. What a sender wrote is in `why` only, so the
    first and last marks are ours."""
    head, mark, rest = text.partition(": ")
    code, at, where = head.partition(" at ")
    why, semicolon, mend = rest.rpartition("; ")
    if not (mark and at and semicolon):
        return None
    return EventFault(code, where, why, mend)


class Faults:
    """Collector of the faults of one event, bounded; `total` counts those beyond the bound too."""

    def __init__(self) -> None:
        self.listed: list[EventFault] = []
        self.total = 0

    def add(self, code: str, where: str, why: str, mend: str) -> None:
        self.total += 1
        if len(self.listed) < MAX_FAULTS_LISTED:
            self.listed.append(EventFault(code, where, why, mend))

    def __bool__(self) -> bool:
        return self.total > 0

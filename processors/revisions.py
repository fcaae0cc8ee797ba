"""Which of several revisions of one thing holds."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from .reports import RecordedAt


class Revised(Protocol):
    """A fact that a later one may replace."""

    @property
    def revision(self) -> int: ...

    @property
    def recorded_at(self) -> RecordedAt: ...

    @property
    def fact_id(self) -> str: ...


Fact = TypeVar("Fact", bound=Revised)
Key = tuple[str, str]


def holding_revisions(known: Iterable[Fact], key: Callable[[Fact], Key]) -> list[Fact]:
    """The highest revision of each key, in order of the keys; of two facts with the same revision
    the first recorded."""
    best: dict[Key, Fact] = {}
    for fact in known:
        held = best.get(key(fact))
        if held is None or revision_rank(fact) < revision_rank(held):
            best[key(fact)] = fact
    return [best[one] for one in sorted(best)]


def revision_rank(fact: Revised) -> tuple[int, RecordedAt, str]:
    """The least of several revisions is the one that holds."""
    return (-fact.revision, fact.recorded_at, fact.fact_id)

"""Which letters a replay is about: those that stand open, each message once, a bounded number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappush, heappushpop
from itertools import islice

from .letter import LetterHead
from .letters import LetterFilter, LetterReader
from .reading import Deployment
from .standing import Standing, State, standings_of

_CHUNK = 5_000
"""Letters whose standing is looked up together: a few MB."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest letters, newest first, of `total` that were asked for."""

    standings: list[Standing]
    total: int


def newest(reader: LetterReader, wanted: LetterFilter, limit: int) -> Newest:
    """Keeps no more than `limit` letters in memory. Blocks on the broker."""
    kept: list[tuple[tuple[int, str, int, int], int, LetterHead]] = []
    total = 0
    for head in reader.heads(wanted):
        total += 1
        if len(kept) < limit:
            heappush(kept, (head.order, total, head))
        else:
            heappushpop(kept, (head.order, total, head))
    heads = [head for _, _, head in sorted(kept, key=lambda one: one[:2], reverse=True)]
    return Newest(standings_of(reader.deployment, heads), total)


@dataclass(frozen=True, slots=True)
class Selection:
    """Letters to send again, in the order of the record. `same`: left out, as another one has the
    same bytes; `settled`: left out, as they do not stand open; `more`: there may be more."""

    letters: list[LetterHead]
    same: int
    settled: int
    more: bool


def select(
    deployment: Deployment, heads: Iterator[LetterHead], limit: int, *, again: bool
) -> Selection:
    """At most `limit` letters. `again`: also those accepted or refused again since."""
    chosen: dict[object, LetterHead] = {}
    same = settled = 0
    while chunk := list(islice(heads, _CHUNK)):
        for standing in _standings(deployment, chunk, again=again):
            head = standing.head
            if not again and standing.state is not State.OPEN:
                settled += 1
                continue
            name = (head.place.topic, head.content_sha256) if head.whole else head.place
            if name in chosen:
                same += 1
            elif len(chosen) == limit:
                return Selection(_in_order(chosen.values()), same, settled, more=True)
            else:
                chosen[name] = head
    return Selection(_in_order(chosen.values()), same, settled, more=False)


def _standings(deployment: Deployment, heads: list[LetterHead], *, again: bool) -> list[Standing]:
    if again:
        return [Standing(head, State.OPEN) for head in heads]
    return standings_of(deployment, heads)


def _in_order(heads: Iterable[LetterHead]) -> list[LetterHead]:
    return sorted(heads, key=lambda head: head.order)

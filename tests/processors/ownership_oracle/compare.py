"""The engine's answer beside the oracle's, key by key."""

from collections.abc import Iterator
from itertools import chain, combinations

from tests.processors.ownership_oracle import instant, parking
from tests.processors.ownership_oracle.engine import Conflict, EngineAnswer, NotApplied, Segment
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import Answer, Key
from tests.processors.ownership_oracle.known import Id, read
from tests.processors.ownership_oracle.making import WORK
from tests.processors.ownership_oracle.probes import Board, board_of

Stretch = Segment | NotApplied | Conflict


def differences(told: list[Told], engine: EngineAnswer) -> Iterator[str]:
    """What differs, a line each; none if the engine is right at every key."""
    for one, other in combinations(engine.segments, 2):
        if _meet(one, other):
            yield f"segments overlap: {one} and {other}"
    board = board_of(told)
    stretches: chain[Stretch] = chain(engine.segments, engine.not_applied, engine.conflicts)
    for stretch in stretches:
        if reason := _off_the_board(board, stretch):
            yield f"{reason}: {stretch}"
    known = read(told)
    defective: set[Id] = set()
    for key in board.probes():
        oracle = instant.answer(known, key)
        defective |= oracle.not_in_effect
        expected, found = _of_oracle(oracle), _of_engine(engine, key)
        for word, value in expected.items():
            if found[word] != value:
                yield f"{key}: {word} is {found[word]}, by the rules {value}"
    waiting = parking.parked(told, WORK)
    if engine.parked != waiting:
        yield f"parked is {sorted(engine.parked)}, by the rules {sorted(waiting)}"
    if engine.defective != defective:
        yield f"defective is {sorted(engine.defective)}, by the rules {sorted(defective)}"


def _of_oracle(answer: Answer) -> dict[str, object]:
    return {
        "status": answer.status,
        "holders": answer.holders,
        "facts": answer.facts,
        "payable": answer.payable,
        "not applied": answer.not_applied,
        "conflicts": answer.conflicts,
    }


def _of_engine(engine: EngineAnswer, key: Key) -> dict[str, object]:
    segment = next((segment for segment in engine.segments if _has(segment, key)), None)
    not_applied = (told for told in engine.not_applied if _has(told, key))
    conflicts = (told for told in engine.conflicts if _has(told, key))
    return {
        "status": segment.status if segment else None,
        "holders": segment.holders if segment else {},
        "facts": segment.facts if segment else frozenset(),
        "payable": segment.payable if segment else False,
        "not applied": frozenset((told.source, told.registration_id) for told in not_applied),
        "conflicts": frozenset((told.kind, told.must_answer) for told in conflicts),
    }


def _has(stretch: Stretch, key: Key) -> bool:
    return (
        stretch.right == key.right
        and key.leaf in stretch.leaves
        and stretch.from_day <= key.day
        and (stretch.until_day is None or key.day < stretch.until_day)
    )


def _meet(one: Stretch, other: Stretch) -> bool:
    return (
        one.right == other.right
        and (other.until_day is None or one.from_day < other.until_day)
        and (one.until_day is None or other.from_day < one.until_day)
        and not one.leaves.isdisjoint(other.leaves)
    )


def _off_the_board(board: Board, stretch: Stretch) -> str | None:
    """Why a few probes do not tell of all the stretch; None if they do."""
    ends = stretch.until_day is not None and stretch.until_day <= stretch.from_day
    if ends or not stretch.leaves:
        return "has no key"
    if stretch.right not in board.rights:
        return "nothing is said of that right"
    if not {stretch.from_day, stretch.until_day} <= board.boundaries:
        return "nothing begins or ends on that day"
    if any(0 < len(stretch.leaves.intersection(alike)) < len(alike) for alike in board.alike):
        return "parts leaves of which the facts say the same"
    return None

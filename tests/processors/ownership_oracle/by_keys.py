"""An engine made of the oracle itself, to test the comparison; it puts no two keys together."""

from itertools import pairwise

from tests.processors.ownership_oracle import instant, parking
from tests.processors.ownership_oracle.engine import Conflict, EngineAnswer, NotApplied, Segment
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import Key
from tests.processors.ownership_oracle.known import read
from tests.processors.ownership_oracle.making import WORK
from tests.processors.ownership_oracle.probes import board_of


def segments_by_keys(told: list[Told]) -> EngineAnswer:
    known, board = read(told), board_of(told)
    found = EngineAnswer([], [], set(), [], parking.parked(told, WORK))
    days = (*sorted(day for day in board.boundaries if day is not None), None)
    for right in board.rights:
        for leaves in map(frozenset, board.alike):
            for from_day, until_day in pairwise(days):
                assert from_day is not None
                where = (right, leaves, from_day, until_day)
                answer = instant.answer(known, Key(right, min(leaves), from_day))
                found.defective.update(answer.not_in_effect)
                if answer.status:
                    rest = (answer.holders, answer.status, answer.facts, answer.payable)
                    found.segments.append(Segment(*where, *rest))
                for source, id in sorted(answer.not_applied):
                    found.not_applied.append(NotApplied(source, id, *where))
                for kind, must_answer in sorted(answer.conflicts, key=repr):
                    found.conflicts.append(Conflict(kind, *where, must_answer))
    return found

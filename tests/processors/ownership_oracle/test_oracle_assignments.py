"""The oracle itself, on cases worked by hand: assignments. Shares are in parts per million."""

from typing import NamedTuple

import pytest

from tests.processors.ownership_oracle import instant
from tests.processors.ownership_oracle.cases import RIGHT, decided, moves, said, trade_taken_back
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import Key
from tests.processors.ownership_oracle.known import read

HALF, WHOLE = 500_000, 1_000_000
OWNED = said(0, "a/1", ("p", WHOLE))
HALVES = said(0, "a/1", ("p", HALF), ("q", HALF))
A, B, C = "m/A", "m/B", "m/C"


class Case(NamedTuple):
    why: str
    told: list[Told]
    holders: dict[str, int]
    in_effect: str = ""
    """The assignments of m, a letter each."""

    waiting: str = ""
    status: str | None = "Clear"
    facts: set[str] | None = None
    right: str = RIGHT
    leaf: str = "CN"
    day: int = 0


CASES = [
    Case("the whole moves", [OWNED, moves(1, A, "p", "q", WHOLE)], {"q": WHOLE}, "A",
         facts={"a/1 r1 d0", "m/A r1 d1"}),
    Case("a part moves", [OWNED, moves(1, A, "p", "q", 1)], {"p": 999_999, "q": 1}, "A"),
    Case("more than is held does not move in part", [HALVES, moves(1, A, "p", "q", HALF + 1)],
         {"p": HALF, "q": HALF}, "", "A", facts={"a/1 r1 d0"}),
    Case("a chain in order", [OWNED, moves(1, A, "p", "q", WHOLE), moves(2, B, "q", "r", WHOLE)],
         {"r": WHOLE}, "AB"),
    Case("a chain whose second link is recorded first",
         [OWNED, moves(2, A, "p", "q", WHOLE), moves(1, B, "q", "r", WHOLE)], {"r": WHOLE}, "AB"),
    Case("a link is missing", [OWNED, moves(1, B, "q", "r", WHOLE)], {"p": WHOLE}, "", "B"),
    Case("of two sales the first recorded",
         [OWNED, moves(2, A, "p", "q", WHOLE), moves(1, B, "p", "r", WHOLE)],
         {"r": WHOLE}, "B", "A"),
    Case("two halves of one holder, both",
         [OWNED, moves(1, A, "p", "q", HALF), moves(2, B, "p", "r", HALF)],
         {"q": HALF, "r": HALF}, "AB"),
    Case("a circle goes round once", [OWNED, moves(1, A, "p", "q", WHOLE),
         moves(2, B, "q", "r", WHOLE), moves(3, C, "r", "p", WHOLE)], {"p": WHOLE}, "ABC"),
    Case("what comes back can be assigned again: first B waits, then p has it again",
         [OWNED, moves(1, A, "p", "q", WHOLE), moves(2, B, "p", "r", WHOLE),
          moves(3, C, "q", "p", WHOLE)], {"r": WHOLE}, "ABC"),
    Case("earlier first, also when it has waited: A, made possible by B, goes before C",
         [HALVES, moves(1, A, "q", "r", WHOLE), moves(2, B, "p", "q", HALF),
          moves(3, C, "q", "p", HALF)], {"r": WHOLE}, "AB", "C"),
    Case("other rights do not move", [OWNED, moves(1, A, "p", "q", WHOLE, rights=("Performing",))],
         {"p": WHOLE}),
    Case("other territories do not move",
         [OWNED, moves(1, A, "p", "q", WHOLE, territories=((True, "2136"), (False, "CN")))],
         {"p": WHOLE}),
    Case("reversion: on the day after the term the assignor has it again",
         [OWNED, moves(1, A, "p", "q", WHOLE, from_day=5, until_day=9)], {"p": WHOLE}, day=9),
    Case("on the last day of the term it is the assignee's",
         [OWNED, moves(1, A, "p", "q", WHOLE, from_day=5, until_day=9)], {"q": WHOLE}, "A", day=8),
    Case("a security interest moves nothing, and waits for nothing",
         [OWNED, moves(1, A, "p", "q", WHOLE, conveyance="SecurityInterest")], {"p": WHOLE}),
    Case("a merger, a change of name and a correction convey title",
         [OWNED, moves(1, A, "p", "q", WHOLE, conveyance="Merger"),
          moves(2, B, "q", "r", WHOLE, conveyance="NameChange"),
          moves(3, C, "r", "s", WHOLE, conveyance="Correction")], {"s": WHOLE}, "ABC"),
    Case("the highest revision, and its place in the record: B was first, A as it stands is later",
         [OWNED, moves(1, A, "p", "q", HALF), moves(2, B, "p", "r", WHOLE),
          moves(3, A, "p", "q", WHOLE, revision=2)], {"r": WHOLE}, "B", "A"),
    Case("a revision that conveys nothing takes the conveying one away",
         [OWNED, moves(1, A, "p", "q", WHOLE),
          moves(2, A, "p", "q", WHOLE, revision=2, conveyance="Other")], {"p": WHOLE}),
    Case("withdrawn", [OWNED, moves(1, A, "p", "q", WHOLE), trade_taken_back(2, A, 2)],
         {"p": WHOLE}, facts={"a/1 r1 d0"}),
    Case("withdrawn in an equal revision: the first recorded stays",
         [OWNED, moves(1, A, "p", "q", WHOLE), trade_taken_back(2, A, 1)], {"q": WHOLE}, "A"),
    Case("withdrawn by another source: nothing happens",
         [OWNED, moves(1, A, "p", "q", WHOLE), trade_taken_back(2, "n/A", 2)], {"q": WHOLE}, "A"),
    Case("recorded again after its withdrawal",
         [OWNED, moves(1, A, "p", "q", WHOLE), trade_taken_back(2, A, 2),
          moves(3, A, "p", "r", WHOLE, revision=3)], {"r": WHOLE}, "A"),
    Case("in an overclaim shares move and the status stays",
         [OWNED, said(0, "b/1", ("q", HALF)), moves(1, A, "p", "r", WHOLE)],
         {"q": HALF, "r": WHOLE}, "A", status="MajorOverclaim"),
    Case("who has all by assignment is no data fault: 900 + 100,700 is an overclaim still",
         [said(0, "a/1", ("p", 900_000)), said(0, "b/1", ("q", 100_700)),
          moves(1, A, "q", "p", 100_700)], {"p": 1_000_700}, "A", status="MinorOverclaim"),
    Case("nothing counts: it waits", [moves(1, A, "p", "q", 1)], {}, "", "A", None, set()),
    Case("the claim of the assignor is rejected: it waits",
         [OWNED, moves(1, A, "p", "q", 1), decided(5, "a/1", "Rejected")],
         {}, "", "A", None, set()),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_assignments(case: Case) -> None:
    found = instant.answer(read(case.told), Key(case.right, case.leaf, case.day))
    assert (found.status, found.holders) == (case.status, case.holders)
    assert found.in_effect == {("m", letter) for letter in case.in_effect}
    assert found.not_in_effect == {("m", letter) for letter in case.waiting}
    if case.facts is not None:
        assert found.facts == case.facts

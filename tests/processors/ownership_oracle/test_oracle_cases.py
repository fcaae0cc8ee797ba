"""The oracle itself, on cases worked by hand: claims, lateness, decisions, status, conflicts.

Shares are in parts per million; a day is that of the record, counted from the first.
"""

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import pytest

from tests import events
from tests.processors.ownership_oracle import facts, instant
from tests.processors.ownership_oracle.cases import DAY_0, RIGHT, WORK, decided, said, taken_back
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import Key
from tests.processors.ownership_oracle.known import read

A, B, C = "a/1", "b/1", "c/1"
HALF = 500_000


class Case(NamedTuple):
    why: str
    told: list[Told]
    status: str | None
    holders: dict[str, int]
    conflicts: AbstractSet[tuple[str, str]] = frozenset()
    """(kind, the sources that must answer: one letter each)"""

    not_applied: str = ""
    """The sources of the registrations 1 that are not applied."""

    facts: set[str] | None = None
    """The events that the segment rests on, where the case is about them."""

    leaf: str = "CN"
    day: int = 0


CASES = [
    Case("nothing is known", [], None, {}),
    Case("two halves", [said(0, A, ("p", HALF)), said(0, B, ("q", HALF))],
         "Clear", {"p": HALF, "q": HALF}, facts={"a/1 r1 d0", "b/1 r1 d0"}),
    Case("600 below the whole is clear", [said(0, A, ("p", 999_400))], "Clear", {"p": 999_400}),
    Case("601 below is not", [said(0, A, ("p", 999_399))], "Underclaimed", {"p": 999_399}),
    Case("600 above the whole is clear", [said(0, A, ("p", 1_000_000)), said(0, B, ("q", 600))],
         "Clear", {"p": 1_000_000, "q": 600}),
    Case("601 above is a minor overclaim", [said(0, A, ("p", 1_000_000)), said(0, B, ("q", 601))],
         "MinorOverclaim", {"p": 1_000_000, "q": 601}, {("Overclaim", "ab")}),
    Case("101 % is minor", [said(0, A, ("p", 1_000_000), ("r", 1)), said(0, B, ("q", 9_999))],
         "MinorOverclaim", {"p": 1_000_000, "q": 9_999, "r": 1}, {("Overclaim", "ab")}),
    Case("1 ppm over 101 % is major", [said(0, A, ("p", 1_000_000)), said(0, B, ("q", 10_001))],
         "MajorOverclaim", {"p": 1_000_000, "q": 10_001}, {("Overclaim", "ab")}),
    Case("all who count answer, also of an innocent share",
         [said(0, A, ("p", 900_000)), said(0, B, ("q", 900_000)), said(0, C, ("r", 1))],
         "MajorOverclaim", {"p": 900_000, "q": 900_000, "r": 1}, {("Overclaim", "abc")}),
    Case("one party alone at 1,000,600 is clear", [said(0, A, ("p", 1_000_000), ("p", 600))],
         "Clear", {"p": 1_000_600}),
    Case("one party alone at 1,000,601, of two sources, is a data fault; the third need not answer",
         [said(0, A, ("p", 1_000_000)), said(0, B, ("p", 601)), said(0, C, ("q", HALF))],
         "DataFault", {"p": 1_000_601, "q": HALF}, {("DataFault", "ab")}),
    Case("claims elsewhere do not count here",
         [said(0, A, ("p", HALF), territories=((True, "FR"),)), said(0, B, ("q", HALF))],
         "Underclaimed", {"q": HALF}, facts={"b/1 r1 d0"}),
    Case("the later rule of territories wins: Europe without France, but France",
         [said(0, A, ("p", 1), territories=((True, "2120"), (False, "FR"), (True, "FR")))],
         "Underclaimed", {"p": 1}, leaf="FR"),
    Case("the later rule of territories wins: France, but Europe without it",
         [said(0, A, ("p", 1), territories=((True, "FR"), (False, "2120")))], None, {}, leaf="FR"),
    Case("the first day belongs to a claim", [said(0, A, ("p", 1), from_day=7, until_day=9)],
         "Underclaimed", {"p": 1}, day=7),
    Case("the day after the last does not", [said(0, A, ("p", 1), from_day=7, until_day=9)],
         None, {}, day=9),
    Case("another right", [said(0, A, events.claim("p", 1, right="Performing"))], None, {}),
    # Revisions
    Case("the highest revision holds, whenever recorded",
         [said(0, A, ("p", 2), revision=2), said(3, A, ("q", 1))],
         "Underclaimed", {"p": 2}, facts={"a/1 r2 d0"}),
    Case("of equal revisions the first recorded",
         [said(1, A, ("q", 1)), said(0, A, ("p", 2))], "Underclaimed", {"p": 2}),
    Case("one id of two sources are two registrations",
         [said(0, A, ("p", HALF)), said(1, B, ("q", HALF), revision=2)],
         "Clear", {"p": HALF, "q": HALF}),
    Case("withdrawn", [said(0, A, ("p", HALF)), taken_back(1, A, 2)], None, {}),
    Case("a withdrawal of an equal revision comes too late",
         [said(0, A, ("p", HALF)), taken_back(1, A, 1)], "Underclaimed", {"p": HALF}),
    Case("submitted again after the withdrawal",
         [said(0, A, ("p", HALF)), taken_back(1, A, 2), said(2, A, ("p", 7), revision=3)],
         "Underclaimed", {"p": 7}),
    Case("withdrawn on day 200: at once, for all",
         [said(0, A, ("p", 1_000_000)), said(0, B, ("q", HALF)), taken_back(200, A, 2)],
         "Underclaimed", {"q": HALF}),
    # Late additions
    Case("on day 90 it is in time: overclaim",
         [said(0, A, ("p", 1_000_000)), said(90, B, ("q", HALF))],
         "MajorOverclaim", {"p": 1_000_000, "q": HALF}, {("Overclaim", "ab")}),
    Case("on day 91 it is late: not applied",
         [said(0, A, ("p", 1_000_000)), said(91, B, ("q", HALF))],
         "Clear", {"p": 1_000_000}, {("LateClaim", "b")}, "b", {"a/1 r1 d0"}),
    Case("late, and just fits: 1,000,600",
         [said(0, A, ("p", 700_000)), said(91, B, ("q", 300_600))],
         "Clear", {"p": 700_000, "q": 300_600}),
    Case("late, and 1 ppm too much",
         [said(0, A, ("p", 700_000)), said(91, B, ("q", 300_601))],
         "Underclaimed", {"p": 700_000}, {("LateClaim", "b")}, "b"),
    Case("a late revision that does not fit leaves its baseline: 600 + 400, not 600 + 500",
         [said(0, A, ("p", 600_000)), said(0, B, ("q", 400_000)),
          said(91, B, ("q", HALF), revision=2)],
         "Clear", {"p": 600_000, "q": 400_000}, {("LateClaim", "b")}, "b",
         {"a/1 r1 d0", "b/1 r1 d0"}),
    Case("a late revision replaces its baseline, not adds to it: 600 + 400",
         [said(0, A, ("p", 600_000)), said(0, B, ("q", 300_000)),
          said(91, B, ("q", 400_000), revision=2)],
         "Clear", {"p": 600_000, "q": 400_000}, facts={"a/1 r1 d0", "b/1 r2 d91"}),
    Case("late and less takes effect, though all is still too much: 900 + 300, was 400",
         [said(0, A, ("p", 900_000)), said(0, B, ("q", 400_000)),
          said(91, B, ("q", 300_000), revision=2)],
         "MajorOverclaim", {"p": 900_000, "q": 300_000}, {("Overclaim", "ab")}),
    Case("late and as much for another party takes effect in an overclaim",
         [said(0, A, ("p", 900_000)), said(0, B, ("q", 400_000)),
          said(91, B, ("r", 400_000), revision=2)],
         "MajorOverclaim", {"p": 900_000, "r": 400_000}, {("Overclaim", "ab")}),
    Case("the first of two late ones has what is free",
         [said(0, A, ("p", 700_000)), said(93, B, ("q", 300_000)), said(92, C, ("r", 300_000))],
         "Clear", {"p": 700_000, "r": 300_000}, {("LateClaim", "b")}, "b"),
    Case("what is too big does not stand in the way of the next",
         [said(0, A, ("p", 700_000)), said(92, B, ("q", 400_000)), said(93, C, ("r", 300_000))],
         "Clear", {"p": 700_000, "r": 300_000}, {("LateClaim", "b")}, "b"),
    Case("each only once, in order of record: b does not fit while c still stands at 400",
         [said(0, A, ("p", 600_000)), said(92, B, ("q", 300_000)),
          said(0, C, ("r", 400_000)), said(93, C, ("r", 100_000), revision=2)],
         "Underclaimed", {"p": 600_000, "r": 100_000}, {("LateClaim", "b")}, "b"),
    Case("the baseline is the highest revision in time, not the last late one before",
         [said(0, A, ("p", 900_000)), said(0, B, ("q", 1)), said(1, B, ("q", 2), revision=2),
          said(91, B, ("q", 3), revision=3), said(95, B, ("q", HALF), revision=4)],
         "Underclaimed", {"p": 900_000, "q": 2}, {("LateClaim", "b")}, "b"),
    Case("withdrawn in time, late again: the baseline is nothing",
         [said(0, A, ("p", 900_000)), said(0, B, ("q", 100_000)), taken_back(1, B, 2),
          said(91, B, ("q", HALF), revision=3)],
         "Underclaimed", {"p": 900_000}, {("LateClaim", "b")}, "b"),
    Case("too much by itself, late: nothing counts, and yet it is told",
         [said(0, A, ("z", 1), territories=((True, "FR"),)),
          said(91, B, ("p", HALF), ("q", 501_000))],
         None, {}, {("LateClaim", "b")}, "b"),
    Case("what stands in the way is withdrawn: the late one takes effect",
         [said(0, A, ("p", 1_000_000)), said(91, B, ("q", HALF)), taken_back(120, A, 2)],
         "Underclaimed", {"q": HALF}),
    Case("a withdrawn registration keeps the day on which the work was registered",
         [said(0, A, ("p", 1)), taken_back(1, A, 2), said(20, B, ("p", 1_000_000)),
          said(91, C, ("q", HALF))],
         "Clear", {"p": 1_000_000}, {("LateClaim", "c")}, "c"),
    # Decisions
    Case("rejected", [said(0, A, ("p", HALF)), said(0, B, ("q", 1_000_000)),
                      decided(5, A, "Rejected")],
         "Clear", {"q": 1_000_000}, facts={"b/1 r1 d0", "Rejected a/1 d5"}),
    Case("upheld against the rest",
         [said(0, A, ("p", HALF)), said(0, B, ("q", 1_000_000)), decided(5, A, "Upheld")],
         "Underclaimed", {"p": HALF}, facts={"a/1 r1 d0", "Upheld a/1 d5"}),
    Case("upheld with the rest, where all have room",
         [said(0, A, ("p", HALF)), said(0, B, ("q", HALF)), decided(5, A, "Upheld")],
         "Clear", {"p": HALF, "q": HALF}, facts={"a/1 r1 d0", "b/1 r1 d0", "Upheld a/1 d5"}),
    Case("two upheld that are too much together: of those two, an overclaim",
         [said(0, A, ("p", HALF)), said(0, B, ("q", 900_000)), said(0, C, ("r", 9)),
          decided(5, A, "Upheld"), decided(6, B, "Upheld")],
         "MajorOverclaim", {"p": HALF, "q": 900_000}, {("Overclaim", "ab")}),
    Case("no source is named: the registrations of that id of every source",
         [said(0, A, ("p", HALF)), said(0, B, ("q", HALF)), said(0, "c/2", ("r", HALF)),
          decided(5, "/1", "Rejected")], "Underclaimed", {"r": HALF}),
    Case("the last recorded holds", [said(0, A, ("p", HALF)), decided(6, A, "Upheld"),
                                     decided(5, A, "Rejected")], "Underclaimed", {"p": HALF}),
    Case("unknown takes the decision before it back", [said(0, A, ("p", HALF)),
         decided(5, A, "Rejected"), decided(6, A, "Unknown")],
         "Underclaimed", {"p": HALF}, facts={"a/1 r1 d0"}),
    Case("decided for France only", [said(0, A, ("p", HALF)),
         decided(5, A, "Rejected", territories=((True, "FR"),))], "Underclaimed", {"p": HALF}),
    Case("decided for one day only", [said(0, A, ("p", HALF)),
         decided(5, A, "Rejected", from_day=7, until_day=8)],
         "Underclaimed", {"p": HALF}, day=8),
    Case("upheld, though late: it is applied and the rest goes",
         [said(0, A, ("p", 1_000_000)), said(91, B, ("q", HALF)), decided(99, B, "Upheld")],
         "Underclaimed", {"q": HALF}, facts={"b/1 r1 d91", "Upheld b/1 d99"}),
    Case("rejected, though the baseline would stand",
         [said(0, A, ("p", 600_000)), said(0, B, ("q", 400_000)),
          said(91, B, ("q", HALF), revision=2), decided(99, B, "Rejected")],
         "Underclaimed", {"p": 600_000}, facts={"a/1 r1 d0", "Rejected b/1 d99"}),
    Case("late, and what stands in the way is rejected",
         [said(0, A, ("p", 1_000_000)), said(91, B, ("q", HALF)), decided(99, A, "Rejected")],
         "Underclaimed", {"q": HALF}, facts={"b/1 r1 d91", "Rejected a/1 d99"}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_claims_and_status(case: Case) -> None:
    found = instant.answer(read(case.told), Key(RIGHT, case.leaf, case.day))
    assert (found.status, found.holders) == (case.status, case.holders)
    assert found.conflicts == {(kind, frozenset(sources)) for kind, sources in case.conflicts}
    assert found.not_applied == {(source, "1") for source in case.not_applied}
    assert found.payable == (case.status in ("Clear", "Underclaimed"))
    if case.facts is not None:
        assert found.facts == case.facts


def _holders(*told: Told) -> dict[str, int]:
    return instant.answer(read(told), Key(RIGHT, "CN", 0)).holders


def _place(day: int, **words: Any) -> Any:
    return facts.on_day(DAY_0 + day, **words)


def test_the_window_counts_days_of_utc_not_hours() -> None:
    """From the last milli of day 0 to the first of day 91 it is hardly 90 times 24 hours."""
    first = facts.registration(
        _place(0, millis=facts.MILLIS_A_DAY - 1), WORK, events.claim("p", 1_000_000), source="a"
    )
    for day, millis, holders in [
        (90, facts.MILLIS_A_DAY - 1, {"p": 1_000_000, "q": 5_000}),
        (91, 0, {"p": 1_000_000}),
    ]:
        second = facts.registration(
            _place(day, millis=millis), WORK, events.claim("q", 5_000), source="b"
        )
        assert _holders(first, second) == holders


def test_of_one_milli_the_lower_partition_is_recorded_first() -> None:
    """Then the lower offset of one partition."""
    one = facts.registration(_place(0, partition=0, offset=9), WORK, events.claim("p", 1))
    two = facts.registration(_place(0, partition=1, offset=2), WORK, events.claim("q", 1))
    three = facts.registration(_place(0, partition=1, offset=1), WORK, events.claim("r", 1))
    assert _holders(one, two, three) == {"p": 1}
    assert _holders(two, three) == {"r": 1}


def test_an_event_recorded_twice_counts_from_its_first_record() -> None:
    """A decision that is sent again does not come after the one that took it back."""
    registered, rejected = said(0, A, ("p", HALF)), decided(5, A, "Rejected")
    upheld = decided(6, A, "Upheld")
    again = facts.recorded_again(rejected, _place(7))
    assert _holders(registered, rejected, upheld, again) == {"p": HALF}
    late_again = facts.recorded_again(registered, _place(200))
    assert _holders(said(0, B, ("q", HALF)), registered, late_again) == {"p": HALF, "q": HALF}

"""The oracle itself, on cases worked by hand: licences. Owner `own`; platforms `tv` and `radio`."""

from typing import Any, NamedTuple

import pytest

from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.licence_words import Use, UseAnswer
from tests.processors.ownership_oracle.licences import (
    Licences,
    read_licences,
)

CN, EUROPE = ((True, "CN"),), ((True, "2120"),)
EXCLUSIVE, SOLE = {"exclusivity": "Exclusive"}, {"exclusivity": "Sole"}


def grants(number: int, id: str, licensor: str, licensee: str, **words: Any) -> Told:
    """Licence m/`id`, the `number`th of the record."""
    source = words.pop("source", "m")
    return facts.licence(
        facts.on_day(20_000, offset=number), id, licensor, licensee, source=source,
        event_id=f"e{number}", revenue_share_ppm=1, **words,
    )  # fmt: skip


def ends(number: int, id: str, revision: int, source: str = "m") -> Told:
    at = facts.on_day(20_000, offset=number)
    return facts.trade_withdrawal(at, id, revision, source=source, event_id=f"e{number}")


def asked(told: list[Told], platform: str, *leaves: str, **words: Any) -> UseAnswer:
    use = {
        "work": "work:a", "right": "MakeAvailable", "use_type": "Broadcast", "day": 10,
        "holders": frozenset(("own",)), **words,
    }  # fmt: skip
    return read_licences(told).answer(Use(platform, leaves=frozenset(leaves or ("CN",)), **use))


class Covered(NamedTuple):
    why: str
    told: list[Told]
    counting: str = ""
    """Ids of one letter, of source m."""

    excluded: str = ""
    platform: str = "tv"
    leaves: tuple[str, ...] = ("CN",)
    words: tuple[tuple[str, Any], ...] = ()


PLAIN = grants(1, "A", "own", "tv")
TERM = grants(1, "A", "own", "tv", from_day=10, until_day=20)
LONG_CHAIN = [
    grants(n, f"{n:02}", f"p{n}" if n else "own", f"p{n + 1}", parent=f"{n - 1:02}" if n else None)
    for n in range(15)
]
"""15 levels, the last to p15."""

COVERED = [
    Covered("a blanket licence", [PLAIN], "A"),
    Covered("to another platform", [PLAIN], platform="radio"),
    Covered("of another work", [grants(1, "A", "own", "tv", works=("work:b",))]),
    Covered("of another right", [PLAIN], words=(("right", "Performing"),)),
    Covered("of another use", [grants(1, "A", "own", "tv", use_types=("Webcast",))]),
    Covered("in all the territories of the use", [grants(1, "A", "own", "tv", territories=EUROPE)],
            "A", leaves=("FR", "DE")),
    Covered("but not in one of them", [grants(1, "A", "own", "tv", territories=EUROPE)],
            leaves=("FR", "CN")),
    Covered("on its first day", [TERM], "A"),
    Covered("on its last day", [TERM], "A", words=(("day", 19),)),
    Covered("not on the day after", [TERM], words=(("day", 20),)),
    Covered("proposed", [grants(1, "A", "own", "tv", state="Proposed", state_from_day=99)]),
    Covered("suspended from tomorrow",
            [grants(1, "A", "own", "tv", state="Suspended", state_from_day=11)], "A"),
    Covered("terminated from today",
            [grants(1, "A", "own", "tv", state="Terminated", state_from_day=10)]),
    Covered("terminated, nobody says when", [grants(1, "A", "own", "tv", state="Terminated")]),
    Covered("withdrawn: for all time", [PLAIN, ends(2, "A", 2)]),
    Covered("withdrawn in a revision that was told before", [PLAIN, ends(2, "A", 1)], "A"),
    Covered("withdrawn by another source", [PLAIN, ends(2, "A", 2, "n")], "A"),
    Covered("the licensor holds nothing", [PLAIN], words=(("holders", frozenset(("else",))),)),
    # Sublicences
    Covered("the licensor of the outermost must hold, not that of the sublicence",
            [grants(1, "A", "own", "x"), grants(2, "B", "x", "tv", parent="A")], "B"),
    Covered("a sublicence is not in force when its parent is not",
            [grants(1, "A", "own", "x", state="Suspended", state_from_day=10),
             grants(2, "B", "x", "tv", parent="A")]),
    Covered("a sublicence recorded before its parent",
            [grants(2, "A", "own", "x"), grants(1, "B", "x", "tv", parent="A")], "B"),
    Covered("a parent of 15 levels: the 16th counts",
            [*LONG_CHAIN, grants(15, "P", "p15", "tv", parent="14")], "P"),
    Covered("the 17th does not",
            [*LONG_CHAIN, grants(15, "P", "p15", "p16", parent="14"),
             grants(16, "Q", "p16", "tv", parent="P")]),
    # Exclusive and sole
    Covered("the first has it exclusively",
            [grants(1, "A", "own", "radio", **EXCLUSIVE), grants(2, "B", "own", "tv")], "", "B"),
    Covered("sole excludes too",
            [grants(1, "A", "own", "radio", **SOLE), grants(2, "B", "own", "tv")], "", "B"),
    Covered("who was recorded before it stays",
            [grants(2, "A", "own", "radio", **EXCLUSIVE), grants(1, "B", "own", "tv")], "B"),
    Covered("its own licensee is not excluded",
            [grants(1, "A", "own", "tv", **EXCLUSIVE), grants(2, "B", "own", "tv")], "AB"),
    Covered("a co-owner may license",
            [grants(1, "A", "own", "radio", **EXCLUSIVE), grants(2, "B", "co", "tv")], "B",
            words=(("holders", frozenset(("own", "co"))),)),
    Covered("exclusive elsewhere",
            [grants(1, "A", "own", "radio", territories=EUROPE, **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "B"),
    Covered("exclusive in one of the territories of the use",
            [grants(1, "A", "own", "radio", territories=EUROPE, **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "", "B", leaves=("CN", "FR")),
    Covered("exclusive, on other days",
            [grants(1, "A", "own", "radio", until_day=10, **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "B"),
    Covered("exclusive, for another use",
            [grants(1, "A", "own", "radio", use_types=("Webcast",), **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "B"),
    Covered("exclusive, but suspended",
            [grants(1, "A", "own", "radio", state="Suspended", **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "B"),
    Covered("the second of two exclusive ones is excluded and does not exclude the third",
            [grants(1, "A", "own", "tv", **EXCLUSIVE), grants(2, "B", "own", "radio", **EXCLUSIVE),
             grants(3, "C", "own", "tv")], "AC"),
    Covered("the sublicence of an excluded licence",
            [grants(1, "A", "own", "radio", **EXCLUSIVE), grants(2, "B", "own", "x"),
             grants(3, "C", "x", "tv", parent="B")], "", "C"),
    Covered("the sublicence of the exclusive licence",
            [grants(1, "A", "own", "x", **EXCLUSIVE), grants(2, "B", "x", "tv", parent="A")], "B"),
    Covered("an excluded sublicence does not exclude others of its licensor",
            [grants(1, "A", "own", "radio", **EXCLUSIVE), grants(2, "B", "own", "x", **EXCLUSIVE),
             grants(3, "C", "x", "radio", parent="B", **EXCLUSIVE),
             grants(4, "E", "co", "x"), grants(5, "F", "x", "tv", parent="E")], "F",
            words=(("holders", frozenset(("own", "co"))),)),
    Covered("corrected, the exclusive licence counts from its correction",
            [grants(1, "A", "own", "radio", **EXCLUSIVE), grants(2, "B", "own", "tv"),
             grants(3, "A", "own", "radio", revision=2, **EXCLUSIVE)], "B"),
    Covered("an exclusive licence without effect excludes nobody",
            [grants(1, "A", "own", "radio", parent="none", **EXCLUSIVE),
             grants(2, "B", "own", "tv")], "B"),
    Covered("leaf by leaf: B is excluded in China only, so in France it excludes C",
            [grants(1, "A", "own", "tv", territories=CN, **EXCLUSIVE),
             grants(2, "B", "own", "radio", **EXCLUSIVE), grants(3, "C", "own", "tv")],
            "", "C", leaves=("CN", "FR")),
]  # fmt: skip


@pytest.mark.parametrize("case", COVERED, ids=[case.why for case in COVERED])
def test_a_use_is_covered(case: Covered) -> None:
    found = asked(case.told, case.platform, *case.leaves, **dict(case.words))
    assert found.counting == {("m", letter) for letter in case.counting}
    assert found.excluded == {("m", letter) for letter in case.excluded}


PARENT = grants(
    1, "A", "own", "x", works=("work:a",), use_types=("Broadcast",), territories=EUROPE,
    from_day=10, until_day=20, **SOLE,
)  # fmt: skip
INSIDE: dict[str, Any] = {
    "works": ("work:a",), "use_types": ("Broadcast",), "territories": ((True, "FR"),),
    "from_day": 10, "until_day": 20,
}  # fmt: skip

EXCEEDS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("just within", {}, set()),
    ("as sole as the parent", SOLE, set()),
    ("more exclusive", EXCLUSIVE, {"exclusivity"}),
    ("another work", {"works": ("work:a", "work:b")}, {"works"}),
    ("all works", {"works": ()}, {"works"}),
    ("another right", {"rights": ("MakeAvailable", "Performing")}, {"rights"}),
    ("another use", {"use_types": ("Webcast",)}, {"uses"}),
    ("all uses", {"use_types": ()}, {"uses"}),
    ("more of Europe and China", {"territories": (*EUROPE, *CN)}, {"territories"}),
    ("a day before", {"from_day": 9}, {"days"}),
    ("a day after", {"until_day": 21}, {"days"}),
    ("without end", {"until_day": None}, {"days"}),
    ("everything at once", {"works": (), "until_day": None, **EXCLUSIVE},
     {"works", "days", "exclusivity"}),
    ("no such parent", {"parent": "Z"}, {"parent"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "words", "exceeded"), EXCEEDS, ids=[why for why, _, _ in EXCEEDS])
def test_a_sublicence_is_within_its_parent(
    why: str, words: dict[str, Any], exceeded: set[str]
) -> None:
    sub = grants(2, "B", "x", "tv", **{"parent": "A", **INSIDE, **words})
    below = grants(3, "C", "tv", "radio", **{**INSIDE, "parent": "B"})
    expected = {("m", "B"): exceeded, ("m", "C"): {"parent"}} if exceeded else {}
    assert read_licences([PARENT, sub, below]).ineffective == expected, why


def _ineffective(*told: Told) -> dict[str, str]:
    found = read_licences(told).ineffective
    return {id: " ".join(sorted(words)) for (_, id), words in found.items()}


def test_parents_that_are_none() -> None:
    other = grants(1, "A", "own", "y")
    assert _ineffective(other, grants(2, "B", "x", "tv", parent="A")) == {"B": "parent"}
    assert _ineffective(grants(1, "A", "own", "x"), ends(2, "A", 2),
                        grants(3, "B", "x", "tv", parent="A")) == {"B": "parent"}  # fmt: skip
    assert _ineffective(grants(1, "A", "own", "own", parent="A")) == {"A": "parent"}
    assert _ineffective(
        grants(1, "A", "x", "y", parent="B"), grants(2, "B", "y", "x", parent="A"),
        grants(3, "C", "y", "tv", parent="A"),
    ) == {"A": "parent", "B": "parent", "C": "parent"}  # fmt: skip
    assert _ineffective(*LONG_CHAIN, grants(15, "P", "p15", "p16", parent="14")) == {}
    assert _ineffective(
        *LONG_CHAIN, grants(15, "P", "p15", "p16", parent="14"),
        grants(16, "Q", "p16", "p17", parent="P"), grants(17, "R", "p17", "tv", parent="Q"),
    ) == {"Q": "parent", "R": "parent"}  # fmt: skip


def test_of_two_parents_that_of_the_least_source() -> None:
    """That of source b would be wide enough."""
    narrow = grants(2, "A", "own", "x", source="a", territories=CN)
    wide = grants(1, "A", "own", "x", source="b")
    sub = grants(3, "B", "x", "tv", parent="A")
    assert _ineffective(narrow, wide, sub) == {"B": "territories"}


def _overlapping(*told: Told) -> set[tuple[str, str]]:
    return {(one, other) for (_, one), (_, other) in read_licences(told).overlapping}


def test_overlapping_licences() -> None:
    exclusive = grants(1, "A", "own", "tv", from_day=10, until_day=20, territories=EUROPE, **SOLE)
    both = {("A", "B"), ("B", "A")}
    assert _overlapping(exclusive, grants(2, "B", "own", "radio")) == both
    assert _overlapping(exclusive, grants(2, "B", "own", "tv")) == set()
    assert _overlapping(exclusive, grants(2, "B", "co", "radio")) == set()
    assert _overlapping(exclusive, grants(2, "B", "own", "radio", territories=CN)) == set()
    assert _overlapping(exclusive, grants(2, "B", "own", "radio", from_day=20)) == set()
    assert _overlapping(exclusive, grants(2, "B", "own", "radio", from_day=19)) == both
    assert _overlapping(grants(1, "A", "own", "tv"), grants(2, "B", "own", "radio")) == set()


def test_a_sublicence_recorded_before_what_it_is_under_does_not_exclude_it() -> None:
    """B counts from when C was recorded, under which it is: so A was first, and excludes B."""
    told = [
        grants(2, "A", "own", "x", **EXCLUSIVE),
        grants(3, "C", "x", "own", parent="A", **EXCLUSIVE),
        grants(1, "B", "own", "tv", parent="C", **EXCLUSIVE),
    ]
    assert asked(told, "x").counting == {("m", "A")}
    assert asked(told, "tv").excluded == {("m", "B")}


def test_nothing_is_known() -> None:
    assert read_licences([]) == Licences({})

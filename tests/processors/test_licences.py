"""Which licence prices a cell: the book against a slow look through all licences."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pytest

from processors.days import FOREVER
from processors.growing import NameIndex
from processors.licensing.blanket import NO_LICENCE
from processors.licensing.book import LicenceBook, Use
from processors.licensing.licence import Exclusivity, Licence, PricingKind, effective_licence
from processors.territories import WORLD, territory_set
from processors.usage_territory import usage_territory
from tests.processors.random_markets import recorded

EUROPE = territory_set([("I", "2120")], None)
CHINA = territory_set([("I", "CN")], None)
PARTIES = ("party:ann", "party:bob", "party:cy")
PLATFORMS = ("tunefy", "wavebox")
WORKS = ("work:a", "work:b", "work:c")
USES = ("OnDemandStream", "PermanentDownload")
STREAM = Use("tunefy", 1, "OnDemandStream", usage_territory("FR"))


def licence(
    licence_id: str = "L1",
    *,
    works: tuple[str, ...] = (),
    from_day: int = 0,
    number: int = 1,
    licensor: str = "party:ann",
    revision: int = 1,
) -> Licence:
    """All of Ann's streams on tunefy, everywhere and for ever, unless said otherwise."""
    return Licence(
        f"event-{number}", "registry-a", licence_id, revision, licensor, "tunefy",
        frozenset(works), frozenset({1}), frozenset(), WORLD, from_day, FOREVER,
        "Active", None, Exclusivity.NON_EXCLUSIVE, "", PricingKind.REVENUE_SHARE, 500_000, "",
        recorded(number),
    )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    work: str
    day: int
    holders: tuple[str, ...]


class Desk:
    """A licence book, the names it shares with the rest of its partition, and all it was told."""

    def __init__(self) -> None:
        self.works, self.holders = NameIndex(), NameIndex()
        self.book = LicenceBook(self.works, self.holders)
        self.told: list[Licence] = []

    def add(self, *licences: Licence) -> "Desk":
        for one in licences:
            self.book.add(one)
            self.told.append(one)
        return self

    def find(self, use: Use, *cells: Cell) -> list[tuple[str, str] | None]:
        """(source, id) of the licence of each cell, all cells in one call."""
        found = self.book.find(
            [use],
            np.zeros(len(cells), np.int64),
            np.array([self.works.code(cell.work) for cell in cells]),
            np.array([cell.day for cell in cells]),
            np.array([len(cell.holders) for cell in cells]),
            np.array(
                [self.holders.code(name) for cell in cells for name in cell.holders], np.int64
            ),
        )
        named = [None if code == NO_LICENCE else self.book.by_code(int(code)) for code in found]
        return [None if one is None else (one.source, one.licence_id) for one in named]

    def sought(self, use: Use, cell: Cell) -> tuple[str, str] | None:
        """The same, by asking each licence in the revision that holds."""
        best: list[tuple[bool, int, str, str]] = []
        for name in {(one.source, one.licence_id) for one in self.told}:
            history = [one for one in self.told if (one.source, one.licence_id) == name]
            latest = max(one.revision for one in history)
            same = [one for one in history if one.revision == latest]
            holds = min(same, key=lambda one: one.recorded_at)
            if (
                holds.state == "Active"
                and holds.licensee == use.platform
                and use.right in holds.rights
                and (not holds.use_types or use.use_type in holds.use_types)
                and set(use.territory) <= set(holds.territories)
                and holds.from_day <= cell.day < holds.until_day
                and holds.licensor in cell.holders
                and (not holds.works or cell.work in holds.works)
            ):
                best.append((not holds.works, -holds.from_day, holds.licence_id, holds.source))
        return (min(best)[3], min(best)[2]) if best else None


def random_licence(rng: Random, number: int) -> Licence:
    from_day = rng.choice((0, 2, 4))
    return Licence(
        f"event-{number}",
        rng.choice(("registry-a", "registry-a", "registry-b")),
        rng.choice(("L1", "L2", "L3", "L4", "L5")),
        rng.randint(1, 3),
        rng.choice(PARTIES),
        rng.choice(PLATFORMS),
        frozenset(rng.choice(((), (), WORKS[:1], WORKS[1:]))),
        frozenset(rng.choice(((1,), (1, 3)))),
        frozenset(rng.choice(((), (), USES[:1]))),
        rng.choice((WORLD, WORLD, EUROPE, CHINA, WORLD - CHINA)),
        from_day,
        rng.choice((FOREVER, from_day + 3)),
        "Active" if rng.random() < 0.85 else "Suspended",
        None,
        Exclusivity.NON_EXCLUSIVE,
        "",
        PricingKind.REVENUE_SHARE,
        500_000,
        "",
        recorded(number),
    )


@pytest.mark.parametrize("seed", range(60))
def test_book_finds_what_a_slow_look_finds(seed: int) -> None:
    """After every licence told, in random order and with repetition, for blocks of random cells."""
    rng = Random(seed)
    desk = Desk()
    made = [random_licence(rng, number) for number in range(14)]
    for one in rng.sample(made + made[:5], len(made) + 5):
        desk.add(one)
        for _ in range(3):
            use = Use(
                rng.choice(PLATFORMS), rng.choice((1, 3)), rng.choice(USES),
                usage_territory(rng.choice(("CN", "FR", "US", "Worldwide"))),
            )  # fmt: skip
            cells = [
                Cell(
                    rng.choice(WORKS), rng.randint(-1, 8),
                    tuple(rng.sample(PARTIES, rng.randint(1, 3))),
                )
                for _ in range(rng.randint(1, 8))
            ]  # fmt: skip
            assert desk.find(use, *cells) == [desk.sought(use, cell) for cell in cells]


CELL = Cell("work:a", 10, ("party:ann", "party:bob"))
PRECEDENCE = [
    # case, licences, the one that prices
    ("a blanket one", [licence()], "L1"),
    ("named before blanket", [licence("L1", from_day=9), licence("L2", works=WORKS)], "L2"),
    ("the later start", [licence("L1", from_day=1), licence("L2", from_day=2)], "L2"),
    ("the lesser id", [licence("L2"), licence("L1")], "L1"),
    ("a name for another work", [licence("L1", works=("work:b",)), licence("L2")], "L2"),
    ("not yet in force", [licence("L1", from_day=11), licence("L2")], "L2"),
    ("suspended", [replace(licence("L1", from_day=5), state="Suspended"), licence("L2")], "L2"),
    ("of one who holds nothing", [licence(licensor="party:zoe")], None),
    ("ended that day", [replace(licence(), until_day=10)], None),
    ("on its last day", [replace(licence(), until_day=11)], "L1"),
    ("on its first day", [licence(from_day=10)], "L1"),
    ("part of the territory", [replace(licence(), territories=CHINA)], None),
    ("another use", [replace(licence(), use_types=frozenset({"PermanentDownload"}))], None),
    ("another right", [replace(licence(), rights=frozenset({3}))], None),
    ("another platform", [replace(licence(), licensee="wavebox")], None),
]


@pytest.mark.parametrize(("case", "licences", "priced_by"), PRECEDENCE)
def test_precedence(case: str, licences: list[Licence], priced_by: str | None) -> None:
    """Who licenses must hold; then named before blanket, the later start, the lesser id."""
    expected = None if priced_by is None else ("registry-a", priced_by)
    for told in (licences, licences[::-1]):
        assert Desk().add(*told).find(STREAM, CELL) == [expected], case


def test_two_registries_may_use_one_id() -> None:
    """They are two licences; of these the lesser registry prices, in either order of arrival."""
    ours, theirs = licence(number=1), replace(licence(number=2), source="registry-b")
    for told in ((ours, theirs), (theirs, ours)):
        assert Desk().add(*told).find(STREAM, CELL) == [("registry-a", "L1")]
        named = [replace(one, works=frozenset(WORKS)) for one in told]
        assert Desk().add(*named).find(STREAM, CELL) == [("registry-a", "L1")]


def test_a_revision_moves_a_licence_to_other_works_and_back() -> None:
    """Named, then blanket, then another name, then ended: the book follows the latest each time."""
    desk = Desk().add(licence(works=("work:a",)))
    other = Cell("work:b", 10, ("party:ann",))
    assert desk.find(STREAM, CELL, other) == [("registry-a", "L1"), None]
    desk.add(licence(revision=2, number=2))
    assert desk.find(STREAM, CELL, other) == [("registry-a", "L1")] * 2
    desk.add(licence(works=("work:b",), revision=3, number=3))
    assert desk.find(STREAM, CELL, other) == [None, ("registry-a", "L1")]
    desk.add(replace(licence(revision=4, number=4), state="Suspended"))
    assert desk.find(STREAM, CELL, other) == [None, None]
    assert not desk.book.add(licence(revision=2, number=2)), "known already"
    assert desk.find(STREAM, CELL, other) == [None, None]


def test_of_equal_revisions_the_first_recorded_holds() -> None:
    """In either order of arrival."""
    first, second = licence(number=1, works=WORKS), licence(number=2, licensor="party:bob")
    assert effective_licence([second, first]) is first
    for told in ((first, second), (second, first)):
        assert Desk().add(*told).book.current("registry-a", "L1") is first
    assert Desk().book.current("registry-a", "L1") is None


def test_cells_without_holders_have_no_licence() -> None:
    """Also between cells that have one."""
    nobody = Cell("work:a", 10, ())
    expected = [None, ("registry-a", "L1"), None, None, ("registry-a", "L1"), None]
    found = Desk().add(licence()).find(STREAM, nobody, CELL, nobody, nobody, CELL, nobody)
    assert found == expected

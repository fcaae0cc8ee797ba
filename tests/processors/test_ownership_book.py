"""The ownership book finds what the segments say, whatever was replaced before."""

from random import Random

import numpy as np
import pytest

from processors.days import FOREVER
from processors.growing import NameIndex
from processors.ownership.book import AMBIGUOUS, NO_SEGMENT, UNCLAIMED, OwnershipBook
from processors.ownership.segments import OwnershipSegment, ownership_of
from processors.ownership.shares import OwnershipStatus
from processors.registration import Claim, Registration
from processors.territories import WORLD, TerritorySet, territory_set
from processors.usage_territory import usage_territory
from tests.processors.random_markets import recorded

RIGHT = 1
EUROPE = territory_set([("I", "2120")], None)
CHINA = territory_set([("I", "CN")], None)
GROUNDS = (WORLD, WORLD, CHINA, EUROPE, WORLD - CHINA, WORLD - EUROPE)
USED_IN = tuple(usage_territory(code) for code in ("CN", "FR", "US", "Worldwide", "2120"))
Found = int | tuple[str, ...] | list[tuple[str, int]]


def claim(
    party: str,
    share_ppm: int,
    territories: TerritorySet = WORLD,
    from_day: int = 0,
    until_day: int = FOREVER,
    right: int = RIGHT,
) -> Claim:
    return Claim(party, right, share_ppm, territories, from_day, until_day)


def segments_of(*said: Claim) -> list[OwnershipSegment]:
    known = Registration(
        "event-1",
        "registry-a",
        "R1",
        1,
        "work:a",
        "SoundRecording",
        "",
        (),
        (),
        said,
        0,
        recorded(1),
    )
    return ownership_of([known]).segments


class Shelf:
    """A book beside a plain dict of segments: both are told the same."""

    def __init__(self, works: int) -> None:
        self.works = NameIndex()
        for number in range(works):
            self.works.code(f"work:{number}")
        self.book = OwnershipBook(self.works)
        self.plain: dict[int, list[OwnershipSegment]] = {}

    def replace(self, work: int, segments: list[OwnershipSegment]) -> None:
        self.book.replace(work, segments)
        self.plain[work] = segments

    def expected(self, work: int, right: int, territory: TerritorySet, day: int) -> Found:
        touching = [
            one
            for one in self.plain.get(work, [])
            if one.right == right
            and one.from_day <= day < one.until_day
            and one.territories & territory
        ]
        if not touching:
            return NO_SEGMENT
        if territory - touching[0].territories:
            return AMBIGUOUS
        rest = 1_000_000 - touching[0].claimed_ppm
        short = touching[0].status is OwnershipStatus.UNDERCLAIMED
        return [*touching[0].shares, *([(UNCLAIMED, rest)] if short else [])]

    def found(self, works: list[int], right: int, at: TerritorySet, days: list[int]) -> list[Found]:
        """What the book says, all questions in one call."""
        codes = self.book.find(np.array(works, np.int64), right, at, np.array(days, np.int64))
        owned = codes[codes >= 0]
        count, holder, share = self.book.entries_of(owned)
        assert count.sum() == len(holder) == len(share)
        names = [self.book.holders.names[code] for code in holder]
        pairs = iter(list(zip(names, share.tolist(), strict=True)))
        lengths = iter(count.tolist())
        return [
            [next(pairs) for _ in range(next(lengths))] if code >= 0 else int(code)
            for code in codes
        ]

    def check(self, rng: Random, questions: int) -> None:
        for at in USED_IN:
            for right in (RIGHT, RIGHT + 1):
                works = [rng.randrange(len(self.works.names)) for _ in range(questions)]
                days = [rng.randrange(-1, 12) for _ in works]
                expected = [
                    self.expected(work, right, at, day)
                    for work, day in zip(works, days, strict=True)
                ]
                assert self.found(works, right, at, days) == expected


def random_segments(rng: Random) -> list[OwnershipSegment]:
    said = []
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        from_day = rng.choice((0, 0, 3, 6))
        until_day = rng.choice((FOREVER, FOREVER, from_day + 4))
        said.append(
            claim(
                rng.choice(("party:ann", "party:bob", "party:cy")),
                rng.choice((1_000_000, 500_000, 400)),
                rng.choice(GROUNDS),
                from_day,
                until_day,
                rng.choice((RIGHT, RIGHT, RIGHT + 1)),
            )
        )
    return segments_of(*said)


@pytest.mark.parametrize("seed", range(40))
def test_book_says_what_the_segments_say(seed: int) -> None:
    """After every replacement, for every work, right, day and kind of territory; works grow."""
    rng = Random(seed)
    shelf = Shelf(2)
    for number in range(25):
        shelf.replace(rng.randrange(len(shelf.works.names)), random_segments(rng))
        if rng.random() < 0.3:
            shelf.works.code(f"work:later-{number}")
        shelf.check(rng, 6)


def test_compaction_changes_no_answer() -> None:
    """Twenty thousand replacements of few works: most of the columns are given back."""
    rng = Random(7)
    shelf = Shelf(6)
    choices = [random_segments(rng) for _ in range(40)]
    longest = 0
    for number in range(20_000):
        shelf.replace(rng.randrange(6), rng.choice(choices))
        shelf.check(rng, 8 if number % 500 == 0 else 1)
        longest = max(longest, shelf.book.from_day.length)
    shelf.check(rng, 40)
    assert 4_096 < longest < 9_000


@pytest.mark.parametrize("several_first", [False, True])
def test_a_work_changes_between_one_segment_and_several(several_first: bool) -> None:
    """World, then a split by territory, then World, then nothing: each asked at every step."""
    shelf = Shelf(1)
    ann, bob = claim("party:ann", 1_000_000), claim("party:bob", 1_000_000, CHINA)
    steps = [segments_of(ann), segments_of(bob, claim("party:ann", 1_000_000, WORLD - CHINA)), []]
    if several_first:
        steps = [steps[1], steps[0], steps[1], []]
    for segments in (*steps, *steps):
        shelf.replace(0, segments)
        shelf.check(Random(1), 10)


SPLIT = segments_of(
    claim("party:ann", 1_000_000, EUROPE), claim("party:bob", 1_000_000, WORLD - EUROPE - CHINA)
)
GROUPS = [
    # where the usage was, what is found
    ("FR", ["party:ann"]),
    ("2120", ["party:ann"]),  # Europe lies within one segment
    ("US", ["party:bob"]),
    ("CN", NO_SEGMENT),
    ("2136", AMBIGUOUS),  # the world does not
]


@pytest.mark.parametrize(("code", "expected"), GROUPS)
def test_usage_reported_for_a_group_of_territories(code: str, expected: int | list[str]) -> None:
    """A group within one segment is found; one cut by a border, or partly unowned, is ambiguous."""
    shelf = Shelf(1)
    shelf.replace(0, SPLIT)
    (found,) = shelf.found([0], RIGHT, usage_territory(code), [5])
    names = [name for name, _ in found] if isinstance(found, list) else found
    assert names == expected


def test_half_unowned_group_is_ambiguous() -> None:
    """Asia with China left out: part of it has an owner, part has none."""
    shelf = Shelf(1)
    asia = territory_set([("I", "2106")], None)
    shelf.replace(0, segments_of(claim("party:ann", 1_000_000, asia - CHINA)))
    assert shelf.found([0], RIGHT, usage_territory("2106"), [5]) == [AMBIGUOUS]


def test_overclaims_beyond_32_bits_are_held_and_harm_nobody() -> None:
    """Four registries that each list a party two thousand times: 8 * 10^9 ppm of one right."""
    shelf = Shelf(1)
    shelf.replace(0, segments_of(*[claim("party:ann", 1_000_000)] * 8_000))
    assert shelf.found([0], RIGHT, WORLD, [0]) == [[("party:ann", 8_000_000_000)]]
    code = shelf.book.find(np.array([0]), RIGHT, WORLD, np.array([0]))
    assert shelf.book.in_conflict.values[code].tolist() == [1]


def test_nothing_is_known() -> None:
    """A book without works, and a work without claims, have no segment; no question, no answer."""
    shelf = Shelf(1)
    assert shelf.found([0], RIGHT, WORLD, [0]) == [NO_SEGMENT]
    assert shelf.found([], RIGHT, WORLD, []) == []

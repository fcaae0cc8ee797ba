"""Ownership segments against one instant, one leaf territory and one right at a time."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.days import FOREVER
from processors.ownership.segments import OwnershipSegment, ownership_of
from processors.registration import Claim, Registration
from processors.rights_of_use import RIGHT_CODE
from processors.territories import LEAVES, WORLD, TerritorySet, territory_set
from tests.processors.random_markets import recorded

ROUND_HERE = ("CN", "FR", "GP", "DE", "US", "JP", "278")
RULES = (
    [("I", "2136")],
    [("I", "CN")],
    [("I", "FR")],
    [("I", "2120"), ("E", "FR")],
    [("I", "2136"), ("E", "2120"), ("I", "DE")],
)
PARTIES = ("party:ann", "party:bob", "party:cy")
RIGHTS = (RIGHT_CODE["MakeAvailable"], RIGHT_CODE["Performing"])
LAST_DAY = 8

days = st.tuples(st.integers(0, LAST_DAY), st.one_of(st.just(FOREVER), st.integers(0, LAST_DAY)))
claims = st.builds(
    lambda party, right, share, rules, span: Claim(
        party, right, share, territory_set(rules, None), *span
    ),
    st.sampled_from(PARTIES),
    st.sampled_from(RIGHTS),
    st.sampled_from((1, 400, 250_000, 500_000, 999_500, 1_000_000)),
    st.sampled_from(RULES),
    days,
)


def registration(
    *said: Claim,
    number: int = 1,
    registration_id: str = "R1",
    revision: int = 1,
    withdrawn: bool = False,
) -> Registration:
    """The nth event of the record."""
    return Registration(
        f"event-{number}", "registry-a", registration_id, revision, "work:a", "SoundRecording",
        "Title", (), (), said, 0, recorded(number), withdrawn,
    )  # fmt: skip


registration_sets = st.lists(
    st.tuples(
        st.lists(claims, max_size=4),
        st.sampled_from(("R1", "R2", "R3")),
        st.integers(1, 2),
        st.sampled_from((False, False, False, True)),
    ),
    max_size=5,
).map(
    lambda some: [
        registration(
            *(() if withdrawn else said),
            number=number,
            registration_id=name,
            revision=revision,
            withdrawn=withdrawn,
        )
        for number, (said, name, revision, withdrawn) in enumerate(some)
    ]
)


def held_at(known: list[Registration], right: int, leaf: str, day: int) -> Counter[str]:
    """Who holds how much, by asking every claim of every registration in force."""
    shares: Counter[str] = Counter()
    for name in {one.registration_id for one in known}:
        history = [one for one in known if one.registration_id == name]
        latest = max(one.revision for one in history)
        holds = min((one for one in history if one.revision == latest), key=lambda e: e.recorded_at)
        for claim in holds.claims:
            inside = leaf in claim.territories and claim.from_day <= day < claim.until_day
            if claim.right == right and inside:
                shares[claim.party] += claim.share_ppm
    return shares


def covering(
    segments: list[OwnershipSegment], right: int, leaf: str, day: int
) -> list[OwnershipSegment]:
    return [
        one
        for one in segments
        if one.right == right and leaf in one.territories and one.from_day <= day < one.until_day
    ]


@settings(max_examples=150, deadline=None)
@given(registration_sets)
def test_every_instant_is_as_its_claims_say(known: list[Registration]) -> None:
    """One segment where anybody claims, none elsewhere, and in it the shares of that instant."""
    segments = ownership_of(known).segments
    for right in RIGHTS:
        for leaf in ROUND_HERE:
            for day in range(-1, LAST_DAY + 2):
                found = covering(segments, right, leaf, day)
                expected = held_at(known, right, leaf, day)
                assert [dict(one.shares) for one in found] == ([dict(expected)] if expected else [])


@settings(max_examples=100, deadline=None)
@given(registration_sets)
def test_segments_are_apart_and_as_large_as_they_can_be(known: list[Registration]) -> None:
    """No two overlap anywhere in the world; none could be joined with its neighbour; in order."""
    segments = ownership_of(known).segments
    for place, one in enumerate(segments):
        assert one.from_day < one.until_day
        assert one.territories
        assert list(one.shares) == sorted(one.shares)
        for other in segments[place + 1 :]:
            same_time = one.from_day < other.until_day and other.from_day < one.until_day
            same_ground = bool(one.territories & other.territories)
            assert one.right != other.right or not (same_time and same_ground)
            alike = (one.right, one.shares, one.rests_on) == (
                other.right,
                other.shares,
                other.rests_on,
            )
            span = (one.from_day, one.until_day)
            assert not (alike and span == (other.from_day, other.until_day))
            touching = one.until_day == other.from_day or other.until_day == one.from_day
            assert not (alike and touching and one.territories == other.territories)
    keys = [(one.right, one.from_day, one.territories.mask) for one in segments]
    assert keys == sorted(keys)


@settings(max_examples=100, deadline=None)
@given(registration_sets, st.integers(0, 1000))
def test_neither_order_nor_repetition_matters(known: list[Registration], seed: int) -> None:
    """The segments are a function of the set of facts."""
    rng = Random(seed)
    again = [one for one in known for _ in range(rng.randint(1, 3))]
    assert ownership_of(rng.sample(again, len(again))) == ownership_of(known)


def claim(
    party: str, share_ppm: int, from_day: int = 0, territories: TerritorySet = WORLD
) -> Claim:
    return Claim(party, RIGHTS[0], share_ppm, territories, from_day, FOREVER)


STATUSES = [
    # shares of the parties in ppm, status, what they are divided by
    ((1_000_000,), "Clear", 1_000_000),
    ((500_000, 500_000), "Clear", 1_000_000),
    ((500_000, 499_400), "Clear", 999_400),
    ((500_000, 500_600), "Clear", 1_000_600),
    ((500_000, 499_399), "Underclaimed", 1_000_000),
    ((1,), "Underclaimed", 1_000_000),
    ((500_000, 500_601), "MinorOverclaim", 1_000_601),
    ((500_000, 510_000), "MinorOverclaim", 1_010_000),
    ((500_000, 510_001), "MajorOverclaim", 1_010_001),
    ((1_000_000, 1_000_000), "MajorOverclaim", 2_000_000),
    ((1_000_601,), "DataFault", 1_000_601),
    ((1_000_601, 1), "DataFault", 1_000_602),
]


@pytest.mark.parametrize(("shares", "status", "denominator"), STATUSES)
def test_status_by_the_tolerance_of_cwr(
    shares: tuple[int, ...], status: str, denominator: int
) -> None:
    """100 % +- 0.06 % is clear; below, the rest is unclaimed; above, the key is in conflict."""
    said = [claim(f"party:{number}", share) for number, share in enumerate(shares)]
    (segment,) = ownership_of([registration(*said)]).segments
    assert segment.status.value == status
    assert segment.whole_ppm == denominator
    assert segment.status.in_conflict is (status not in ("Clear", "Underclaimed"))


def holders(known: list[Registration]) -> list[tuple[str, int]]:
    return [pair for segment in ownership_of(known).segments for pair in segment.shares]


ANN, BOB = claim("party:ann", 1_000_000), claim("party:bob", 1_000_000)


def test_a_higher_revision_replaces_the_whole_registration() -> None:
    """Also when it came first, and when it claims less."""
    old = registration(ANN, BOB, number=2, revision=1)
    new = registration(BOB, number=1, revision=2)
    assert holders([old, new]) == [("party:bob", 1_000_000)]


def test_of_equal_revisions_the_first_recorded_holds() -> None:
    """By the broker's record, not by arrival."""
    first, second = registration(ANN, number=1), registration(BOB, number=2)
    assert holders([second, first]) == [("party:ann", 1_000_000)]


def test_the_same_event_recorded_again_keeps_its_first_place() -> None:
    """A client that repeats itself loses nothing to a rival recorded in between."""
    mine, rival = registration(ANN, number=1), registration(BOB, number=2)
    again = replace(mine, recorded_at=recorded(3))
    for known in ([again, rival, mine], [mine, rival, again]):
        assert holders(known) == [("party:ann", 1_000_000)]


def test_a_withdrawn_registration_claims_nothing() -> None:
    """Until a yet higher revision brings it back; others are as they were."""
    said, taken_back = (
        registration(ANN, number=1),
        registration(number=2, revision=2, withdrawn=True),
    )
    other = registration(BOB, number=3, registration_id="R2")
    assert holders([said, taken_back]) == []
    assert holders([said, taken_back, other]) == [("party:bob", 1_000_000)]
    brought_back = registration(ANN, number=4, revision=3)
    assert holders([said, taken_back, brought_back]) == [("party:ann", 1_000_000)]


def test_a_late_backdated_claim_cuts_the_past() -> None:
    """Ann from day 0, Bob from day 5 for France: what Ann has elsewhere and before is untouched."""
    france = territory_set([("I", "FR")], None)
    known = [
        registration(claim("party:ann", 500_000), number=2),
        registration(claim("party:bob", 500_000, 5, france), number=1, registration_id="R2"),
    ]
    ann, bob = ("party:ann", 500_000), ("party:bob", 500_000)
    assert {
        (str(one.territories), one.from_day, one.until_day, one.shares)
        for one in ownership_of(known).segments
    } == {
        ("World", 0, 5, (ann,)),
        ("World-FR", 5, FOREVER, (ann,)),
        ("FR", 5, FOREVER, (ann, bob)),
    }


def test_many_claims_over_many_days_join_to_one_segment() -> None:
    """What 400 claims say day by day, without a gap, is one segment."""
    said = [Claim("party:ann", RIGHTS[0], 1_000_000, WORLD, day, day + 1) for day in range(400)]
    (segment,) = ownership_of([registration(*Random(1).sample(said, len(said)))]).segments
    assert (segment.from_day, segment.until_day) == (0, 400)
    assert len(segment.territories) == len(LEAVES)

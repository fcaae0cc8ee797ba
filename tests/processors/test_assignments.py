"""Chains of title: cases of the field, and every history against one instant at a time."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.days import FOREVER
from processors.ownership.assignments import Assignment
from processors.ownership.segments import ownership_of
from processors.registration import Claim, Registration
from processors.rights_of_use import RIGHT_CODE
from processors.territories import WORLD, TerritorySet, territory_set
from schemas import topics
from tests import events
from tests.driver import Market
from tests.processors.market_views import row_counts, run_as_one_batch
from tests.processors.random_markets import recorded

RIGHT = RIGHT_CODE["MakeAvailable"]
OTHER = RIGHT_CODE["Performing"]
LEAVES = ("CN", "FR", "DE", "US")
GROUNDS = (WORLD, territory_set([("I", "CN")], None), territory_set([("I", "2120")], None))
PARTIES = ("ann", "bob", "cy", "dan")
LAST_DAY = 8


def claimed(*shares: tuple[str, int], until_day: int = FOREVER) -> Registration:
    claims = tuple(Claim(party, RIGHT, share, WORLD, 0, until_day) for party, share in shares)
    return Registration(
        "event-0", "registry-a", "R1", 1, "work:a", "Other", "", (), (), claims, 0, recorded(0)
    )


def assigned(
    number: int,
    assignor: str,
    assignee: str,
    share_ppm: int,
    from_day: int = 0,
    until_day: int = FOREVER,
    territories: TerritorySet = WORLD,
    *,
    rights: frozenset[int] = frozenset({RIGHT}),
    assignment_id: str = "",
    revision: int = 1,
    conveyance: str = "Assignment",
) -> Assignment:
    """The nth event of the record."""
    return Assignment(
        f"event-{number}", "market-a", assignment_id or f"A{number}", revision, assignor, assignee,
        rights, share_ppm, territories, from_day, until_day, conveyance, None, None,
        recorded(number),
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What Ann's whole work comes to on day 5 in China."""

    told: list[Assignment]
    held: dict[str, int]
    defective: list[str]


WHOLE, HALF = 1_000_000, 500_000
CASES = {
    "she gives it away": Case([assigned(1, "ann", "bob", WHOLE)], {"bob": WHOLE}, []),
    "she gives half of it": Case([assigned(1, "ann", "bob", HALF)], {"ann": HALF, "bob": HALF}, []),
    "he gives what he has from her": Case(
        [assigned(1, "ann", "bob", WHOLE), assigned(2, "bob", "cy", HALF)],
        {"bob": HALF, "cy": HALF},
        [],
    ),
    "the link is recorded after what rests on it": Case(
        [assigned(2, "ann", "bob", WHOLE), assigned(1, "bob", "cy", WHOLE)], {"cy": WHOLE}, []
    ),
    "the link is missing": Case([assigned(1, "bob", "cy", WHOLE)], {"ann": WHOLE}, ["A1"]),
    "she sells it twice: the first recorded has it": Case(
        [assigned(2, "ann", "bob", WHOLE), assigned(1, "ann", "cy", WHOLE)], {"cy": WHOLE}, ["A2"]
    ),
    "the first recorded waits for its link and still goes first": Case(
        [
            assigned(1, "bob", "cy", WHOLE),
            assigned(3, "bob", "dan", WHOLE),
            assigned(2, "ann", "bob", WHOLE),
        ],
        {"cy": WHOLE},
        ["A3"],
    ),
    "more than he holds is not given in part": Case(
        [assigned(1, "ann", "bob", HALF), assigned(2, "bob", "cy", HALF + 1)],
        {"ann": HALF, "bob": HALF},
        ["A2"],
    ),
    "it is not yet in force": Case(
        [assigned(1, "ann", "bob", WHOLE, from_day=6)], {"ann": WHOLE}, []
    ),
    "it has reverted": Case([assigned(1, "ann", "bob", WHOLE, 0, 5)], {"ann": WHOLE}, []),
    "it is for another territory": Case(
        [assigned(1, "ann", "bob", WHOLE, territories=GROUNDS[2])], {"ann": WHOLE}, []
    ),
    "a correction takes its place": Case(
        [
            assigned(1, "ann", "bob", WHOLE, assignment_id="A"),
            assigned(2, "ann", "cy", HALF, assignment_id="A", revision=2),
        ],
        {"ann": HALF, "cy": HALF},
        [],
    ),
    "of two with one revision the first recorded holds": Case(
        [
            assigned(2, "ann", "cy", WHOLE, assignment_id="A"),
            assigned(1, "ann", "bob", WHOLE, assignment_id="A"),
        ],
        {"bob": WHOLE},
        [],
    ),
    "a security interest moves nothing": Case(
        [assigned(1, "ann", "bob", WHOLE, conveyance="SecurityInterest")], {"ann": WHOLE}, []
    ),
    "a right nobody has claimed cannot be given": Case(
        [assigned(1, "ann", "bob", WHOLE, rights=frozenset({RIGHT, OTHER}))], {"bob": WHOLE}, ["A1"]
    ),
    "round and back": Case(
        [assigned(1, "ann", "bob", WHOLE), assigned(2, "bob", "ann", WHOLE)], {"ann": WHOLE}, []
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_who_holds_it_then(name: str) -> None:
    case = CASES[name]
    for order in range(6):
        told = Random(order).sample(case.told, len(case.told))
        found = ownership_of([claimed(("ann", WHOLE))], told)
        (here,) = [one for one in found.segments if "CN" in one.territories
                   and one.right == RIGHT and one.from_day <= 5 < one.until_day]  # fmt: skip
        assert dict(here.shares) == case.held
        assert sorted(one.assignment_id for one in found.defective) == case.defective


histories = st.lists(
    st.tuples(
        st.sampled_from(PARTIES),
        st.sampled_from(PARTIES),
        st.sampled_from((WHOLE, HALF, 250_000)),
        st.integers(0, LAST_DAY),
        st.one_of(st.just(FOREVER), st.integers(1, LAST_DAY)),
        st.sampled_from(GROUNDS),
        st.sampled_from(("A", "B", "C", "D")),
        st.integers(1, 2),
    ),
    max_size=7,
).map(
    lambda some: [
        assigned(
            number, assignor, assignee, share, from_day, until_day, ground,
            assignment_id=name, revision=revision,
        )
        for number, (assignor, assignee, share, from_day, until_day, ground, name, revision)
        in enumerate(some, start=1)
        if assignor != assignee and from_day < until_day
    ]
)  # fmt: skip


def held_at(claims: dict[str, int], told: list[Assignment], leaf: str, day: int) -> Counter[str]:
    """One step at a time: of all that speak of this instant and place and have not been done, the
    first recorded that can be done, until none can."""
    latest = {}
    for one in sorted(told, key=lambda each: each.recorded_at, reverse=True):
        known = latest.get(one.assignment_id)
        if known is None or one.revision >= known.revision:
            latest[one.assignment_id] = one
    left = [
        one
        for one in latest.values()
        if leaf in one.territories and one.from_day <= day < one.until_day
    ]
    held = Counter(claims)
    while possible := [one for one in left if held[one.assignor] >= one.share_ppm]:
        first = min(possible, key=lambda each: each.recorded_at)
        left.remove(first)
        held[first.assignor] -= first.share_ppm
        held[first.assignee] += first.share_ppm
    return +held


@settings(max_examples=400, deadline=None)
@given(histories, st.integers(0, 1_000))
def test_every_instant_is_as_the_chain_says(told: list[Assignment], seed: int) -> None:
    """In any order told, each fact once or more; segments lie apart and hold what was claimed."""
    claims = {"ann": HALF, "bob": HALF}
    again = Random(seed).choices(told, k=len(told)) + told if told else []
    found = ownership_of([claimed(*claims.items())], Random(seed).sample(again, len(again)))
    assert found == ownership_of([claimed(*claims.items())], told)
    for leaf in LEAVES:
        for day in range(LAST_DAY + 2):
            (here,) = [
                one
                for one in found.segments
                if leaf in one.territories and one.from_day <= day < one.until_day
            ]
            assert dict(here.shares) == held_at(claims, told, leaf, day)
            assert here.claimed_ppm == WHOLE
            assert all(share > 0 for _, share in here.shares)


def test_a_backdated_assignment_sends_exactly_the_rows_it_touches() -> None:
    """Of ten lines on ten days it is in force for three: those rows are sent again, no others, and
    the amount is what the new owner has coming."""
    market = Market(partitions=1)
    market.send(
        topics.REGISTRATIONS, events.registration("work:a", events.claim("party:ann", WHOLE))
    )
    for owner in ("party:ann", "party:bob"):
        market.send(
            topics.TRADES,
            events.licence(f"L-{owner[6:]}", owner, "tunefy", revenue_share_ppm=WHOLE),
        )
    event = events.usage("tunefy", "r1", *[("work:a", 1, 100)] * 10)
    event["body"][1]["first_day"] = [events.DAY + day for day in range(10)]
    market.send(topics.USAGE, event)
    run_as_one_batch(market)
    before = row_counts(market)
    told = len(market.outputs)
    day = events.DAY
    market.send(
        topics.TRADES,
        events.assignment(
            "A1", "work:a", "party:ann", "party:bob", from_day=day + 2, until_day=day + 5
        ),
    )
    run_as_one_batch(market)
    sent = [one.record for one in market.outputs[told:] if one.topic == topics.ACCRUALS]
    assert [len(one["line"]) - 1 for one in sent] == [3]
    after = row_counts(market)
    assert sum((before - after).values()) == 3
    payees = Counter(entry[0] for row in after.elements() for entry in row[-1])
    assert payees == {"party:ann": 7, "party:bob": 3}


def test_a_defective_assignment_is_told_until_its_link_is_known() -> None:
    market = Market(partitions=2)

    def defects() -> list[str]:
        return [key[4] for key, _ in market.anomalies().items() if key[0] == "DefectiveAssignment"]

    market.send(
        topics.REGISTRATIONS, events.registration("work:a", events.claim("party:ann", WHOLE))
    )
    market.send(topics.TRADES, events.assignment("A2", "work:a", "party:bob", "party:cy"))
    market.run()
    assert defects() == ["A2 of party:bob"]
    market.send(topics.TRADES, events.assignment("A1", "work:a", "party:ann", "party:bob"))
    market.run()
    assert defects() == []
    (picture,) = market.latest(topics.OWNERSHIP, "work").values()
    assert picture["segments"][0]["holders"] == ["party:cy"]
    assert picture["segments"][0]["fact_runs"] == [0, 3]

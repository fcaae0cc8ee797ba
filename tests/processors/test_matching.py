"""Matching: what a reference means, and what waits for a meaning, also for years."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.matching.reference_claims import NO_WORK, ReferenceClaimBook
from processors.partitioning import checksum, partition_of, partitions_of
from schemas import topics
from schemas.packed import split_names
from tests import events
from tests.driver import Market
from tests.processors.market_views import market_of
from tests.processors.random_markets import recorded
from tests.processors.sent_events import Sent

EARLY, LATE = 1_600_000_000_000_000, 1_700_000_000_000_000
WAITING, PRICED_OR_HELD = 3, (1, 2)


def registered(
    work: str,
    *references: str,
    at: int = LATE,
    number: int = 1,
    revision: int = 1,
    registration_id: str | None = None,
) -> Sent:
    event = events.registration(
        work, events.claim("party:ann", 1_000_000), references=references, revision=revision,
        registration_id=registration_id or f"R-{work[5:]}", at=at,
    )  # fmt: skip
    return Sent(topics.REGISTRATIONS, event, recorded(number))


def used(*references: str, number: int = 9, report: str = "r1") -> Sent:
    lines = [(reference, 1, 1_000_000) for reference in references]
    return Sent(topics.USAGE, events.usage("tunefy", report, *lines), recorded(number))


def subjects(market: Market) -> list[str]:
    """What each line means, in order of line."""
    return [row[5] for _, row in sorted(market.rows().items(), key=lambda item: item[0][5])]


claims_of_works = st.lists(
    st.tuples(
        st.sampled_from(("work:a", "work:b", "work:c")),
        st.dictionaries(st.sampled_from(("x:1", "x:2", "x:3")), st.integers(0, 2), max_size=3),
    ),
    max_size=10,
)


@settings(max_examples=200, deadline=None)
@given(claims_of_works)
def test_a_reference_means_the_work_that_claimed_it_first(
    said: list[tuple[str, dict[str, int]]],
) -> None:
    """Ties go to the lesser name; what a work said last replaces all it said before."""
    book = ReferenceClaimBook()
    latest: dict[str, dict[str, int]] = {}
    for version, (work, claimed_at) in enumerate(said, start=1):
        before = {reference: book.work_of(reference) for reference in ("x:1", "x:2", "x:3")}
        changed = book.put(work, version, claimed_at)
        latest[work] = claimed_at
        assert book.version_of(work) == version
        for reference, meant in before.items():
            claimed = [(at[reference], name) for name, at in latest.items() if reference in at]
            assert book.work_of(reference) == (min(claimed)[1] if claimed else NO_WORK)
            assert reference in changed or book.work_of(reference) == meant


FIRST_CLAIMS = [
    # case, registrations, the work of tunefy:1
    ("nobody", [], "tunefy:1"),
    ("one", [registered("work:b", "tunefy:1")], "work:b"),
    ("the earlier of two", [registered("work:a", "tunefy:1", at=LATE),
     registered("work:b", "tunefy:1", at=EARLY, number=2)], "work:b"),
    ("at the same instant the lesser name", [registered("work:b", "tunefy:1"),
     registered("work:a", "tunefy:1", number=2)], "work:a"),
    ("a revision keeps the instant of the first", [registered("work:b", "tunefy:1", at=EARLY),
     registered("work:b", "tunefy:1", at=LATE + 5, number=2, revision=2),
     registered("work:a", "tunefy:1", at=LATE, number=3)], "work:b"),
    ("a revision that drops it loses it", [registered("work:b", "tunefy:1", at=EARLY),
     registered("work:b", at=LATE, number=2, revision=2)], "tunefy:1"),
    ("another registration of the work still has it", [registered("work:b", "tunefy:1", at=EARLY),
     registered("work:b", at=LATE, number=2, revision=2),
     registered("work:b", "tunefy:1", number=3, registration_id="R2")], "work:b"),
]  # fmt: skip


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize(("case", "known", "work"), FIRST_CLAIMS)
def test_who_has_a_reference(case: str, known: list[Sent], work: str, partitions: int) -> None:
    """By what the registrations say, in any order of arrival, before or after the usage."""
    for order in range(6):
        market = market_of([*known, used("tunefy:1")], Random(order), partitions)
        assert subjects(market) == [work], case


def test_a_line_waits_with_its_whole_revenue_until_a_registration_claims_it() -> None:
    """Unmatched, then held at its work; the unmatched row is taken back, not left behind."""
    market = Market(partitions=3)
    market.send(topics.USAGE, used("tunefy:1").event)
    market.run()
    ((state, _, royalty, *_, entries),) = market.rows().values()
    assert (state, royalty, entries) == (WAITING, 100_000_000, (("", 4, 0, "", 100_000_000),))
    market.send(topics.REGISTRATIONS, registered("work:a", "tunefy:1").event)
    market.run()
    ((key, row),) = market.rows().items()
    assert (key[6], row[0] in PRICED_OR_HELD) == ("work:a", True)


def test_two_spellings_of_a_code_are_one_reference() -> None:
    """ISO 3901 is written with and without hyphens."""
    market = Market(partitions=2)
    spelled = used("isrc:US-SM1-98-03037", "isrc:USSM19803037")
    market.send(topics.USAGE, spelled.event)
    market.send(topics.REGISTRATIONS, registered("work:a", "isrc:USSM19803037").event)
    market.run()
    assert subjects(market) == ["work:a", "work:a"]


def test_two_references_of_one_work_in_one_block() -> None:
    """Each line keeps its own place; the work is in the block once."""
    market = Market(partitions=1)
    market.send(topics.REGISTRATIONS, registered("work:a", "tunefy:1", "tunefy:2").event)
    market.send(topics.USAGE, used("tunefy:2", "tunefy:9", "tunefy:1", "work:a").event)
    market.run()
    assert subjects(market) == ["work:a", "tunefy:9", "work:a", "work:a"]
    said = [output.record for output in market.outputs if output.topic == topics.ACCRUALS]
    of_work = [split_names(block["subjects"]) for block in said if b"work:a" in block["subjects"]]
    assert of_work
    assert all(names == ["work:a"] for names in of_work)


def test_old_claims_of_a_work_that_arrive_late_change_nothing() -> None:
    """The claims of a work replace each other by version, not by arrival."""
    early, late = (
        registered("work:a", "tunefy:1", number=1),
        registered("work:a", "tunefy:2", number=2, revision=2),
    )
    for order in range(12):
        market = market_of([early, late, used("tunefy:1", "tunefy:2")], Random(order), 2, 3)
        assert subjects(market) == ["tunefy:1", "work:a"]


def test_every_reference_has_one_home() -> None:
    """CRC-32 of the name, the same on every machine; all partitions get their part."""
    assert partition_of("123456789", 2**32) == 0xCBF43926, "the check value of CRC-32"
    names = [f"tunefy:{number}" for number in range(1_000)]
    homes = partitions_of(np.array([checksum(name) for name in names]), 7).tolist()
    assert homes == [partition_of(name, 7) for name in names]
    assert min(homes.count(home) for home in range(7)) > 100


def test_a_moved_line_takes_its_anomaly_along() -> None:
    """Unlicensed usage of a is not unlicensed usage of a once the reference means b."""
    for partitions in range(1, 6):
        market = Market(partitions=partitions)
        for one in (registered("work:a", "tunefy:1", at=LATE), used("tunefy:1")):
            market.send(one.topic, one.event, one.at)
        market.run()
        assert odd(market, "UnlicensedUsage") == ["work:a"]
        market.send(topics.REGISTRATIONS, registered("work:b", "tunefy:1", at=EARLY).event)
        market.run()
        assert odd(market, "UnlicensedUsage") == ["work:b"]
        assert odd(market, "DuplicateWork") == ["work:a"]


def odd(market: Market, kind: str) -> list[str]:
    return [key[1] for key in market.anomalies() if key[0] == kind]


def test_a_file_deposited_twice_is_told_of_the_later_work() -> None:
    """By its digest, in whatever partition the works are; until one of them is withdrawn."""
    digest = {"algorithm": "sha-256", "digest": b"\x01" * 32}
    for partitions in range(1, 4):
        market = Market(partitions=partitions)
        for work, at in (("work:a", LATE), ("work:b", EARLY)):
            one = registered(work, at=at)
            one.event["body"][1]["content_hashes"] = [digest]
            market.send(one.topic, one.event, one.at)
        market.run()
        assert odd(market, "DuplicateWork") == ["work:a"]
        (key,) = [key for key in market.anomalies() if key[0] == "DuplicateWork"]
        assert key[4] == f"hash:sha-256:{'01' * 32} was claimed by work:b first"
        market.send(topics.REGISTRATIONS, events.withdrawn("work:b", "R-b"))
        market.run()
        assert odd(market, "DuplicateWork") == []

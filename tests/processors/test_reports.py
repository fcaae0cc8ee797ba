"""Reports: which revision holds, which content came first; no line is lost or told twice."""

from collections import Counter
from itertools import permutations
from random import Random
from typing import Any

import pytest

from processors.reports import PartStanding, ReportBook, ReportHeader, ReportKey
from schemas import topics
from tests import events
from tests.driver import Market
from tests.processors.market_oracle import MarketOracle
from tests.processors.market_views import market_of
from tests.processors.random_markets import random_events, recorded
from tests.processors.sent_events import Sent

ACCRUED, HELD, UNMATCHED, SUPERSEDED, REJECTED = range(1, 6)
KEY = ReportKey("tunefy", "r1")


def header(revision: int, part: int, content: str, number: int) -> ReportHeader:
    return ReportHeader(KEY, revision, part, 2, content.encode(), 10, recorded(number))


STANDINGS = [
    # case, (revision, part, content, place in the record)s, standing of each
    ("one part", [(1, 1, "a", 1)], "A"),
    ("two parts of one revision", [(1, 1, "a", 1), (1, 2, "b", 2)], "AA"),
    ("a higher revision", [(1, 1, "a", 1), (2, 1, "b", 2)], "SA"),
    ("the whole report is replaced", [(1, 1, "a", 1), (1, 2, "b", 2), (2, 1, "c", 3)], "SSA"),
    ("a lower revision comes late", [(2, 1, "b", 1), (1, 1, "a", 2)], "AS"),
    ("other content", [(1, 1, "a", 1), (1, 1, "b", 2)], "AR"),
    ("a third content", [(1, 1, "a", 2), (1, 1, "b", 3), (1, 1, "c", 1)], "RRA"),
    ("rejected stays rejected", [(1, 1, "a", 1), (1, 1, "b", 2), (2, 1, "c", 3)], "SRA"),
    ("the same content again", [(1, 1, "a", 1), (1, 1, "a", 9)], "AA"),
    ("again, around a rival", [(1, 1, "a", 1), (1, 1, "b", 2), (1, 1, "a", 3)], "ARA"),
    ("the rival was first", [(1, 1, "a", 2), (1, 1, "b", 1), (1, 1, "a", 3)], "RAR"),
]


@pytest.mark.parametrize(("case", "parts", "standings"), STANDINGS)
def test_standing_in_every_order_of_arrival(
    case: str, parts: list[tuple[int, int, str, int]], standings: str
) -> None:
    """The highest revision holds; of one part the first recorded content; A, S or R each."""
    headers = [header(*part) for part in parts]
    names = {"A": PartStanding.ACTIVE, "S": PartStanding.SUPERSEDED, "R": PartStanding.REJECTED}
    for order in permutations(headers):
        book = ReportBook()
        assert [book.add(one) for one in order] == [True] * len(order)
        assert [book.add(one) for one in order] == [False] * len(order)
        found = [book.standing(KEY, one.revision, one.part, one.digest) for one in headers]
        assert found == [names[letter] for letter in standings], case


def test_a_part_nobody_told_of_has_no_standing() -> None:
    """Asking for it is a mistake of ours."""
    book = ReportBook()
    with pytest.raises(KeyError):
        book.standing(KEY, 1, 1, b"a")


def test_a_report_of_twenty_thousand_parts() -> None:
    """Each part costs the same, however many there are."""
    book = ReportBook()
    for part in range(20_000):
        book.add(header(1, part, "a", part))
    assert book.standing(KEY, 1, 19_999, b"a") is PartStanding.ACTIVE


def block(*works: str, number: int, **said: Any) -> Sent:
    lines = [(work, 1, 1_000_000) for work in works]
    return Sent(topics.USAGE, events.usage("tunefy", "r1", *lines, **said), recorded(number))


def registered(work: str, *references: str, number: int, revision: int = 1, since: int = 0) -> Sent:
    event = events.registration(
        work, events.claim("party:ann", 1_000_000), references=references, revision=revision,
        registration_id=f"R-{work[5:]}", at=1_700_000_000_000_000 + since,
    )  # fmt: skip
    return Sent(topics.REGISTRATIONS, event, recorded(number))


def withdrawn(work: str, number: int, revision: int) -> Sent:
    sent = registered(work, number=number, revision=revision)
    kept = {name: sent.body[name] for name in ("registration_id", "revision", "work")}
    event = {
        **sent.event,
        "body": ("rightstream.registrations.RegistrationWithdrawn", {**kept, "reason": ""}),
    }
    return Sent(topics.REGISTRATIONS, event, sent.at)


def states(market: Market) -> list[tuple[int, int, str, int]]:
    """(revision, line, subject, state) of every row, sorted."""
    return sorted((key[2], key[5], row[5], row[0]) for key, row in market.rows().items())


RESTATEMENTS = [
    # case, blocks in order of the record, rows at the end
    (
        "a work is gone from the new revision",
        [block("work:a", "work:b", number=2), block("work:a", number=3, revision=2)],
        [(1, 0, "work:a", SUPERSEDED), (1, 1, "work:b", SUPERSEDED), (2, 0, "work:a", HELD)],
    ),
    (
        "other content of the same revision",
        [block("work:a", number=2), block("work:b", number=3)],
        [(1, 0, "work:a", HELD), (1, 0, "work:b", REJECTED)],
    ),
    (
        "a reference nobody has claimed, restated",
        [block("tunefy:1", number=2), block("tunefy:1", number=3, revision=2)],
        [(1, 0, "tunefy:1", SUPERSEDED), (2, 0, "tunefy:1", UNMATCHED)],
    ),
    (
        "an unclaimed reference gives way to a work",
        [block("tunefy:1", number=2), block("work:a", number=3, revision=2)],
        [(1, 0, "tunefy:1", SUPERSEDED), (2, 0, "work:a", HELD)],
    ),
]


@pytest.mark.parametrize("partitions", [1, 2, 5])
@pytest.mark.parametrize(("case", "blocks", "rows"), RESTATEMENTS)
def test_restatements_take_back_what_was_said(
    case: str, blocks: list[Sent], rows: list[tuple[int, int, str, int]], partitions: int
) -> None:
    """In order, and with the later block first: also where its new revision has no line."""
    known = [registered("work:a", number=0), registered("work:b", number=1)]
    for order in permutations(blocks):
        market = market_of([*known, *order], Random(1), partitions)
        assert states(market) == rows, case
        for row in market.rows().values():
            assert row[0] < SUPERSEDED or (row[2], row[6]) == (0, ())


MOVES = [
    # step, event, where the two lines of references tunefy:1 and tunefy:2 are after it
    ("nobody claims them", None, ["tunefy:1", "tunefy:2"]),
    ("a claims both", registered("work:a", "tunefy:1", "tunefy:2", number=1, since=5),
     ["work:a", "work:a"]),
    ("b claimed one earlier", registered("work:b", "tunefy:1", number=2, since=4),
     ["work:b", "work:a"]),
    ("b gives it back", registered("work:b", number=3, revision=2), ["work:a", "work:a"]),
    ("c claimed both before all", registered("work:c", "tunefy:1", "tunefy:2", number=4, since=1),
     ["work:c", "work:c"]),
    ("c is withdrawn", withdrawn("work:c", number=5, revision=2), ["work:a", "work:a"]),
    ("a keeps one", registered("work:a", "tunefy:2", number=6, revision=2), ["tunefy:1", "work:a"]),
    ("b is back", registered("work:b", "tunefy:1", number=7, revision=3), ["work:b", "work:a"]),
    ("a is withdrawn", withdrawn("work:a", number=8, revision=3), ["work:b", "tunefy:2"]),
]  # fmt: skip


@pytest.mark.parametrize("partitions", [1, 2, 3, 4, 5, 6, 7])
def test_a_reference_moves_from_work_to_work_and_back(partitions: int) -> None:
    """Whether or not the works share a partition: after each step every line is in one place."""
    market = Market(partitions=partitions)
    usage = block("tunefy:1", "tunefy:2", number=0)
    market.send(usage.topic, usage.event, usage.at)
    market.run()
    for step, sent, places in MOVES:
        if sent is not None:
            market.send(sent.topic, sent.event, sent.at)
            market.run()
        assert [(line, subject) for _, line, subject, _ in states(market)] == list(
            enumerate(places)
        ), step


def check_every_line_is_in_one_place(sent: list[Sent], market: Market) -> None:
    """Each distinct block of the record has each of its lines once, in one of five states."""
    blocks = Counter(
        (one.source, one.body["report_id"], one.body["revision"], one.body["part"], place)
        for one, _ in MarketOracle(sent, market.partitions).standings()
        for place in range(len(one.body["reference"]))
    )
    rows = market.rows()
    assert Counter((*key[:4], key[5]) for key in rows) == blocks
    assert len({key[:6] for key in rows}) == len(rows)
    assert {row[0] for row in rows.values()} <= {ACCRUED, HELD, UNMATCHED, SUPERSEDED, REJECTED}


@pytest.mark.parametrize("ten", range(4))
def test_every_line_is_in_one_state_whenever_the_market_rests(ten: int) -> None:
    """Across matching and rights, after every single event, in random order of sending."""
    for seed in range(30_000 + 10 * ten, 30_010 + 10 * ten):
        rng = Random(seed)
        market = Market(partitions=1 + seed % 4, shuffle=rng, repeat=2)
        done: list[Sent] = []
        for one in rng.sample(events_of := random_events(seed), len(events_of)):
            market.send(one.topic, one.event, one.at)
            market.run()
            done.append(one)
            check_every_line_is_in_one_place(done, market)


def test_the_same_report_sent_again_by_its_client_is_told_once() -> None:
    """A second event with the same content: one set of rows, and its rival stays rejected even if
    the first sending arrives last."""
    first, rival = block("work:a", "tunefy:1", number=1), block("work:b", number=2)
    again = block("work:a", "tunefy:1", number=3)
    for order in permutations([first, rival, again]):
        market = market_of(order, Random(1), partitions=3)
        assert [(line, subject, state) for _, line, subject, state in states(market)] == [
            (0, "work:a", UNMATCHED),
            (0, "work:b", REJECTED),
            (1, "tunefy:1", UNMATCHED),
        ]


def test_names_with_separators_in_them_are_not_mixed_up() -> None:
    """Report "a|r1" of tunefy is not report "r1" of "tunefy|a", though their lines are the same."""
    market = Market(partitions=1)
    for platform, report in (("tunefy", "a|r1"), ("tunefy|a", "r1"), ("tunefy|a|r1", "1|1")):
        for subject in ("work:a", "tunefy:1"):
            event = events.usage(platform, report, (subject, 1, 1), part=1 + (subject == "work:a"))
            event["body"][1]["parts"] = 2
            market.send(topics.USAGE, event)
    market.run()
    assert len(market.rows()) == 6

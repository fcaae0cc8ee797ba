"""Every event is what intake takes, apart from those labelled as refused."""

import pytest

from processors.days import MILLIS_PER_DAY
from processors.faults import Faults
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from processors.usage_block import read_usage_block
from processors.validation.common import check_envelope
from processors.validation.events import event_faults
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from streams.market import MarketEvent, MarketPlan
from tests.streams.market.drawn_market import Drawn, drawn

BROKER = RecordedAt(20_760 * MILLIS_PER_DAY, 0, 1)
"""2026-11-03: a broker later than everything the market says happened."""


def admitted(market: Drawn) -> set[str]:
    return {event.record["body"][1]["platform"] for event in market.of(topics.CONTROL)}


def faults_of(event: MarketEvent, platforms: set[str]) -> set[str]:
    if event.topic != topics.USAGE:
        return {fault.code for fault in event_faults(event.record, BROKER).listed}
    faults = Faults()
    check_envelope(event.record, BROKER, faults)
    source = event.record["source"]
    block = read_usage_block(source, event.record["body"][1], BROKER, SubjectIndex(canonical))
    found = [*faults.listed, *(block.listed if isinstance(block, Faults) else ())]
    unknown = set() if source in platforms else {"unknown_platform"}
    return {fault.code for fault in found} | unknown


def test_only_the_labelled_events_are_refused(small: Drawn) -> None:
    platforms = admitted(small)
    refused = {}
    for event in small.events:
        codes = faults_of(event, platforms)
        if codes:
            refused[event.record["event_id"]] = codes
    assert refused == {name: {code} for name, code in small.labels.rejected.items()}
    assert set(small.labels.rejected.values()) == {
        "unknown_platform",
        "negative_units",
        "future_date",
        "bad_reference",
        "unknown_currency",
    }


@pytest.mark.parametrize(
    "plan",
    [
        MarketPlan(works=1, lines=1, seed=0),
        MarketPlan(works=3, lines=700, seed=2, platforms=1, block_lines=1),
        MarketPlan(works=40, lines=900, seed=3, platforms=3, holders=500),
        MarketPlan(works=40, lines=900, seed=4, platforms=45, end_day=19_000),
    ],
    ids=["one line", "one platform", "three platforms", "many platforms, another year"],
)
def test_markets_of_any_size_are_accepted(plan: MarketPlan) -> None:
    market = drawn(plan)
    platforms = admitted(market)
    refused = [event.record["event_id"] for event in market.events if faults_of(event, platforms)]
    assert set(refused) == set(market.labels.rejected)


def test_records_fit_their_schemas_and_come_back(small: Drawn) -> None:
    codecs = codecs_of(None)
    for event in small.events:
        assert codecs.decode(event.topic, codecs.encode(event.topic, event.record)) == event.record


def test_keys_are_what_each_topic_is_partitioned_by(small: Drawn) -> None:
    field = {
        topics.REGISTRATIONS: "work",
        topics.TRADES: "licence_id",
        topics.USAGE: "report_id",
        topics.SIGNALS: "reference",
        topics.CONTROL: "platform",
    }
    for event in small.events:
        named = event.record["body"][1][field[event.topic]]
        sender = f"{event.record['source']}|" if event.topic == topics.USAGE else ""
        assert event.key == f"{sender}{named}".encode()


def test_an_event_id_stands_for_one_content(small: Drawn) -> None:
    known: dict[tuple[str, str], MarketEvent] = {}
    for event in small.events:
        assert known.setdefault((event.topic, event.record["event_id"]), event) == event


def test_nothing_happens_after_the_autumn_it_is_set_in(small: Drawn) -> None:
    november = 20_758 * MILLIS_PER_DAY * 1_000
    assert all(event.record["occurred_at"] < november for event in small.events)


def test_platforms_come_first_then_works_then_licences_then_usage(small: Drawn) -> None:
    order = [topics.CONTROL, topics.REGISTRATIONS, topics.TRADES, topics.USAGE]
    first = {topic: [one.topic for one in small.events].index(topic) for topic in order}
    assert sorted(order, key=first.__getitem__) == order

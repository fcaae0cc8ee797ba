"""A refused event about title parks what its source says of the work afterwards: rule 19."""

from random import Random
from typing import Any

import pytest

from processors import limits
from processors.ownership.known_facts import WorkFacts
from processors.reports import RecordedAt
from schemas import topics
from tests import events
from tests.driver import Market
from tests.processors.market_views import everything, in_order, market_of
from tests.processors.sent_events import Sent

Event = dict[str, Any]
WORK = "work:a"
MILLIS = 1_790_000_000_000


def said(party: str, share_ppm: int, **words: Any) -> Event:
    """A registration; `refused` if its share is none."""
    return events.registration(WORK, events.claim(party, share_ppm), **words)


def sold(name: str, share_ppm: int = 1_000_000, *, event_id: str, **words: Any) -> Event:
    event = events.assignment(name, WORK, "party:ann", "party:bo", share_ppm, **words)
    return {**event, "event_id": event_id}


def sent(*told: Event) -> list[Sent]:
    """One after another on the record, a minute apart."""
    return [
        Sent(
            topics.TRADES if one["body"][0].startswith("rightstream.trades") else
            topics.USAGE if "usage" in one["body"][0] else topics.REGISTRATIONS,
            one, RecordedAt(MILLIS + 60_000 * number, 0, number),
        )
        for number, one in enumerate(told)
    ]  # fmt: skip


def picture(market: Market) -> Event:
    return market.latest(topics.OWNERSHIP, "work")[(WORK,)]


def holders(market: Market) -> dict[str, int]:
    """Of MakeAvailable, anywhere."""
    (segment,) = picture(market)["segments"] or [{"holders": [], "shares_ppm": []}]
    return dict(zip(segment["holders"], segment["shares_ppm"], strict=True))


def parked(market: Market) -> list[str]:
    return [one["event_id"] for one in picture(market)["parked"]]


# What is said, one after another, who then holds what, and what is parked. `none` is a share of
# nothing, for which the event is refused.
NONE = 0
STEPS = [
    (said("party:ann", NONE, event_id="a1"), None, []),
    (said("party:ann", 600_000, registration_id="R2", event_id="a2"), {}, ["a2"]),
    (said("party:bo", 300_000, source="registry-b", event_id="b1"), {"party:bo": 300_000}, ["a2"]),
    (
        said("party:ann", 500_000, registration_id="R2", revision=2, event_id="a3"),
        {"party:bo": 300_000},
        ["a2", "a3"],
    ),
    (
        said("party:ann", 100_000, event_id="a4"),
        {"party:ann": 600_000, "party:bo": 300_000},
        [],
    ),
]


def test_what_follows_a_refused_registration_waits_until_it_is_corrected() -> None:
    market = Market(partitions=2)
    for one, (_, held, waiting) in zip(sent(*(step[0] for step in STEPS)), STEPS, strict=True):
        market.send(one.topic, one.event, one.at)
        market.run()
        if held is not None:
            assert (holders(market), parked(market)) == (held, waiting)
    assert market.anomalies() == {}


def test_the_rows_of_usage_follow() -> None:
    """A line is unmatched while its work is registered by parked events only, then paid for."""
    told = [
        said("party:ann", NONE, event_id="a1"),
        said("party:ann", 1_000_000, registration_id="R2", event_id="a2"),
        events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=500_000),
        events.usage("tunefy", "r1", (WORK, 1, 1_000_000)),
    ]
    market = in_order(sent(*told), 2)
    (row,) = market.rows().values()
    assert row[6] == (("", 4, 1, "", 100_000_000),)
    (mend,) = sent(events.withdrawn(WORK, "R1", event_id="a3"))
    market.send(mend.topic, mend.event, RecordedAt(MILLIS + 900_000, 0, 99))
    market.run()
    (row,) = market.rows().values()
    assert row[6] == (("party:ann", 1, 1, "L1", 50_000_000),)


def test_readers_are_told_what_waits_for_what() -> None:
    told = [
        said("party:ann", 1_000_000, event_id="a1", source="market"),
        sold("A1", NONE, event_id="s1", source="market"),
        said("party:ann", NONE, event_id="a2", source="market"),
        sold("A2", event_id="s2", source="market"),
    ]  # fmt: skip
    market = in_order(sent(*told), 2)
    (one,) = picture(market)["parked"]
    assert one == {
        "source": "market", "event_id": "s2", "kind": "AssignmentRecorded", "object_id": "A2",
        "revision": 1, "recorded_at": MILLIS + 180_000, "refused_event_id": "s1",
        "refused_object_id": "A1", "refused_revision": 1, "refused_topic": topics.TRADES,
        "refused_partition": 0, "refused_offset": 1, "refused_reasons": ["bad_share"],
        "waits_for": 2,
    }  # fmt: skip
    assert list(market.anomalies().items()) == [
        (("ParkedEvents", WORK, "", "", "market"), (1, 2, 0, ""))
    ]
    states = [one.record for one in market.outputs if one.topic == topics.TRADE_STATES]
    assert [(one["trade_id"], one["effective"], one["reasons"]) for one in states] == [
        ("A2", False, ["parked: waits for AssignmentRecorded s1 of market, refused for bad_share "
         "(ipr.trades 0/1)"])
    ]  # fmt: skip


R1 = said("party:ann", NONE, revision=3, event_id="bad")
MENDING = [
    pytest.param(said("party:ann", 1, revision=9, event_id="bad"), True, id="the same event id"),
    pytest.param(said("party:ann", 1, revision=3), True, id="the same revision"),
    pytest.param(said("party:ann", 1, revision=4), True, id="a higher revision"),
    pytest.param(events.withdrawn(WORK, "R1", revision=3), True, id="its withdrawal"),
    pytest.param(said("party:ann", 1, revision=2), False, id="a lower revision"),
    pytest.param(said("party:ann", 1, registration_id="R9", revision=3), False, id="another"),
    pytest.param(said("party:ann", 1, revision=3, source="x"), False, id="another source"),
    pytest.param(
        events.registration("work:b", events.claim("party:ann", 1), revision=3, event_id="bad"),
        False,
        id="the same, of another work",
    ),
    pytest.param(said("party:ann", NONE, revision=3, event_id="bad"), False, id="refused again"),
]


@pytest.mark.parametrize(("mend", "mended"), MENDING)
def test_what_mends_a_refused_registration(mend: Event, mended: bool) -> None:
    waiting = said("party:bo", 500_000, registration_id="R2", event_id="waiting")
    market = in_order(sent(R1, waiting, mend), 3)
    assert ("waiting" not in parked(market)) == mended


def test_what_was_recorded_before_it_does_not_mend_it() -> None:
    before = said("party:ann", 100_000, revision=3, event_id="first")
    waiting = said("party:bo", 500_000, registration_id="R2", event_id="waiting")
    market = in_order(sent(before, R1, waiting), 3)
    assert (holders(market), parked(market)) == ({"party:ann": 100_000}, ["waiting"])
    again = sent(before, R1, waiting, before)
    assert parked(in_order(again, 3)) == []


def test_a_refused_withdrawal_of_a_trade_parks_the_works_the_trade_speaks_of() -> None:
    """It names none itself. The licence of the same source goes on."""
    bad = events.withdrawn_trade("A1", "market", revision=0)
    other = events.assignment("A7", "work:b", "party:ann", "party:cy", 1, source="market")
    told = [
        said("party:ann", 1_000_000), sold("A1", source="market", event_id="s1"), bad,
        sold("A1", source="market", revision=2, conveyance="Release", event_id="s2"), other,
        events.licence("L1", "party:bo", "tunefy", revenue_share_ppm=1, source="market"),
    ]  # fmt: skip
    market = in_order(sent(*told[:3], *told[4:]), 3)
    assert (holders(market), parked(market)) == ({"party:bo": 1_000_000}, [])
    assert {one[0] for one in market.latest(topics.OWNERSHIP, "work")} == {WORK, "work:b"}
    licence = [one.record for one in market.outputs if one.record.get("trade_id") == "L1"]
    assert licence[-1]["effective"]
    later = events.assignment("A3", WORK, "party:bo", "party:cy", 1_000_000, source="market")
    market = in_order(sent(*told[:3], later), 3)
    assert parked(market) == [later["event_id"]]
    market = in_order(sent(*told[:3], later, events.withdrawn_trade("A1", "market")), 3)
    assert (holders(market), parked(market)) == ({"party:ann": 1_000_000}, [])


def test_any_order_of_arrival_and_any_repetition_ends_the_same() -> None:
    bad, worse = (
        sold("A1", share_ppm, event_id=f"s{share_ppm}", revision=revision, source="market")
        for share_ppm, revision in ((NONE, 1), (1, 0))
    )
    sent_again = STEPS[0][0], STEPS[1][0]
    told = sent(*(step[0] for step in STEPS), bad, worse, *sent_again)
    still = everything(in_order(told, 3))
    for seed in range(40):
        assert everything(market_of(told, Random(seed), 3)) == still


def test_only_the_first_of_very_many_park(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of the record, in whatever order they come, and it is told that there are more."""
    monkeypatch.setattr(limits, "MAX_REFUSED_KEPT", 3)
    refused = [
        said("party:ann", NONE, registration_id=f"B{number}", event_id=f"bad{number}")
        for number in range(7)
    ]
    mends = [said("party:ann", 1, registration_id=f"B{number}") for number in range(3)]
    told = sent(*refused, said("party:bo", 500_000, event_id="waiting"), *mends)
    still = in_order(told[:-1], 2)
    assert parked(still) == ["waiting", mends[0]["event_id"], mends[1]["event_id"]]
    still = in_order(told, 2)
    assert parked(still) == []
    assert picture(still)["overrun_sources"] == ["registry-a"]
    detail = "registry-a: only its first 3 refused events park others"
    assert [key[4] for key in still.anomalies()] == [detail]
    for seed in range(20):
        assert everything(market_of(told, Random(seed), 2)) == everything(still)


def test_a_stream_of_refused_events_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_REFUSED_KEPT", 3)
    bad = [said("party:ann", NONE, event_id=f"bad{number}") for number in range(50)]
    market = in_order(sent(*bad), 1)
    assert market.stage(topics.FACTS, 0).knowledge == 4
    assert len(market.states[topics.FACTS, 0]) == 4 + 1


def test_of_very_many_parked_events_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PARKED_TOLD", 2)
    waiting = [
        said("party:bo", 1, registration_id=f"W{number}", event_id=f"w{number}")
        for number in range(5)
    ]
    told = picture(in_order(sent(R1, *waiting), 1))
    assert [one["event_id"] for one in told["parked"]] == ["w0", "w1"]
    assert (told["parked_events"], told["complete"]) == (5, False)


def test_a_work_without_refused_events_is_not_looked_at() -> None:
    facts = WorkFacts()
    assert facts.in_effect is facts

"""What the labels say is what the pipeline makes of the market, in whatever order it comes."""

import random
from collections import Counter

import pytest
from driver import Market as Pipeline

from processors.days import MILLIS_PER_DAY
from processors.pricing.accounts import LineState
from processors.reports import RecordedAt
from schemas import topics
from streams.market import MarketPlan
from tests.streams.market.drawn_market import Drawn, drawn


def run(market: Drawn, shuffle: random.Random | None = None) -> Pipeline:
    platforms = {event.record["body"][1]["platform"] for event in market.of(topics.CONTROL)}
    pipeline = Pipeline(3, shuffle, admitted=lambda platform, _: platform in platforms)
    events = list(market.events)
    if shuffle:
        shuffle.shuffle(events)
    for number, event in enumerate(events):
        at = RecordedAt(20_770 * MILLIS_PER_DAY + number, 0, number)
        pipeline.send(event.topic, event.record, at)
        pipeline.run()
    return pipeline


def check(pipeline: Pipeline, market: Drawn) -> None:
    labels = market.labels
    states = Counter(row[0] for row in pipeline.rows().values())
    matched = states[LineState.ACCRUED] + states[LineState.HELD]
    assert matched == labels.lines_matched
    assert states[LineState.UNMATCHED] == labels.lines_unmatched
    assert states[LineState.SUPERSEDED] == labels.lines_superseded
    refused = [
        output.record
        for output in pipeline.outputs
        if output.topic == topics.RECEIPTS and not output.record["accepted"]
    ]
    assert {one["event_id"]: one["reasons"] for one in refused} == {
        event_id: [code] for event_id, code in labels.rejected.items()
    }
    assert sum(one["lines"] for one in refused) == labels.lines_rejected
    check_anomalies(pipeline, market)
    cases: dict[str, list[str]] = {}
    for record in pipeline.latest(topics.CASES, "case_id", "work").values():
        if record["state"] != "Moved":
            cases.setdefault(record["case_id"], []).append(record["state"])
    assert {name: cases.get(name) for name in labels.cases} == {
        name: [state] for name, state in labels.cases.items()
    }
    assert set(labels.cases.values()) == {"Open", "ClosedLicensed", "Retracted"}


def check_anomalies(pipeline: Pipeline, market: Drawn) -> None:
    anomalies = pipeline.anomalies()
    spikes = {(key[1], int(key[4].split()[1])) for key in anomalies if key[0] == "UsageSpike"}
    assert spikes == set(market.labels.spikes)
    overclaimed = {key[1] for key in anomalies if key[0] == "Overclaim"}
    assert overclaimed == set(market.labels.works_overclaimed)
    assert any(key[0] == "UnlicensedUsage" for key in anomalies)


def test_in_sending_order(small: Drawn) -> None:
    pipeline = run(small)
    check(pipeline, small)
    states = Counter(row[0] for row in pipeline.rows().values())
    held = states[LineState.HELD] / (states[LineState.ACCRUED] + states[LineState.HELD])
    assert 0.03 < held < 0.25, "some lines are unlicensed or in conflict, most are paid"


@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order(seed: int) -> None:
    market = drawn(MarketPlan(works=120, lines=1_500, seed=seed))
    check(run(market, random.Random(seed)), market)

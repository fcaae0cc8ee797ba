"""The market looks like one: who holds what, what is used, how it is named, when."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from processors.anomalies.spike import UsageHistory
from processors.ownership.segments import ownership_of
from processors.ownership.shares import OwnershipStatus
from processors.registration import Registration, claim_of
from processors.reports import RecordedAt
from schemas import topics
from schemas.identifiers import parse
from streams.market import MarketPlan
from tests.streams.market.drawn_market import Drawn, drawn


def bodies(market: Drawn, topic: str) -> list[dict[str, Any]]:
    return [event.record["body"][1] for event in market.of(topic)]


def usage(market: Drawn) -> list[dict[str, Any]]:
    return [one for one in bodies(market, topics.USAGE) if not one["report_id"].startswith("fault")]


def registrations(market: Drawn) -> dict[str, list[Registration]]:
    """Of each work, all it was registered with."""
    found: dict[str, list[Registration]] = {}
    for number, event in enumerate(market.of(topics.REGISTRATIONS)):
        body = event.record["body"][1]
        one = Registration(
            event.record["event_id"],
            event.record["source"],
            body["registration_id"],
            body["revision"],
            body["work"],
            body["kind"],
            body["title"],
            tuple(body["references"]),
            (),
            tuple(claim_of(claim) for claim in body["claims"]),
            event.record["occurred_at"],
            RecordedAt(number, 0, number),
        )
        found.setdefault(body["work"], []).append(one)
    return found


def test_works_have_some_two_holders(wide: Drawn) -> None:
    holders = [
        len(segment.shares)
        for known in registrations(wide).values()
        for segment in ownership_of(known).segments
        if segment.right == 1
    ]
    assert sum(holders) / len(holders) == pytest.approx(2.3, abs=0.1)
    assert min(holders) == 1
    assert max(holders) in (8, 9)


def test_most_works_are_clear_and_the_others_as_labelled(wide: Drawn) -> None:
    status: Counter[OwnershipStatus] = Counter()
    overclaimed = set()
    split = 0
    for work, known in registrations(wide).items():
        segments = ownership_of(known).segments
        graver = {segment.status for segment in segments} - {OwnershipStatus.CLEAR}
        status.update(graver or {OwnershipStatus.CLEAR})
        if graver & {OwnershipStatus.MINOR_OVERCLAIM, OwnershipStatus.MAJOR_OVERCLAIM}:
            overclaimed.add(work)
        split += len([one for one in segments if one.right == 1]) > 1
    works = len(registrations(wide))
    assert status[OwnershipStatus.CLEAR] / works > 0.95
    assert 0.01 < status[OwnershipStatus.UNDERCLAIMED] / works < 0.03
    assert overclaimed == set(wide.labels.works_overclaimed)
    assert overclaimed
    assert 0.04 < split / works < 0.08


def test_clear_works_sum_to_the_whole_or_nearly(wide: Drawn) -> None:
    sums = Counter(
        segment.claimed_ppm
        for known in registrations(wide).values()
        for segment in ownership_of(known).segments
        if segment.status is OwnershipStatus.CLEAR
    )
    assert set(sums) == {1_000_000, 999_600}
    assert sums[1_000_000] > 50 * sums[999_600]


def test_every_identifier_is_canonical(wide: Drawn) -> None:
    named = {one for body in usage(wide) for one in body["reference"]}
    named |= {one for body in bodies(wide, topics.REGISTRATIONS) for one in body["references"]}
    named |= {
        claim["party"] for body in bodies(wide, topics.REGISTRATIONS) for claim in body["claims"]
    }
    assert all(str(parse(text)) == text for text in named)
    namespaces = {text.partition(":")[0] for text in named}
    assert {"work", "isrc", "iswc", "party", "ipi", "qingyin"} <= namespaces


def test_no_reference_is_claimed_twice_at_one_instant(wide: Drawn) -> None:
    claimed = Counter(
        (reference, one.occurred_at_micros)
        for known in registrations(wide).values()
        for one in known
        for reference in one.references
    )
    assert max(claimed.values()) == 1
    claimants: dict[str, set[str]] = {}
    for work, known in registrations(wide).items():
        for reference in (reference for one in known for reference in one.references):
            claimants.setdefault(reference, set()).add(work)
    contested = {reference for reference, works in claimants.items() if len(works) > 1}
    assert contested == set(wide.labels.references_contested)
    assert contested


def test_lines_name_their_works_in_three_ways(wide: Drawn) -> None:
    names = Counter(one.partition(":")[0] for body in usage(wide) for one in body["reference"])
    lines = names.total()
    assert names["work"] / lines == pytest.approx(0.60, abs=0.05)
    assert (names["isrc"] + names["iswc"]) / lines == pytest.approx(0.25, abs=0.04)
    assert wide.labels.lines_unmatched / wide.plan.lines == pytest.approx(0.02, abs=0.01)
    assert wide.labels.lines_late_claimed / wide.plan.lines == pytest.approx(0.03, abs=0.01)


def test_few_works_have_most_of_the_lines(wide: Drawn) -> None:
    lines = Counter(one for body in usage(wide) for one in body["reference"] if "RS-" in one)
    ranked = [count for _, count in lines.most_common()]
    head = sum(ranked[: len(ranked) // 10]) / sum(ranked)
    assert 0.4 < head < 0.8


def test_reports_are_in_several_currencies_and_territories(wide: Drawn) -> None:
    lines: Counter[str] = Counter()
    for body in usage(wide):
        lines[body["currency"]] += len(body["reference"])
        assert body["period_from_day"] <= min(body["first_day"])
        assert max(body["first_day"]) < body["period_until_day"] <= wide.plan.end_day
        ends = np.array(body["first_day"]) + np.array(body["days"] or 1)
        assert ends.max() <= body["period_until_day"]
    assert lines["CNY"] / lines.total() > 0.6
    assert {"USD", "JPY", "EUR", "KRW", "GBP"} <= set(lines)
    assert {"CN", "US", "JP", "KR", "DE"} <= {body["territory"] for body in usage(wide)}
    assert {bool(body["days"]) for body in usage(wide)} == {True, False}
    revenue = [value for body in usage(wide) for value in body["revenue_micros"]]
    assert 0.01 < revenue.count(0) / len(revenue) < 0.05


def test_week_ends_are_busier(wide: Drawn) -> None:
    plays: Counter[int] = Counter()
    for body in usage(wide):
        if not body["days"]:
            for day, units in zip(body["first_day"], body["units"], strict=True):
                plays[(day + 3) % 7] += min(units, 2_000)
    assert plays[5] > 1.2 * plays[1]


def test_some_blocks_come_twice_and_some_reports_again(wide: Drawn) -> None:
    sent: Counter[tuple[bytes, int, int]] = Counter()
    revisions: dict[bytes, list[int]] = {}
    for event in wide.of(topics.USAGE):
        body = event.record["body"][1]
        sent[event.key, body["revision"], body["part"]] += 1
        revisions.setdefault(event.key, []).append(body["revision"])
    resent = wide.labels.blocks_resent_same_event + wide.labels.blocks_resent_new_event
    assert sum(count - 1 for count in sent.values()) == resent > 0
    restated = [order for order in revisions.values() if 2 in order]
    assert len(restated) == wide.labels.reports_restated > 0
    late = sum(order[0] == 2 for order in restated)
    assert late == wide.labels.reports_lower_revision_late > 0


def test_licences_are_of_every_kind(wide: Drawn) -> None:
    licences = bodies(wide, topics.TRADES)
    kinds = {one["pricing"]["kind"] for one in licences}
    assert kinds == {"PerUnit", "RevenueShare"}
    assert {one["state"] for one in licences} == {"Active", "Suspended", "Terminated"}
    assert any(not one["works"] and one["territories"] for one in licences)
    assert any(one["from_day"] > wide.plan.usage_from_day for one in licences)
    holders = {
        claim["party"] for body in bodies(wide, topics.REGISTRATIONS) for claim in body["claims"]
    }
    without = {one["licence_id"] for one in licences if one["licensor"] not in holders}
    assert without == set(wide.labels.licences_ineffective)


@pytest.mark.parametrize(("works", "lines"), [(10, 1_000), (100, 20_000), (2_000, 100_000)])
def test_the_spike_rule_finds_exactly_the_planted_spikes(works: int, lines: int) -> None:
    market = drawn(MarketPlan(works, lines, seed=6))
    history = UsageHistory()
    revised = {
        (event.key, 2)
        for event in market.of(topics.USAGE)
        if event.record["body"][1]["revision"] == 2
    }
    seen = set()
    owner = {
        reference: int(body["work"].removeprefix("work:RS-"))
        for body in reversed(bodies(market, topics.REGISTRATIONS))
        for reference in (body["work"], *body["references"])
        if reference not in market.labels.references_contested
    }
    for event in market.of(topics.USAGE):
        body = event.record["body"][1]
        key = (event.key, body["revision"], body["part"])
        again = key in seen or (event.key, body["revision"] + 1) in revised
        if again or body["days"] or body["report_id"].startswith("fault"):
            continue
        seen.add(key)
        work = np.array([owner.get(reference, works + 1) for reference in body["reference"]])
        history.add(work, np.array(body["first_day"]), np.array(body["units"]))
    days = np.arange(market.plan.usage_from_day, market.plan.end_day)
    work, day = (grid.ravel() for grid in np.meshgrid(np.arange(1, works + 1), days))
    found = history.spikes(work, day)
    named = {
        (f"work:RS-{one:08d}", at)
        for one, at in zip(found[0].tolist(), found[1].tolist(), strict=True)
    }
    assert named == set(market.labels.spikes)
    assert named

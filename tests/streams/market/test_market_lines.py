"""The plan's lines are met to the line, however they are cut."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import topics
from streams.market import Market, MarketPlan
from streams.market.platforms import platforms
from streams.market.reports import Issue, issues_in_order, planned_reports


@pytest.mark.parametrize("lines", [1, 10, 499, 500, 1_999, 2_000, 2_001, 50_000])
def test_distinct_blocks_have_the_lines_planned(lines: int) -> None:
    market = Market(MarketPlan(works=100, lines=lines, seed=5))
    blocks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for event in market.events():
        if event.topic == topics.USAGE:
            body = event.record["body"][1]
            key = (event.record["source"], body["report_id"], body["revision"], body["part"])
            content = blocks.setdefault(key, body)
            assert content == body, "the same part is never sent with other content"
    assert sum(len(body["reference"]) for body in blocks.values()) == lines
    labels = market.labels
    assert labels.lines_in == lines
    assert labels.blocks == len(blocks)
    assert lines == (
        labels.lines_matched
        + labels.lines_unmatched
        + labels.lines_superseded
        + labels.lines_rejected
    )


@settings(max_examples=60, deadline=None)
@given(
    lines=st.integers(1, 3_000_000),
    seed=st.integers(0, 2**63 - 1),
    count=st.integers(1, 45),
    block_lines=st.integers(1, 10_000),
)
def test_reports_share_out_exactly_the_lines(
    lines: int, seed: int, count: int, block_lines: int
) -> None:
    plan = MarketPlan(10, lines, seed, block_lines=block_lines, platforms=count)
    channels = [channel for platform in platforms(count) for channel in platform.channels]
    issues = issues_in_order(plan, planned_reports(plan, channels, lines))
    assert sum(issue.size for issue in issues) == lines
    assert min(issue.size for issue in issues) > 0
    names = [(one.report.channel.platform, one.report.report_id, one.revision) for one in issues]
    assert len(set(names)) == len(names)


def test_parts_are_full_but_the_last() -> None:
    plan = MarketPlan(works=50, lines=30_000, seed=1, block_lines=100)
    sizes: dict[tuple[bytes, int], dict[int, int]] = {}
    for event in Market(plan).events():
        body = event.record["body"][1]
        if event.topic == topics.USAGE and not body["report_id"].startswith("faulty"):
            parts = sizes.setdefault((event.key, body["revision"]), {})
            parts[body["part"]] = len(body["reference"])
            assert body["part"] <= body["parts"]
    for parts in sizes.values():
        assert sorted(parts) == list(range(1, len(parts) + 1))
        assert {parts[part] for part in range(1, len(parts))} <= {plan.block_lines}


def test_parts_of_an_issue_round_up() -> None:
    (report, *_) = planned_reports(MarketPlan(1, 3, 0), platforms(1)[0].channels, lines=3)
    assert Issue(report, 1, 2).parts == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"works": 0},
        {"lines": 0},
        {"seed": -1},
        {"block_lines": 10_001},
        {"platforms": 0},
        {"holders": 10},
    ],
)
def test_a_plan_that_makes_no_market_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        MarketPlan(**{"works": 10, "lines": 10, "seed": 1, **wrong})

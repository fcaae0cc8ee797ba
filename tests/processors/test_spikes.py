"""Usage spikes: the rule against the statistics module, and the history it looks at."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processors.anomalies.row import Anomaly, changes
from processors.anomalies.spike import LEAST_HISTORY, LEAST_UNITS, UsageHistory
from tests.driver import Market
from tests.processors.failing_market import FailingMarket
from tests.processors.market_views import market_of, versioned
from tests.processors.spike_oracle import busy_weeks, is_odd, odd_days

DAY = 20_700


def history_of(units: int, weeks: list[int]) -> UsageHistory:
    """`weeks` are the units one, two, three ... weeks before."""
    history = UsageHistory()
    count = len(weeks) + 1
    days = np.array([DAY - 7 * week for week in range(count)])
    history.add(np.zeros(count, np.int64), days, np.array([units, *weeks]))
    return history


def judged(units: int, weeks: list[int]) -> bool:
    found = history_of(units, weeks).spikes(np.array([0]), np.array([DAY]))
    return len(found[0]) == 1


EXAMPLES = [
    # units, the eight weeks before, odd?
    (1_000, [100] * 8, True),
    (999, [1] * 8, False),  # too few to matter
    (1_000, [100] * 4 + [0] * 4, True),
    (1_000_000, [100] * 3 + [0] * 5, False),  # too little history
    (1_518, [1_000] * 8, False),  # the deviation is never below a tenth of the median
    (1_519, [1_000] * 8, True),
    (2_000, [600, 800, 1_000, 1_200, 1_400, 1_000, 700, 1_300], False),
    (5_000, [600, 800, 1_000, 1_200, 1_400, 1_000, 700, 1_300], True),
    (1_000, [10**14] * 8, False),
    (10**15, [10**14] * 8, True),
    (7 * 10**17, [10**10] * 8, True),
]


@pytest.mark.parametrize(("units", "weeks", "odd"), EXAMPLES)
def test_worked_examples(units: int, weeks: list[int], odd: bool) -> None:
    """Each row: a day's units, those of the same weekday in the eight weeks before it."""
    assert is_odd(units, weeks) is odd
    assert judged(units, weeks) is odd


near = st.one_of(st.integers(0, 60), st.integers(900, 1_100), st.integers(0, 10**12))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 12_000), st.lists(near, min_size=8, max_size=8))
@example(1_003, [0, 0, 0, 0, 1, 1, 2, 2])
def test_rule_is_that_of_exact_fractions(units: int, weeks: list[int]) -> None:
    """Around the border too: the first units that are odd are the first for both."""
    assert judged(units, weeks) is is_odd(units, weeks)
    least, most = 1_000, 10**14
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if judged(middle, weeks) else (middle + 1, most)
    assert judged(least, weeks) is is_odd(least, weeks)
    assert least == 1_000 or is_odd(least - 1, weeks) is False


def test_units_and_median_are_told() -> None:
    """The median of an even count may end in a half: it is rounded down."""
    history = history_of(5_000, [100, 101, 100, 101, 100, 101, 100, 101])
    found = history.spikes(np.array([0]), np.array([DAY]))
    assert [column.tolist() for column in found] == [[0], [DAY], [5_000], [100]]


@pytest.mark.parametrize("seed", range(8))
def test_history_is_the_sum_of_the_lines_added_and_taken_back(seed: int) -> None:
    """Whatever the order, however many works come later, on days far apart and before 1970."""
    rng = Random(seed)
    history, plain = UsageHistory(), Counter[tuple[int, int]]()
    for step in range(60):
        works = [rng.randrange(40 * (step + 1)) for _ in range(30)]
        days = [rng.choice((-40, 0, 31, 32, 20_000)) + rng.randrange(70) for _ in works]
        units = [rng.choice((1, 5, 10**10)) for _ in works]
        sign = rng.choice((1, 1, -1))
        history.add(np.array(works), np.array(days), sign * np.array(units))
        for work, day, count in zip(works, days, units, strict=True):
            plain[work, day] += sign * count
    asked = [*plain, (10**6, 5), (0, 10**6)]
    found = history.units(*(np.array(column) for column in zip(*asked, strict=True)))
    assert found.tolist() == [plain[pair] for pair in asked]


def test_a_day_takes_part_in_the_judgement_of_the_eight_weeks_after_it() -> None:
    """Of those days that are busy enough to be judged at all, and no further; none of the first
    four weeks, which have too little before them."""
    history = UsageHistory()
    weeks = np.arange(0, 12)
    units = np.where(weeks == 6, LEAST_UNITS - 1, LEAST_UNITS)
    history.add(np.full(12, 5), DAY + 7 * weeks, units)
    work, day = history.judged_by(np.array([5, 5]), np.array([DAY, DAY]))
    assert list(zip(work.tolist(), day.tolist(), strict=True)) == [
        (5, DAY + 7 * week) for week in range(LEAST_HISTORY, 9) if week != 6
    ]
    assert [len(column) for column in history.judged_by(np.array([]), np.array([]))] == [0, 0]


def spikes(market: Market) -> dict[tuple[str, int], tuple[int, int]]:
    return {
        (subject, int(detail.removeprefix("day "))): (value[0], value[1])
        for (kind, subject, _, _, detail), value in market.anomalies().items()
        if kind == "UsageSpike"
    }


@pytest.mark.parametrize("ten", range(8))
def test_odd_days_of_a_market_are_those_of_its_final_reports(ten: int) -> None:
    """Restatements, rivals, repeats and moving references, in any order, and no version of a row
    told twice."""
    for seed in range(10 * ten, 10 * ten + 10):
        sent = busy_weeks(seed)
        market = market_of(sent, Random(seed), 1 + seed % 3)
        assert spikes(market) == odd_days(sent)
        said: dict[object, object] = {}
        for key, version, content in versioned(market.outputs):
            assert said.setdefault((key, version), content) == content


def test_odd_days_survive_crashes() -> None:
    """The history in memory is built again from the facts."""
    for seed in range(200, 212):
        rng, sent = Random(seed), busy_weeks(seed)
        market = FailingMarket(1 + seed % 3, rng)
        for one in rng.sample(sent, len(sent)):
            market.send(one.topic, one.event, one.at)
            market.run()
            place = rng.choice(sorted(market.logs))
            market.crash(place, rng.randint(0, 3), torn=True, again=rng.randint(0, 2))
        market.run()
        assert spikes(market) == odd_days(sent)


def row(subject: str, value: int) -> Anomaly:
    return Anomaly("UsageSpike", subject, "", "", "day 1", 1, 2, value, 0, 0, "")


CHANGES = [
    # before, after, what is told
    ([], [], []),
    ([], [row("work:a", 1)], [("work:a", 1, True)]),
    ([row("work:a", 1)], [row("work:a", 1)], []),
    ([row("work:a", 1)], [row("work:a", 2)], [("work:a", 2, True)]),
    ([row("work:a", 1)], [], [("work:a", 1, False)]),
    ([row("work:a", 1)], [row("work:b", 1)], [("work:b", 1, True), ("work:a", 1, False)]),
]


@pytest.mark.parametrize(("before", "after", "told"), CHANGES)
def test_only_changes_are_told(
    before: list[Anomaly], after: list[Anomaly], told: list[tuple[str, int, bool]]
) -> None:
    """New and different rows as active, vanished ones as not."""
    found = changes(before, after)
    assert [(one.subject, one.value, active) for one, active in found] == told

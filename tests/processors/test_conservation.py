"""The assertions that no unit of money and no line is lost or doubled, and that they fire."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from processors.pricing import price
from processors.pricing.priced_lines import PricedLines, unmatched_lines
from schemas import topics
from sinks.summary import LineProof, MoneyProof
from tests import events
from tests.driver import Market


def test_rows_whose_accounts_hold_more_or_less_than_their_royalty_are_refused() -> None:
    sound = unmatched_lines(np.array([3, 4]))
    sound.assert_conserved()
    for wrong in (-1, 1):
        with pytest.raises(AssertionError, match="accounts hold"):
            replace(sound, amount_e8=sound.amount_e8 + np.array([0, wrong])).assert_conserved()


def test_pricing_that_loses_a_unit_stops_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault in splitting must end the worker, not reach a holder's account."""
    one_row_a_line: Callable[[Any], PricedLines] = price.one_row_a_line

    def losing(groups: Any) -> PricedLines:
        rows = one_row_a_line(groups)
        less = rows.amount_e8.copy()
        less[:1] -= 1
        return replace(rows, amount_e8=less)

    monkeypatch.setattr(price, "one_row_a_line", losing)
    market = Market(1)
    market.send(topics.REGISTRATIONS, events.registration("work:a", events.claim("party:ann", 1)))
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 10, 1_000_000)))
    with pytest.raises(AssertionError, match="accounts hold"):
        market.run()
    assert not [one for one in market.outputs if one.topic == topics.ACCRUALS]


@pytest.mark.parametrize("lost", [-1, 0, 1])
def test_the_proof_of_lines_tells_each_line_that_is_missing_or_twice(lost: int) -> None:
    proof = LineProof(100, 60 - lost, 20, 10, 5, 5)
    assert proof.difference == proof.to_json()["difference"] == lost


@pytest.mark.parametrize("lost", [-1, 0, 1])
def test_the_proof_of_money_tells_each_unit_that_is_missing_or_twice(lost: int) -> None:
    proof = MoneyProof(1_000, {"payable": 700 - lost, "held": 200, "unmatched": 100})
    assert proof.difference_e8 == lost

"""Two markets with a little of everything, drawn once."""

import pytest

from streams.market import MarketPlan
from tests.streams.market.drawn_market import Drawn, drawn


@pytest.fixture(scope="session")
def small() -> Drawn:
    return drawn(MarketPlan(works=300, lines=6_000, seed=1))


@pytest.fixture(scope="session")
def wide() -> Drawn:
    """Enough works and lines for shares of them to mean something."""
    return drawn(MarketPlan(works=5_000, lines=50_000, seed=4))

"""Money of senders in millionths, exactly or not at all."""

from decimal import Decimal
from typing import Any

import pytest

from streams.client import micros_of


@pytest.mark.parametrize(
    ("revenue", "micros"),
    [
        (Decimal("0.048"), 48_000),
        (Decimal("-1.5"), -1_500_000),
        (Decimal("0.000001"), 1),
        (Decimal("1.2000000000"), 1_200_000),
        (Decimal("1E+9"), 10**15),
        (Decimal("9223372036854.775807"), 2**63 - 1),
        (48_000, 48_000),
        (0, 0),
    ],
)
def test_revenue_in_millionths(revenue: Decimal | int, micros: int) -> None:
    assert micros_of(revenue) == micros


@pytest.mark.parametrize(
    "revenue",
    [Decimal("0.0000001"), Decimal("1.23456789"), Decimal("1E-400000"), Decimal("1E+400000"),
     Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1." + "0" * 50 + "1")],
)  # fmt: skip
def test_revenue_that_has_no_exact_form(revenue: Decimal) -> None:
    with pytest.raises(ValueError, match="revenue"):
        micros_of(revenue)


@pytest.mark.parametrize("revenue", [1.5, "1.50", True, None])
def test_revenue_of_another_type(revenue: Any) -> None:
    with pytest.raises(TypeError, match="give a Decimal in units of the currency"):
        micros_of(revenue)

"""ISO 4217: how many decimals can be paid."""

import re

import pytest

from schemas.currencies import ACTIVE, CURRENCIES, WITHDRAWN, UnknownCurrency, exponent

CASES = [
    ("CNY", 2),
    ("USD", 2),
    ("EUR", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("ISK", 0),
    ("KWD", 3),
    ("TND", 3),
    ("CLF", 4),
    ("UYI", 0),
    ("HRK", 2),
    ("BYR", 0),
]


@pytest.mark.parametrize(("code", "decimals"), CASES)
def test_decimals(code: str, decimals: int) -> None:
    assert exponent(code) == decimals


@pytest.mark.parametrize("code", ["XXX", "XAU", "XDR", "XTS", "RMB", "usd", "US", "", "US\u0405"])
def test_what_nothing_can_be_paid_in(code: str) -> None:
    with pytest.raises(UnknownCurrency, match="ISO 4217") as caught:
        exponent(code)
    assert caught.value.code == code
    assert str(caught.value).isascii()


def test_lists_are_whole_and_apart() -> None:
    assert len(ACTIVE) == 165
    assert not ACTIVE.keys() & WITHDRAWN.keys()
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CURRENCIES)
    assert set(CURRENCIES.values()) == {0, 2, 3, 4}

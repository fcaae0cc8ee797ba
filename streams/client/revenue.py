"""Revenue as senders have it, in the integers the contract has."""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final

_EXACT: Final = Context(prec=40, traps=[Inexact, InvalidOperation, Overflow])


def micros_of(revenue: Decimal | int) -> int:
    """Millionths of the currency.

    A Decimal is in units of the currency (Decimal("0.048") is 48,000); an int is in millionths
    already. Raises ValueError for a Decimal with more than 6 decimals or that is no number, and
    TypeError for anything else: a float does not say which amount it means.
    """
    if isinstance(revenue, Decimal):
        return _micros_of_decimal(revenue)
    if isinstance(revenue, int) and not isinstance(revenue, bool):
        return revenue
    raise TypeError(
        f"revenue {revenue!r} is a {type(revenue).__name__}; give a Decimal in units of the "
        "currency or an int in millionths"
    )


def _micros_of_decimal(revenue: Decimal) -> int:
    # An exponent can be huge where the digits are few: 10 ** 999999 must not be written out.
    if not revenue.is_finite() or revenue.adjusted() > 30:
        raise ValueError(f"revenue {revenue} is no amount of money")
    try:
        return int(_EXACT.to_integral_exact(_EXACT.scaleb(revenue, 6)))
    except Inexact:
        decimals = -int(revenue.normalize().as_tuple().exponent)
        raise ValueError(
            f"revenue {revenue} has {decimals} decimals; the contract keeps 6 (millionths of the "
            "currency), so round it where you know which way"
        ) from None

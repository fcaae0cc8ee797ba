"""The one door for money: integers only, 10^-6 (micros) for revenue and 10^-8 (e8) for accruals."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]

PPM: Final = 1_000_000
E8_PER_MICRO: Final = 100
_PPM_MICROS_PER_E8: Final = 10_000


def revenue_share_e8(revenue_micros: Column, share_ppm: Column) -> Column:
    """Share of revenue in 10^-8, each line rounded once, half to even.

    Exact for |revenue| <= 10^15: the quotient and the remainder of the division by 10^4 are
    multiplied apart, so no product leaves int64.
    """
    whole, rest = np.divmod(revenue_micros, _PPM_MICROS_PER_E8)
    product = rest * share_ppm
    part, left = np.divmod(product, _PPM_MICROS_PER_E8)
    total: Column = whole * share_ppm + part
    up = (2 * left > _PPM_MICROS_PER_E8) | ((2 * left == _PPM_MICROS_PER_E8) & (total & 1 == 1))
    rounded: Column = total + up
    return rounded


def decimal_text(amount: int, scale: int) -> str:
    """Exact decimal text of an integer of 10^-scale, without trailing zeros beyond two decimals."""
    sign = "-" if amount < 0 else ""
    whole, fraction = divmod(abs(amount), 10**scale)
    digits = f"{fraction:0{scale}d}".rstrip("0").ljust(2, "0") if scale else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"

"""Numbers of a DSR file: decimals read exactly, micros, and rounding that keeps sums.

Money never touches a float. Units: micros are 10^-6 of the currency; the finest value a cell may
carry is 10^-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact

#: DSR files carry up to 30 decimals; 38 digits is what our decimal columns hold.
MAX_DIGITS = 38
MAX_DECIMALS = 30
MAX_INT64 = 2**63 - 1

MICRO_DIGITS = 6
_MICROS_UNIT: int = 10 ** (MAX_DECIMALS - MICRO_DIGITS)
_WHOLE_UNIT: int = 10**MAX_DECIMALS

#: Wide enough for the exact sum of 10^20 cells of 38 digits; anything inexact is an error of ours.
EXACT = Context(prec=120, traps=[Inexact])

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT_WORDS = re.compile(r"[+-]?(?:nan|inf|infinity|[0-9.]+e[+-]?[0-9]+)", re.IGNORECASE)


def decimal_problem(text: str) -> tuple[str, str] | None:
    """(fault code, why) if the text is not a plain decimal within the limits; None if it is one."""
    if not _PLAIN.fullmatch(text):
        if _FLOAT_WORDS.fullmatch(text):
            return "not-a-plain-decimal", "exponents, NaN and infinity are not allowed in a report"
        if "," in text:
            return (
                "not-a-decimal",
                "a comma is neither a decimal point nor a thousands separator here",
            )
        return "not-a-decimal", "it is not a decimal number"
    digits = text.lstrip("+-")
    whole, _, decimals = digits.partition(".")
    if len(whole) + len(decimals) > MAX_DIGITS:
        return "too-many-digits", f"more than {MAX_DIGITS} digits cannot be kept exactly"
    if len(decimals) > MAX_DECIMALS:
        return "too-many-digits", f"more than {MAX_DECIMALS} decimals cannot be kept exactly"
    return None


def is_negative(plain: str) -> bool:
    """Whether a plain decimal is below zero; `-0.0` is not."""
    return plain.startswith("-") and plain.strip("-0.") != ""


def canonical(plain: str) -> str:
    """A plain decimal in one spelling: no plus sign, no bare point before it, no negative zero."""
    text = plain.lstrip("+")
    if text.startswith("-") and not is_negative(text):
        text = text[1:]
    return "0" + text if text.startswith(".") else text


def split_micros(plain: str) -> tuple[int, int]:
    """(whole micros, rest in 10^-30) of a canonical plain decimal that is not negative."""
    whole, _, decimals = plain.partition(".")
    if len(decimals) <= MICRO_DIGITS:
        return int(whole + decimals.ljust(MICRO_DIGITS, "0")), 0
    return divmod(_finest(whole, decimals), _MICROS_UNIT)


def split_units(plain: str) -> tuple[int, int]:
    """(whole units, rest in 10^-30) of a canonical plain decimal that is not negative."""
    whole, _, decimals = plain.partition(".")
    return int(whole), int(decimals.ljust(MAX_DECIMALS, "0"))


def times(price: str, count: str) -> tuple[int, int]:
    """(whole micros, rest in 10^-30) of a price times a count, cut below 10^-30."""
    whole, _, decimals = price.partition(".")
    finest = _finest(whole, decimals)
    count_whole, _, count_decimals = count.partition(".")
    if not count_decimals.strip("0"):
        return divmod(finest * int(count_whole), _MICROS_UNIT)
    return divmod(finest * _finest(count_whole, count_decimals) // _WHOLE_UNIT, _MICROS_UNIT)


def _finest(whole: str, decimals: str) -> int:
    """A decimal in units of 10^-30."""
    return int(whole + decimals.ljust(MAX_DECIMALS, "0"))


@dataclass(slots=True)
class ExactRounding:
    """Rounds rows so that their sum is the half-even rounding of the exact sum.

    One for each file and currency. Rows with no rest are exact and only add to `whole`; the others
    are kept with their rest (10^-30) and settled at the end.
    """

    unit: int = _MICROS_UNIT
    whole: int = 0
    rows: list[int] = field(default_factory=list)
    rests: list[int] = field(default_factory=list)

    @classmethod
    def to_whole_units(cls) -> ExactRounding:
        """Rounding to whole usages instead of micros."""
        return cls(unit=_WHOLE_UNIT)

    def settle(self) -> list[int]:
        """Rows that get one more: the largest rests first, ties in file order."""
        more, rest = divmod(sum(self.rests), self.unit)
        twice = rest * 2
        odd = (self.whole + more) % 2 == 1
        if twice > self.unit or (twice == self.unit and odd):
            more += 1
        by_rest = sorted(range(len(self.rows)), key=lambda index: -self.rests[index])
        return [self.rows[index] for index in by_rest[:more]]


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Exact sum of decimals, keeping the most decimals any of them has."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def plain_text(value: Decimal) -> str:
    """A decimal as plain digits, never with an exponent."""
    return format(value, "f")


def micros_text(micros: int) -> str:
    """Micros as plain decimal digits of the currency, exact, without trailing zeros."""
    whole, rest = divmod(micros, 10**MICRO_DIGITS)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else str(whole)

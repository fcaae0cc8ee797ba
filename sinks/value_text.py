"""Values of the native protocol as ClickHouse writes them in text."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

ESCAPES: Final = str.maketrans(
    {
        "\\": "\\\\", "'": "\\'", "\0": "\\0", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r",
        "\t": "\\t",
    }
)  # fmt: skip
"""Within quotes, and in tab-separated text."""

_DIGITS: Final = re.compile(r"DateTime64\((\d)")


def fraction_digits(kind: str) -> int:
    """Digits of a second's fraction that a column of this type shows."""
    found = _DIGITS.search(kind)
    return int(found[1]) if found else 0


def value_text(value: Any, digits: int) -> str:
    """A value that is not NULL; text as it is, but quoted within arrays, tuples and maps."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")  # the driver's answer for what is no UTF-8
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        fraction = f".{value.microsecond:06d}"[: digits + 1].ljust(digits + 1, "0")
        return f"{value:%Y-%m-%d %H:%M:%S}{fraction if digits else ''}"
    if isinstance(value, list):
        return f"[{','.join(_within(part, digits) for part in value)}]"
    if isinstance(value, tuple):
        return f"({','.join(_within(part, digits) for part in value)})"
    if isinstance(value, dict):
        pairs = (f"{_within(key, digits)}:{_within(part, digits)}" for key, part in value.items())
        return f"{{{','.join(pairs)}}}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _within(value: Any, digits: int) -> str:
    if value is None:
        return "NULL"
    text = value_text(value, digits)
    if isinstance(value, int | float | Decimal | list | tuple | dict):
        return text
    return f"'{text.translate(ESCAPES)}'"


def _float_text(value: float) -> str:
    text = repr(value).removesuffix(".0")
    if "e" in text and 1e-6 <= abs(value) < 1e21:
        return format(Decimal(text), "f")
    return text.replace("e+", "e").replace("e-0", "e-")

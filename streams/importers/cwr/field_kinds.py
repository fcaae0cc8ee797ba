"""What the kinds of field may hold, and the plain value that is read from their characters.

A kind is a function from the field's characters, without blanks around them and never empty, to its
value: text, or a whole number for numbers, shares (hundredths of a percent), days since 1970-01-01,
durations and times (seconds). It raises `NotAllowed` with the reason and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from processors.cwr.shares import WHOLE_CENTI_PERCENT
from processors.days import day_of
from processors.territories import UnknownTerritory, resolve
from schemas.identifiers import FaultCode, IdentifierFault, parse

from .tables import TABLES

Value = str | int | None
Kind = Callable[[str], Value]

_DATE_DIGITS = 8
_TIME_DIGITS = 6
_SECONDS = 60
_HOURS = 24
_IPI_DIGITS = 11
_FORBIDDEN_IN_TEXT = re.compile(r"[^\x20-\x7e]")


class NotAllowed(ValueError):
    """The value breaks the rule of its kind: `why` and `mend` for the person who sent it.

    `kept` is what stays of it all the same, None if the field takes its default.
    """

    def __init__(self, why: str, mend: str, kept: Value = None):
        super().__init__(why)
        self.why = why
        self.mend = mend
        self.kept = kept


def kind_of(name: str) -> Kind:
    """The rule of a kind's name as layouts write it. Raises KeyError for an unknown one."""
    if name.startswith("table:"):
        return _table(name.removeprefix("table:"))
    return _KINDS[name]


def _table(name: str) -> Kind:
    codes = TABLES[name]
    shown = " ".join(sorted(codes)) if len(codes) <= 16 else f"a code of the {name} table"

    def rule(text: str) -> str:
        if text not in codes:
            raise NotAllowed(f"{text!a} is not in the {name} table", f"use {shown}")
        return text

    return rule


def _text(text: str) -> str:
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise NotAllowed(f"{text!a} is not numeric", "write digits, filled with zeros on the left")
    return int(text)


def _share(text: str) -> int:
    share = _number(text)
    if share > WHOLE_CENTI_PERCENT:
        why = f"{text} is more than 100 %"
        raise NotAllowed(why, "write hundredths of a percent, 10000 for the whole")
    return share


def _date(text: str) -> int | None:
    if not text.strip("0"):
        return None
    if len(text) != _DATE_DIGITS or not (text.isascii() and text.isdigit()):
        raise NotAllowed(f"{text!a} is no date", "write YYYYMMDD, zeros for none")
    try:
        return day_of(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    except ValueError:
        why = f"{text} is no day of the calendar"
        raise NotAllowed(why, "write YYYYMMDD, zeros for none") from None


def _time(text: str) -> int:
    digits = len(text) == _TIME_DIGITS and text.isascii() and text.isdigit()
    if not digits or max(int(text[2:4]), int(text[4:])) >= _SECONDS or int(text[:2]) >= _HOURS:
        raise NotAllowed(f"{text!a} is no time", "write HHMMSS")
    return (int(text[:2]) * _SECONDS + int(text[2:4])) * _SECONDS + int(text[4:])


def _one_of(letters: str) -> Kind:
    def rule(text: str) -> str:
        if text not in letters:
            raise NotAllowed(f"{text!a} is not {' or '.join(letters)}", "send one of them")
        return text

    return rule


def _identifier(namespace: str) -> Kind:
    """A code with check digits, as the standard's own rule of `schemas.identifiers` has it."""

    def rule(text: str) -> Value:
        try:
            return parse(f"{namespace}:{text}").value
        except IdentifierFault as fault:
            if fault.code is FaultCode.PLACEHOLDER:
                return None
            raise NotAllowed(f"{text!a} {fault.why}", fault.mend) from None

    return rule


def _ipi(text: str) -> Value:
    """A name number with wrong check digits is kept: it was entered, but identifies nobody."""
    if not text.strip("0"):
        return None
    digits = text.zfill(_IPI_DIGITS)
    try:
        return _identifier("ipi")(digits)
    except NotAllowed as fault:
        if not (digits.isascii() and digits.isdigit()):
            raise
        mend = f"{fault.mend}; nobody is identified by it"
        raise NotAllowed(fault.why, mend, kept=digits) from None


def _ean(text: str) -> Value:
    return None if not text.strip("0") else _identifier("ean")(text)


def _tis(text: str) -> str:
    try:
        _number(text)
        resolve(text.lstrip("0") or "0")
    except (UnknownTerritory, NotAllowed):
        why = f"{text!a} is no territory of TIS"
        raise NotAllowed(why, "use a TIS number, 2136 for the world") from None
    return text


_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "text": _text,
        "national": _text,
        "number": _number,
        "share": _share,
        "date": _date,
        "time": _time,
        "boolean": _one_of("YN"),
        "flag": _one_of("YNU"),
        "iswc": _identifier("iswc"),
        "isrc": _identifier("isrc"),
        "ipi": _ipi,
        "ean": _ean,
        "tis": _tis,
    }
)


def has_foreign_characters(text: str) -> bool:
    """Whether text has characters beyond ASCII, which names and titles in Roman letters may not."""
    return _FORBIDDEN_IN_TEXT.search(text) is not None

"""What a cell of a record may hold: one kind per DDEX type, identifier and value set.

Each kind has a pattern, which the fast reading of whole rows is made of, and a check, which says
what is wrong with a value and gives it in canonical form. What the pattern accepts, the check
accepts, but for the two things a pattern cannot tell (`ARITHMETIC`): days of the calendar and check
digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from streams.importers.dsr import allowed_values, identifiers, money, periods


class Checked(NamedTuple):
    """A value after its check: canonical text, and the problem (code, why) if it has one.

    `usable` is false where the value says nothing that can be relied on; an unusual spelling is a
    problem but usable.
    """

    value: str
    code: str = ""
    why: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell. `always_warning`: its problems never refuse a report."""

    letter: str
    pattern: str
    check: Callable[[str], Checked]
    always_warning: bool = False


_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DURATION = re.compile(
    r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
    r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?"
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_TERRITORY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?|[0-9]{1,4}|Worldwide")
_ICPN = re.compile(r"[0-9]{12,14}")
_ISAN = re.compile(r"[A-Fa-f0-9]{12}|[A-Fa-f0-9]{24}|[A-Fa-f0-9]{16}[A-Za-z][A-Fa-f0-9]{8}[A-Za-z]")


def _text(value: str) -> Checked:
    return Checked(value)


def _integer(value: str) -> Checked:
    if not _INTEGER.fullmatch(value):
        why = "it is not a whole number; write digits only, for example 1704"
        return Checked("0", "not-a-whole-number", why, usable=False)
    if money.is_negative(value):
        why = "a count cannot be negative; to take back what was reported, restate that report"
        return Checked("0", "negative-number", why, usable=False)
    digits = value.lstrip("+-").lstrip("0") or "0"
    if len(digits) > 19 or int(digits) > money.MAX_INT64:
        why = f"it is larger than {money.MAX_INT64}; check the number"
        return Checked("0", "number-too-large", why, usable=False)
    return Checked(digits)


def _signed_decimal(value: str) -> Checked:
    problem = money.decimal_problem(value)
    if problem:
        why = f"{problem[1]}; write digits and one decimal point, for example 125.23"
        return Checked("0", problem[0], why, usable=False)
    return Checked(money.canonical(value))


def _decimal(value: str) -> Checked:
    checked = _signed_decimal(value)
    if checked.usable and money.is_negative(value):
        why = "money and usage cannot be negative; to take back what was reported, restate it"
        return Checked("0", "negative-number", why, usable=False)
    return checked


def _boolean(value: str) -> Checked:
    canonical = _BOOLEANS.get(value.lower())
    if canonical is None:
        why = "it is neither true nor false; write true or false"
        return Checked("", "not-a-boolean", why, usable=False)
    return Checked(canonical)


def _date(value: str) -> Checked:
    if periods.date_days(value) is None:
        why = "it is not a date of the calendar; write YYYY-MM-DD or YYYYMMDD"
        return Checked("", "not-a-date", why, usable=False)
    return Checked(value)


def _date_time(value: str) -> Checked:
    if periods.creation_times(value) is None:
        why = "it is not a date and time; write YYYY-MM-DDThh:mm:ss with Z or an offset"
        return Checked("", "not-a-date-time", why, usable=False)
    return Checked(value)


def _duration(value: str) -> Checked:
    if not _DURATION.fullmatch(value):
        why = "it is not a duration; write PT[hH][mM][sS], for example PT3M48S"
        return Checked("", "not-a-duration", why, usable=False)
    return Checked(value)


def _currency(value: str) -> Checked:
    if value not in allowed_values.CURRENCIES:
        why = "it is not an ISO 4217 currency, so the money beside it has no unit; correct the code"
        return Checked("", "unknown-currency", why, usable=False)
    return Checked(value)


def _territory(value: str) -> Checked:
    if not _TERRITORY.fullmatch(value):
        why = "it is no territory; write an ISO 3166 code, a CISAC TIS number or Worldwide"
        return Checked("", "malformed-territory", why, usable=False)
    if value not in allowed_values.TERRITORIES:
        why = "no ISO 3166 or CISAC TIS list known here has it; it is kept as written"
        return Checked(value, "value-not-allowed", why)
    return Checked(value)


def _word_of(words: frozenset[str], set_name: str) -> Callable[[str], Checked]:
    """A check against an allowed-value set: another word is kept as UserDefined."""

    def check(value: str) -> Checked:
        if value in words:
            return Checked(value)
        why = f"the DDEX set {set_name} has no such word; it is taken as UserDefined"
        return Checked("UserDefined", "value-not-allowed", why)

    return check


def _commercial_model(value: str) -> Checked:
    word = allowed_values.commercial_model(value)
    if word is None:
        why = "the DDEX set CommercialModelType has no such word; it is taken as UserDefined"
        return Checked("UserDefined", "value-not-allowed", why)
    if word != value:
        return Checked(word, "value-not-allowed", f"the DDEX word is {word}; it is taken as that")
    return Checked(word)


def _namespaced(value: str) -> Checked:
    if "::" not in value:
        why = (
            "an identifier needs its namespace before it; write for example ISNI::0000000081266409"
        )
        return Checked("", "namespace-missing", why, usable=False)
    return Checked(value)


def _isrc(value: str) -> Checked:
    code = identifiers.isrc(value)
    if code is None:
        why = "it is not an ISRC (two letters, three letters or digits, seven digits); not used"
        return Checked("", "malformed-isrc", why, usable=False)
    if "-" in value:
        return Checked(code, "isrc-spelling", f"an ISRC is written without hyphens; read as {code}")
    return Checked(code)


def _iswc(value: str) -> Checked:
    code = identifiers.iswc(value)
    if code is None:
        why = "it is not an ISWC (T and ten digits); not used as reference"
        return Checked("", "malformed-iswc", why, usable=False)
    if not identifiers.iswc_check(code):
        why = "its check digit is wrong, so it names no work or another one; not used as reference"
        return Checked("", "iswc-check-digit", why, usable=False)
    if code != value:
        return Checked(code, "iswc-spelling", f"an ISWC is T and ten digits; read as {code}")
    return Checked(code)


def _matching(pattern: re.Pattern[str], code: str, why: str) -> Callable[[str], Checked]:
    """A check that is nothing but a pattern."""

    def check(value: str) -> Checked:
        return Checked(value) if pattern.fullmatch(value) else Checked("", code, why, usable=False)

    return check


def _party_id(value: str) -> Checked:
    code = identifiers.party_id(value)
    if code is None:
        why = "it is not a DDEX party id; write it as registered, for example PADPIDA2013020802I"
        return Checked("", "malformed-party-id", why, usable=False)
    return Checked(code)


_RIGHTS = "|".join(sorted(allowed_values.RIGHTS_TYPES))
_RESOURCES = "|".join(sorted(allowed_values.RESOURCE_TYPES))
#: At most 38 digits and 30 decimals, so that what matches needs no further check.
_DECIMAL_PATTERN = r"(?:[0-9]{1,8}(?:\.[0-9]{0,30})?|[0-9]{9,20}(?:\.[0-9]{0,18})?)"
_icpn = _matching(_ICPN, "malformed-icpn", "an ICPN has 12 to 14 digits; correct or leave empty")
_isan = _matching(_ISAN, "malformed-isan", "it is not an ISAN; correct or leave empty")
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
#: For kinds that only occur in rows which are always read cell by cell.
_NEVER = r"(?!)"

KINDS = {
    kind.letter: kind
    for kind in (
        Kind("", r"[^\t\\|]+", _text),
        Kind("i", r"[0-9]{1,18}", _integer),
        Kind("n", _DECIMAL_PATTERN, _decimal),
        Kind("d", "-?" + _DECIMAL_PATTERN, _signed_decimal),
        Kind("b", "(?:true|false|[01])", _boolean),
        Kind("D", f"[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY})?|{_MONTH}{_DAY})?", _date),
        Kind("T", _NEVER, _date_time),
        Kind("P", r"PT(?:[0-9]+H)?(?:[0-9]+M)?[0-9]+(?:\.[0-9]+)?S", _duration),
        Kind("C", _NEVER, _currency),
        Kind("Z", _NEVER, _territory),
        Kind("U", _NEVER, _word_of(allowed_values.USE_TYPES, "UseType"), always_warning=True),
        Kind("M", _NEVER, _commercial_model, always_warning=True),
        Kind(
            "R",
            f"(?:{_RIGHTS})",
            _word_of(allowed_values.RIGHTS_TYPES, "RightsCoverage"),
            always_warning=True,
        ),
        Kind(
            "K",
            f"(?:{_RESOURCES})",
            _word_of(allowed_values.RESOURCE_TYPES, "ResourceType"),
            always_warning=True,
        ),
        Kind("N", r"[^\t\\|:]*::[^\t\\|]*", _namespaced),
        Kind("S", r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", _isrc, always_warning=True),
        Kind("W", r"T[0-9]{10}", _iswc, always_warning=True),
        Kind("I", r"[0-9]{12,14}", _icpn),
        Kind("A", f"(?:{_ISAN.pattern})", _isan),
        Kind("X", _NEVER, _party_id),
    )
}

#: Kinds whose pattern is not enough, and what else a value that matches it must pass.
ARITHMETIC: dict[str, Callable[[str], bool]] = {
    "D": lambda value: periods.date_days(value) is not None,
    "W": identifiers.iswc_check,
}

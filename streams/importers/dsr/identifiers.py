"""Identifiers of works, recordings and parties in a DSR file, and the references made of them.

A reference is namespaced: `isrc:USSM19803037`, `iswc:T9109247316` or `<DPID of the sender, lower
case>:<its own id>`.
"""

from __future__ import annotations

import re
from string import punctuation
from urllib.parse import quote

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_ISWC = re.compile(r"T[0-9]{10}")
#: What needs no encoding in a reference, besides letters and digits.
_PLAIN = punctuation
_PARTY = re.compile(r"PADPIDA[A-Za-z0-9]+")


def isrc(text: str) -> str | None:
    """The ISRC in upper case without hyphens (ISO 3901), None if malformed."""
    code = text.replace("-", "").upper() if text.isascii() else ""
    return code if _ISRC.fullmatch(code) else None


def iswc(text: str) -> str | None:
    """The ISWC as `T` and ten digits (ISO 15707), None if malformed.

    The check digit is for `iswc_check`.
    """
    code = text.replace("-", "").replace(".", "").upper() if text.isascii() else ""
    return code if _ISWC.fullmatch(code) else None


def iswc_check(code: str) -> bool:
    """Whether the last digit of a well-formed ISWC is its check digit.

    The rule: 1 + the sum of position x digit + the check digit is a multiple of 10.
    """
    total = 1
    for position in range(1, 10):
        total += position * (ord(code[position]) - 48)
    return (10 - total % 10) % 10 == ord(code[10]) - 48


def party_id(text: str) -> str | None:
    """A DDEX party id without hyphens; None if it is none."""
    code = text.replace("-", "")
    return code if _PARTY.fullmatch(code) else None


def own_reference(namespace: str, identifier: str) -> str:
    """Reference by a sender's own identifier.

    References are printable ASCII without spaces; what is not is written in percent encoding.
    """
    if identifier.isascii() and identifier.isprintable() and " " not in identifier:
        return f"{namespace}:{identifier}"
    return f"{namespace}:{quote(identifier, safe=_PLAIN)}"

"""Which characters an identifier may have: printable ASCII without space, and not many of them.

Identifiers are keys, file names in exports and text on pages. What cannot be seen, reorders the
text around it, or looks like another character, has no place in them.
"""

import re
from unicodedata import category

from schemas.identifiers.identifier import FaultCode, IdentifierFault

MAX_VALUE = 128
_CLEAN = re.compile(r"[!-~]+")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MEND = {
    FaultCode.BIDI_CONTROL: "remove the bidirectional control character",
    FaultCode.WHITESPACE: "write the identifier without white space",
    FaultCode.CONTROL_CHARACTER: "remove the control character",
    FaultCode.NON_ASCII: "write it in ASCII; percent-encode what cannot be",
}


def check_characters(text: str) -> None:
    """Raises IdentifierFault, naming the first character that is not allowed and its position."""
    if _CLEAN.fullmatch(text):
        return
    for position, character in enumerate(text):
        if not "!" <= character <= "~":
            code = _fault_of(character)
            why = f"has U+{ord(character):04X} at position {position}"
            raise IdentifierFault(code, text, why, _MEND[code])


def check_length(value: str, text: str) -> None:
    """Raises IdentifierFault for an empty value and for one over MAX_VALUE characters."""
    if not value:
        mend = "write namespace:value"
        raise IdentifierFault(FaultCode.EMPTY_VALUE, text, "has no value", mend)
    if len(value) > MAX_VALUE:
        why = f"has a value of {len(value)} characters"
        raise IdentifierFault(FaultCode.TOO_LONG, text, why, f"use at most {MAX_VALUE}")


def _fault_of(character: str) -> FaultCode:
    if character in _BIDI:
        return FaultCode.BIDI_CONTROL
    if character.isspace():
        return FaultCode.WHITESPACE
    if category(character) == "Cc":
        return FaultCode.CONTROL_CHARACTER
    return FaultCode.NON_ASCII

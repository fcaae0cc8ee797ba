"""Identifiers of published standards: their form, check digits and canonical spelling.

Every rule takes the value without its namespace and the whole text (for the fault). It accepts what
the standard prints (hyphens, dots, letters of either case) and returns the compact upper-case form.
"""

import re

from schemas.identifiers import check_digits
from schemas.identifiers.identifier import FaultCode, Identifier, IdentifierFault

_ISRC = re.compile(r"([A-Z]{2})-?([A-Z0-9]{3})-?([0-9]{2})-?([0-9]{5})")
_ISWC = re.compile(r"T-?([0-9]{3})\.?([0-9]{3})\.?([0-9]{3})[-.]?([0-9])")
_IPI = re.compile(r"[0-9]{9,11}")
_ISNI = re.compile(r"[0-9]{15}[0-9X]")
_EAN = re.compile(r"[0-9]{13}")
_UPC = re.compile(r"[0-9]{12}")
_DPID = re.compile(r"PA-?DPIDA-?([0-9A-Z]{10})-?([0-9A-Z])")


def isrc(value: str, text: str) -> Identifier:
    """ISO 3901: two letters, three letters or digits, year, five digits. It has no check digit."""
    found = _ISRC.fullmatch(value.upper())
    if not found:
        raise _bad_format(text, "an ISRC is CC-XXX-YY-NNNNN, as in USSM19803037")
    return Identifier("isrc", "".join(found.groups()))


def iswc(value: str, text: str) -> Identifier:
    """ISO 15707: T, nine digits, a check digit. CISAC prints it as T-910.924.731-6."""
    found = _ISWC.fullmatch(value.upper())
    if not found:
        raise _bad_format(text, "an ISWC is T and ten digits, as in T9109247316")
    digits = "".join(found.groups())
    _verify(text, digits, check_digits.of_iswc(digits[:9]))
    return Identifier("iswc", f"T{digits}")


def ipi(value: str, text: str) -> Identifier:
    """CISAC IPI name number: eleven digits; leading zeros, often dropped in print, are put back."""
    if not _IPI.fullmatch(value):
        raise _bad_format(text, "an IPI name number has eleven digits, as in 00014107338")
    digits = value.zfill(11)
    _not_zero(text, digits)
    _verify(text, digits, check_digits.of_ipi_name_number(digits[:9]))
    return Identifier("ipi", digits)


def isni(value: str, text: str) -> Identifier:
    """ISO 27729: fifteen digits and a check character, 0 to 9 or X."""
    compact = value.upper()
    if not _ISNI.fullmatch(compact):
        raise _bad_format(text, "an ISNI has sixteen characters, as in 0000000081266409")
    _verify(text, compact, check_digits.of_isni(compact[:15]))
    return Identifier("isni", compact)


def ean(value: str, text: str) -> Identifier:
    """GS1 EAN-13 (GTIN-13)."""
    if not _EAN.fullmatch(value):
        raise _bad_format(text, "an EAN-13 has thirteen digits; send twelve digits as upc:")
    _not_zero(text, value)
    _verify(text, value, check_digits.of_gtin(value[:12]))
    return Identifier("ean", value)


def upc(value: str, text: str) -> Identifier:
    """GS1 UPC-A. It is the EAN-13 with a 0 before it, so that one is its canonical form."""
    if not _UPC.fullmatch(value):
        raise _bad_format(text, "a UPC-A has twelve digits; send thirteen digits as ean:")
    return ean(f"0{value}", text)


def dpid(value: str, text: str) -> Identifier:
    """DDEX party identifier, as in PADPIDA2013020802I.

    Its last character is an ISO 7064 MOD 37,36 check on those DDEX assigned. It is not verified:
    test messages are exchanged under invented ones, and a sender is known or not by other means.
    """
    found = _DPID.fullmatch(value.upper())
    if not found:
        raise _bad_format(text, "a DPID is PADPIDA and eleven characters, as in PADPIDA2013020802I")
    return Identifier("dpid", "PADPIDA" + "".join(found.groups()))


def _bad_format(text: str, mend: str) -> IdentifierFault:
    return IdentifierFault(FaultCode.BAD_FORMAT, text, "has not the form of its standard", mend)


def _verify(text: str, value: str, check: str) -> None:
    if not value.endswith(check):
        why = f"ends in {value[-len(check) :]}, its check digit is {check}"
        mend = "look for a mistyped or swapped digit"
        raise IdentifierFault(FaultCode.BAD_CHECK_DIGIT, text, why, mend)


def _not_zero(text: str, digits: str) -> None:
    """All zeros pass the sum and mean 'none' in CWR and in product feeds."""
    if not digits.strip("0"):
        why = "is all zeros, which stands for no number"
        raise IdentifierFault(FaultCode.PLACEHOLDER, text, why, "leave the identifier out")

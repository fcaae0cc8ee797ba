"""Currencies by ISO 4217 alphabetic code, with the exponent of their minor unit.

The exponent is the number of decimals of the smallest amount one can pay: 2 for CNY (fen), 0 for
JPY, 3 for KWD. List of 2026-01-01. Metals, test codes and units of account without a minor unit
(XAU, XDR, XXX) are left out: nothing can be paid in them.
"""

from collections.abc import Mapping
from types import MappingProxyType

_ACTIVE = {
    0: """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """,
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
        CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
        GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
        LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
        PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
        SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW
        ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN = {
    0: "BYR",
    2: """
        ANG BGN CUC CYP EEK HRK LTL LVL MRO MTL ROL SIT SKK SLL STD VEF ZWL
    """,
}


def _exponents(lists: Mapping[int, str]) -> Mapping[str, int]:
    return MappingProxyType({code: e for e, codes in lists.items() for code in codes.split()})


ACTIVE: Mapping[str, int] = _exponents(_ACTIVE)
"""Exponent by code, of the currencies in force."""

WITHDRAWN: Mapping[str, int] = _exponents(_WITHDRAWN)
"""Exponent by code, of currencies withdrawn since 2005: reports of their time still come in."""

CURRENCIES: Mapping[str, int] = MappingProxyType({**ACTIVE, **WITHDRAWN})
"""Exponent by code, of every currency that an amount may be in."""


class UnknownCurrency(LookupError):
    """``code`` is no currency that an amount may be in; ``mend`` says what to send instead."""

    def __init__(self, code: str, why: str, mend: str) -> None:
        super().__init__(code, why, mend)
        self.code = code
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        return f"currency {self.code[:80]!a} {self.why}; {self.mend}"


def exponent(code: str) -> int:
    """Decimals of the minor unit, 0 to 4. Raises UnknownCurrency."""
    try:
        return CURRENCIES[code]
    except KeyError:
        why = "is no ISO 4217 code of a currency with a minor unit"
        raise UnknownCurrency(code, why, "send three capital letters, as in CNY") from None

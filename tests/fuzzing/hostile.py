"""Values that break programs, by the kind of field they are put in."""

from decimal import Decimal

NUMBERS = (
    0, 1, -1, 2, 127, 128, 255, 256, 10_000, 10_001, 65_535, 65_536, 200_000, 200_001, 999_999,
    1_000_000, 1_000_001, -36_525, -36_526, 2**30, 2**31 - 1, 2**31, -(2**31), 2**32, 2**53, 10**15,
    10**15 + 1, 10**18, 2**62, 2**63 - 1, -(2**62), -(2**63),
)  # fmt: skip

BIDI = tuple("\u202e\u2066\u2069\u200f\u061c")
INVISIBLE = tuple("\u200b\u200d\u00ad\ufeff\u3164\u115f\u034f\ufe0f\u2800")
LOOK_ALIKES = (*"\u0430\u043e\u0435\u03bf\uff41\u0131\u2024\u00e9", "e\u0301")
CONTROLS = tuple("\x00\n\r\t\x1b\x7f\x85\u2028")
SPACES = tuple(" \u00a0\u3000\u2003")
WORDS = ("\u4f5c\u54c1", "\u30c6\u30b9\u30c8", "\uc18c\ub9ac", "Caf\u00e9", "\U0001f3b5")
NOT_UTF8 = ("\ud800", "\udfffa")
"""Half a surrogate pair: what a careless writer makes of it is no UTF-8."""

TEXTS = (
    *(f"a{odd}b" for odd in (*BIDI, *INVISIBLE, *CONTROLS, *SPACES)),
    *LOOK_ALIKES, *WORDS, *NOT_UTF8, *"%/|'\"\\:", "", "NaN", "-0", "1e999999", "9" * 5_000,
    "x" * 201, "x" * 2_001, "work:", "work:a", "work:A", "work:a\u0430", "isrc:USSM19803037",
    "isrc:us-sm1-98-03037", "upc:614141000036", "party:ann", "party:bob", "ipi:0", "tunefy:1",
    "TUNEFY:1", "tunefy:", "javascript:alert(1)", "CN", "cn", "2136", "World", "Worldwide", "CNY",
    "XXX", "cny", "OnDemandStream", "UserDefined", "rightstream.usage.UsageReported",
)  # fmt: skip

BYTES = (
    b"", b"\0", b"\xff" * 16, b"\xc0\x80", b"\xed\xa0\x80", b"\x80", b"x" * 32, b"x" * 33,
    b"x" * 70_000,
)  # fmt: skip

_NINES = "9" * 38
DECIMALS = tuple(map(Decimal, ("0", "-0", "1E-30", "-1E-30", _NINES, "0.1", "1E+38", "1E+60")))

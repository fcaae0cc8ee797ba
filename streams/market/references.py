"""The identifiers works are reported under: ours, the code of the standard, platforms' own ids."""

from schemas.identifiers import check_digits

_ISRC_COUNTRIES = ("CN", "CN", "US", "JP", "KR", "FR", "GB", "TW")
_SCRAMBLE = 2_654_435_761
"""Odd, so that multiplying by it modulo 2^32 gives every work another number (Knuth)."""


def work_id(work: int) -> str:
    return f"work:RS-{work + 1:08d}"


def isrc(work: int) -> str:
    """ISO 3901: unique up to 36 million works."""
    country = _ISRC_COUNTRIES[work % len(_ISRC_COUNTRIES)]
    registrant = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[work // 1_000_000]
    year, designation = divmod(work % 1_000_000, 100_000)
    return f"isrc:{country}RS{registrant}{year + 16:02d}{designation:05d}"


def iswc(work: int) -> str:
    """ISO 15707, with its check digit."""
    nine = f"{300_000_000 + work:09d}"
    return f"iswc:T{nine}{check_digits.of_iswc(nine)}"


def platform_id(platform: str, work: int) -> str:
    """The id a platform's own catalogue gives the work."""
    return f"{platform}:t{work * _SCRAMBLE % 2**32:010d}"


def unregistered(number: int, platform: str) -> str:
    """A reference nobody ever registers: codes mostly, platforms' ids, and works never declared."""
    kind = number % 10
    if kind < 5:
        return f"isrc:QZUN{kind}{number // 1_000_000:02d}{number // 10 % 100_000:05d}"
    if kind == 5:
        nine = f"{700_000_000 + number:09d}"
        return f"iswc:T{nine}{check_digits.of_iswc(nine)}"
    if kind < 9:
        return f"{platform}:x{number:08d}"
    return f"work:RX-{number:08d}"

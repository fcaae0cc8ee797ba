"""Kinds of cells: what they accept, in which spelling; the fast patterns accept no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr.cell_kinds import ARITHMETIC, KINDS


@pytest.mark.parametrize(
    ("kind", "written", "value", "code"),
    [
        ("i", "1704", "1704", ""),
        ("i", "+0012", "12", ""),
        ("i", "-0", "0", ""),
        ("i", "-3", "0", "negative-number"),
        ("i", "12.0", "0", "not-a-whole-number"),
        ("i", "٣", "0", "not-a-whole-number"),
        ("i", "9223372036854775807", "9223372036854775807", ""),
        ("i", "9223372036854775808", "0", "number-too-large"),
        ("n", "5.", "5.", ""),
        ("n", ".5", "0.5", ""),
        ("n", "-0.00", "0.00", ""),
        ("n", "0." + "3" * 30, "0." + "3" * 30, ""),
        ("n", "0." + "3" * 31, "0", "too-many-digits"),
        ("n", "1e5", "0", "not-a-plain-decimal"),
        ("n", "Infinity", "0", "not-a-plain-decimal"),
        ("n", "1,5", "0", "not-a-decimal"),
        ("d", "-1.5", "-1.5", ""),
        ("b", "TRUE", "true", ""),
        ("b", "1", "true", ""),
        ("b", "yes", "", "not-a-boolean"),
        ("D", "2016-02-29", "2016-02-29", ""),
        ("D", "2015-02-29", "", "not-a-date"),
        ("D", "2015-1001", "", "not-a-date"),
        ("T", "2016-01-21T15:09:26+01:00", "2016-01-21T15:09:26+01:00", ""),
        ("T", "2016-13-21T15:09:26Z", "", "not-a-date-time"),
        ("P", "PT1M30.5S", "PT1M30.5S", ""),
        ("P", "PT", "", "not-a-duration"),
        ("C", "USD", "USD", ""),
        ("C", "usd", "", "unknown-currency"),
        ("Z", "Worldwide", "Worldwide", ""),
        ("Z", "2136", "2136", ""),
        ("Z", "UK", "UK", "value-not-allowed"),
        ("Z", "Atlantis", "", "malformed-territory"),
        ("U", "Stream", "Stream", ""),
        ("U", "Hum", "UserDefined", "value-not-allowed"),
        ("M", "AdvertisementSupportedModel", "AdvertisementSupportedModel", ""),
        ("M", "AdvertisementSupported", "AdvertisementSupportedModel", "value-not-allowed"),
        ("M", "Barter", "UserDefined", "value-not-allowed"),
        ("N", "ISNI::0000000081266409", "ISNI::0000000081266409", ""),
        ("N", "0000000081266409", "", "namespace-missing"),
        ("S", "USSM19803037", "USSM19803037", ""),
        ("S", "us-sm1-98-03037", "USSM19803037", "isrc-spelling"),
        ("S", "USSM1980303", "", "malformed-isrc"),
        ("W", "T9109247316", "T9109247316", ""),
        ("W", "T-910.924.731-6", "T9109247316", "iswc-spelling"),
        ("W", "T9109247317", "", "iswc-check-digit"),
        ("W", "9109247316", "", "malformed-iswc"),
        ("I", "0602537817825", "0602537817825", ""),
        ("I", "12", "", "malformed-icpn"),
        ("X", "PA-DPIDA-2013020802-I", "PADPIDA2013020802I", ""),
        ("X", "Streamer", "", "malformed-party-id"),
    ],
)
def test_cell_is_read_or_refused(kind, written, value, code):
    checked = KINDS[kind].check(written)
    assert (checked.value, checked.code) == (value, code)


def accepted_by_pattern(kind: str) -> st.SearchStrategy[str]:
    """Texts the fast pattern of a kind accepts."""
    return st.from_regex(KINDS[kind].pattern, fullmatch=True)


@pytest.mark.parametrize("kind", [k for k, v in KINDS.items() if v.pattern != "(?!)"])
@settings(deadline=None)
@given(data=st.data())
def test_what_the_fast_pattern_accepts_has_no_problem(kind, data):
    value = data.draw(accepted_by_pattern(kind))
    if kind in ARITHMETIC and not ARITHMETIC[kind](value):
        return
    checked = KINDS[kind].check(value)
    assert checked.code == ""


@settings(deadline=None)
@given(st.text())
def test_any_text_is_checked_without_an_error(text):
    for kind in KINDS.values():
        checked = kind.check(text)
        assert checked.usable or checked.code

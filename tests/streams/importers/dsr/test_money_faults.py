"""Faults of money and claims, and bytes no record may hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def ugc(change: Callable) -> Callable:
    """Break a UGC report."""
    return lambda dsr: change(dsr.ugc())


def claim_of_other_context(dsr):
    file = dsr.ugc()
    dsr.summary(file, "2", Territory="NO")
    return file.move("SY02.01", 2, number=2).set("LI01.01", "SummaryRecordId", "2")


def without_claim(dsr):
    file = dsr.new("RoyaltyReportingProfile", "1.0.1")
    file.row(
        "SY07",
        SummaryRecordId="1",
        Territory="IS",
        RightsType="PerformingRight",
        Usages="50",
        Currency="USD",
        AllocatedRevenue="1",
        AllocatedNetRevenue="1",
    )
    dsr.work(dsr.resource(file, "1", isrc="USSM19803037"), "1")
    return dsr.usage(file, "1")


def su(cell: str, value: str) -> Callable:
    return ugc(lambda f: f.set("SU03.01", cell, value))


def li(cell: str, value: str) -> Callable:
    return ugc(lambda f: f.set("LI01.01", cell, value))


#: How a right file is broken, and the fault it must give: code, record type, cell.
CASES = {
    # money and claims
    "revenue negative": (su("NetRevenue", "-0.01"), "negative-number", "SU03.01", "NetRevenue"),
    "revenue with an exponent": (
        su("NetRevenue", "1E5"),
        "not-a-plain-decimal",
        "SU03.01",
        "NetRevenue",
    ),
    "revenue not a number": (
        su("NetRevenue", "NaN"),
        "not-a-plain-decimal",
        "SU03.01",
        "NetRevenue",
    ),
    "revenue with a decimal comma": (
        su("NetRevenue", "2,50"),
        "not-a-decimal",
        "SU03.01",
        "NetRevenue",
    ),
    "revenue finer than can be kept": (
        su("NetRevenue", "0." + "1" * 38),
        "too-many-digits",
        "SU03.01",
        "NetRevenue",
    ),
    "revenue larger than can be kept": (
        su("NetRevenue", "9" * 18),
        "number-too-large",
        "SU03.01",
        "",
    ),
    "claim row cut short": (ugc(lambda f: f.cut("LI01.01", 1)), "wrong-cell-count", "LI01.01", ""),
    "claim of nobody": (li("RightsController", ""), "cell-missing", "LI01.01", "RightsController"),
    "claim negative": (
        li("AllocatedAmount", "-1"),
        "negative-number",
        "LI01.01",
        "AllocatedAmount",
    ),
    "claim amount unreadable": (
        li("AllocatedAmount", "1.2.3"),
        "not-a-decimal",
        "LI01.01",
        "AllocatedAmount",
    ),
    "share above the whole": (
        li("RightSharePercentage", "100.01"),
        "share-above-whole",
        "LI01.01",
        "RightSharePercentage",
    ),
    "claim before any usage": (
        ugc(lambda f: f.drop("SU03.01")),
        "claim-without-usage",
        "LI01.01",
        "",
    ),
    "claim in another context": (
        claim_of_other_context,
        "claim-context-differs",
        "LI01.01",
        "SummaryRecordId",
    ),
    "usage without the claim its profile demands": (
        without_claim,
        "usage-without-claim",
        "SU03.01",
        "",
    ),
    # bytes
    "control character": (
        ugc(lambda f: f.set("AS01", "Title", "a\x00b")),
        "control-character",
        "",
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_refuses_the_report_and_says_where(dsr, name):
    breaks, *expected = CASES[name]
    dsr.refuses(breaks(dsr), *expected)

"""Faults of the summary records: usage without a clear sales context."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def ugc(change: Callable) -> Callable:
    """Break a UGC report."""
    return lambda dsr: change(dsr.ugc())


def named(name: str) -> Callable:
    """A UGC report under another file name."""
    return lambda dsr: dsr.ugc(name=name)


def open_usage(dsr):
    """A usage row no summary record and no claim is named for, in a report with two contexts."""
    file = dsr.ugc()
    dsr.summary(file, "2", Territory="NO")
    file.move("SY02.01", 2, number=2)
    return file.set("SU03.01", "SummaryRecordId", "").set("LI01.01", "SummaryRecordId", "")


def summary_twice(cell: str, value: str) -> Callable:
    """A second summary record of the same id that says something else."""

    def build(dsr):
        file = dsr.ugc()
        dsr.summary(file, "1", **{cell: value})
        return file.move("SY02.01", 2, number=2)

    return build


def su(cell: str, value: str) -> Callable:
    return ugc(lambda f: f.set("SU03.01", cell, value))


def sy(cell: str, value: str) -> Callable:
    return ugc(lambda f: f.set("SY02.01", cell, value))


#: How a right file is broken, and the fault it must give: code, record type, cell.
CASES = {
    "summary row cut short": (
        ugc(lambda f: f.cut("SY02.01", 1)),
        "wrong-cell-count",
        "SY02.01",
        "",
    ),
    "territory missing": (sy("Territory", ""), "cell-missing", "SY02.01", "Territory"),
    "territory unreadable": (
        sy("Territory", "Iceland"),
        "malformed-territory",
        "SY02.01",
        "Territory",
    ),
    "currency unknown": (sy("Currency", "UDS"), "unknown-currency", "SY02.01", "Currency"),
    "summary revenue negative": (
        sy("NetRevenue", "-1.00"),
        "negative-number",
        "SY02.01",
        "NetRevenue",
    ),
    "one id, two territories": (
        summary_twice("Territory", "NO"),
        "summary-conflict",
        "SY02.01",
        "SummaryRecordId",
    ),
    "one id, two currencies": (
        summary_twice("Currency", "EUR"),
        "summary-conflict",
        "SY02.01",
        "SummaryRecordId",
    ),
    "party without namespace": (
        sy("RightsControllerPartyId", "4534"),
        "namespace-missing",
        "SY02.01",
        "RightsControllerPartyId",
    ),
    "usage of no summary record": (
        su("SummaryRecordId", "7"),
        "unknown-summary",
        "SU03.01",
        "SummaryRecordId",
    ),
    "usage that names no context": (open_usage, "no-summary-named", "SU03.01", "SummaryRecordId"),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_refuses_the_report_and_says_where(dsr, name):
    breaks, *expected = CASES[name]
    dsr.refuses(breaks(dsr), *expected)

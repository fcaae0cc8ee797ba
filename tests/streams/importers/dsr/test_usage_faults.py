"""Faults of usage: rows that cannot be counted, or would be counted wrongly."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def ugc(change: Callable) -> Callable:
    """Break a UGC report."""
    return lambda dsr: change(dsr.ugc())


def audio(change: Callable) -> Callable:
    """Break a BasicAudio report."""
    return lambda dsr: change(dsr.audio())


def split_block(dsr):
    return dsr.usage(dsr.ugc(), "1", ValidityPeriodStart="", ValidityPeriodEnd="")


def overlapping(dsr):
    file = dsr.ugc()
    file.set("SU03.01", "ValidityPeriodEnd", "20151115", number=2)
    return dsr.usage(file, "2", ValidityPeriodStart="20151115")


def twice(dsr):
    file = dsr.ugc()
    file.rows.append(list(file.find("SU03.01", -1)))
    return file


def without_usage(dsr):
    file = dsr.audio()
    for record_type in ("SU02", "SU01", "SU01"):
        file.drop(record_type)
    return file


def su(cell: str, value: str) -> Callable:
    return ugc(lambda f: f.set("SU03.01", cell, value))


#: How a right file is broken, and the fault it must give: code, record type, cell.
CASES = {
    "usage row cut short": (ugc(lambda f: f.cut("SU03.01", 1)), "wrong-cell-count", "SU03.01", ""),
    "usage row with a cell too many": (
        ugc(lambda f: f.find("SU03.01").append("") or f),
        "wrong-cell-count",
        "SU03.01",
        "",
    ),
    "usages negative": (su("Usages", "-5"), "negative-number", "SU03.01", "Usages"),
    "usages in words": (su("Usages", "many"), "not-a-whole-number", "SU03.01", "Usages"),
    "usages with an exponent": (su("Usages", "1e3"), "not-a-whole-number", "SU03.01", "Usages"),
    "usages beyond counting": (
        su("Usages", "99999999999999999999"),
        "number-too-large",
        "SU03.01",
        "Usages",
    ),
    "two values in one cell": (su("Usages", "3|4"), "several-values", "SU03.01", "Usages"),
    "resource missing": (su("DspReleaseId", ""), "cell-missing", "SU03.01", "DspReleaseId"),
    "identifier too long to be matched": (
        ugc(
            lambda f: (
                f.set("AS01", "ISRC", "")
                .set("MW01.01", "ISWC", "")
                .set("AS01", "DspResourceId", "x" * 129)
            )
        ),
        "identifier-too-long",
        "SU03.01",
        "",
    ),
    "validity not in the calendar": (
        su("ValidityPeriodStart", "20151131"),
        "not-a-date",
        "SU03.01",
        "ValidityPeriodStart",
    ),
    "validity outside the period": (
        su("ValidityPeriodStart", "20150930"),
        "validity-outside-period",
        "SU03.01",
        "ValidityPeriodStart",
    ),
    "validity reversed": (
        ugc(
            lambda f: f.set("SU03.01", "ValidityPeriodStart", "20151202").set(
                "SU03.01", "ValidityPeriodEnd", "20151201"
            )
        ),
        "validity-reversed",
        "SU03.01",
        "ValidityPeriodStart",
    ),
    "validity periods overlap": (overlapping, "validity-overlap", "SU03.01", "ValidityPeriodStart"),
    "usage row twice": (twice, "usage-row-twice", "SU03.01", "SalesTransactionId"),
    "block split": (split_block, "block-split", "SU03.01", "BlockId"),
    "unknown usage record": (
        ugc(lambda f: f.text("SU99\t1\t2")),
        "unknown-usage-record",
        "SU99",
        "",
    ),
    "release lists of different length": (
        ugc(lambda f: f.set("RU01", "Usages", "50")),
        "lists-differ",
        "RU01",
        "Usages",
    ),
    "more returns than sales": (
        audio(lambda f: f.set("SU01", "Returns", "6")),
        "returns-exceed-usages",
        "SU01",
        "Returns",
    ),
    "returns negative": (
        audio(lambda f: f.set("SU01", "Returns", "-1")),
        "negative-number",
        "SU01",
        "Returns",
    ),
    "nothing transacted": (
        audio(lambda f: f.set("SU02", "TransactedResource", "")),
        "nothing-transacted",
        "SU02",
        "TransactedResource",
    ),
    "resource not described": (
        audio(lambda f: f.set("SU02", "TransactedResource", "R7")),
        "undescribed",
        "SU02",
        "TransactedResource",
    ),
    "release not described": (
        audio(lambda f: f.set("SU01", "TransactedRelease", "X")),
        "undescribed",
        "SU01",
        "TransactedRelease",
    ),
    "royalty flag unreadable": (
        audio(lambda f: f.set("SU01", "IsRoyaltyBearing", "perhaps")),
        "not-a-boolean",
        "SU01",
        "IsRoyaltyBearing",
    ),
    "block without usage": (without_usage, "block-without-usage", "", "BlockId"),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_refuses_the_report_and_says_where(dsr, name):
    breaks, *expected = CASES[name]
    dsr.refuses(breaks(dsr), *expected)


def test_files_the_faults_are_made_of_are_right(dsr):
    assert dsr.accepted(dsr.ugc()).warnings == []
    assert dsr.accepted(dsr.audio()).warnings == []

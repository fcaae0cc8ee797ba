"""Faults of identity: who reports what to whom, in file name and HEAD."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def ugc(change: Callable) -> Callable:
    """Break a UGC report."""
    return lambda dsr: change(dsr.ugc())


def named(name: str) -> Callable:
    """A UGC report under another file name."""
    return lambda dsr: dsr.ugc(name=name)


def head(cell: str, value: str) -> Callable:
    """Write one cell of HEAD."""
    return ugc(lambda f: f.set("HEAD", cell, value))


#: How a right file is broken, and the fault it must give: code, record type, cell.
CASES = {
    # identity: file name
    "name without DSR": (
        named("TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name with too many parts": (
        named("DSR_TEST_Streamer_My_Music_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name of another kind of file": (
        named("DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.csv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name with an impossible period": (
        named("DSR_TEST_Streamer_Music_2015-Q5_IS_1of1_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name with an impossible time": (
        named("DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T250926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name with an impossible counter": (
        named("DSR_TEST_Streamer_Music_2015-Q4_IS_oneofone_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name of file 2 of 1": (
        named("DSR_TEST_Streamer_Music_2015-Q4_IS_2of1_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "name without sender": (
        named("DSR_TEST__Music_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-malformed",
        "",
        "file name",
    ),
    "recipient of another report": (
        named("DSR_OTHER_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-differs",
        "HEAD",
        "RecipientPartyId",
    ),
    "sender of another report": (
        named("DSR_TEST_Other_Music_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-differs",
        "HEAD",
        "SenderPartyId",
    ),
    "service of another report": (
        named("DSR_TEST_Streamer_Video_2015-Q4_IS_1of1_20160121T150926.tsv"),
        "file-name-differs",
        "HEAD",
        "ServiceDescription",
    ),
    "period of another report": (
        named("DSR_TEST_Streamer_Music_2015-11_IS_1of1_20160121T150926.tsv"),
        "file-name-differs",
        "HEAD",
        "UsageStartDate",
    ),
    "time of another report": (
        named("DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160122T150926.tsv"),
        "file-name-differs",
        "HEAD",
        "MessageCreatedDateTime",
    ),
    "header says another file": (
        lambda dsr: dsr.ugc(name="DSR_TEST_Streamer_Music_2015-Q4_IS_1of2_20160121T150926.tsv").set(
            "HEAD", "NumberOfFiles", "1"
        ),
        "file-name-differs",
        "HEAD",
        "NumberOfFiles",
    ),
    # identity: HEAD
    "no header": (ugc(lambda f: f.drop("HEAD")), "no-head", "", ""),
    "header not first": (ugc(lambda f: f.move("HEAD", 1)), "head-not-first", "HEAD", ""),
    "two headers": (ugc(lambda f: f.text("\t".join(f.find("HEAD")))), "second-head", "HEAD", ""),
    "header cut short": (ugc(lambda f: f.cut("HEAD", 1)), "wrong-cell-count", "HEAD", ""),
    "other kind of message": (
        head("MessageVersion", "ern/382"),
        "message-version",
        "HEAD",
        "MessageVersion",
    ),
    "unknown profile": (head("Profile", "KaraokeProfile"), "unknown-profile", "HEAD", "Profile"),
    "unknown profile version": (
        head("ProfileVersion", "9.9"),
        "unknown-profile-version",
        "HEAD",
        "ProfileVersion",
    ),
    "message id missing": (head("MessageId", ""), "cell-missing", "HEAD", "MessageId"),
    "creation time unreadable": (
        head("MessageCreatedDateTime", "yesterday"),
        "not-a-date-time",
        "HEAD",
        "MessageCreatedDateTime",
    ),
    "start date not in the calendar": (
        head("UsageStartDate", "2015-02-30"),
        "not-a-date",
        "HEAD",
        "UsageStartDate",
    ),
    "period reversed": (
        head("UsageEndDate", "2015-09-30"),
        "period-reversed",
        "HEAD",
        "UsageEndDate",
    ),
    "sender without party id": (
        head("SenderPartyId", "Streamer"),
        "malformed-party-id",
        "HEAD",
        "SenderPartyId",
    ),
    "file 3 of 1 in the header": (head("FileNumber", "3"), "file-number", "HEAD", "FileNumber"),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_refuses_the_report_and_says_where(dsr, name):
    breaks, *expected = CASES[name]
    dsr.refuses(breaks(dsr), *expected)

"""Faults of completeness: a file or a report that did not arrive whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def ugc(change: Callable) -> Callable:
    """Break a UGC report."""
    return lambda dsr: change(dsr.ugc())


def footed(cell: str, value: str) -> Callable:
    """Write one count of FOOT."""

    def change(file):
        file.foot[cell] = value
        return file

    return ugc(change)


def without_foot(file):
    file.foot_type = ""
    return file


def joined(file):
    return file.text("FOOT\t1\t1\t1\t2\t2").text("AS01\t9")


def late_summary(dsr):
    return dsr.summary(dsr.ugc())


def mixed_variants(dsr):
    file = dsr.new("UgcProfile", "1.2")
    dsr.summary(file)
    dsr.usage(dsr.resource(file, "1"), "1")
    return file.row(
        "SR06",
        SummaryRecordId="1",
        DspResourceId="A9",
        ResourceTitle="t",
        WorkTitle="t",
        DspWorkId="w",
        Usages="1",
        ValidityPeriodStart="20151001",
        ValidityPeriodEnd="20151231",
        ContentCategory="music",
    )


def srb_with_foot(dsr):
    file = dsr.new("BasicAudioProfileSRB", "1.2")
    return dsr.summary(file)


def srfo_in_blocks(file):
    file.foot_type = "SRFO"
    return file


def srb_split(dsr):
    file = dsr.new("BasicAudioProfileSRB", "1.2")
    file.name = file.name.replace("1of1", "1of2")
    file.set("HEAD", "NumberOfFiles", "2")
    file.foot_type = "SRFO"
    return dsr.summary(file)


#: How a right file is broken, and the fault it must give: code, record type, cell.
CASES = {
    "no footer": (ugc(without_foot), "no-foot", "", ""),
    "records after the footer": (ugc(joined), "foot-not-last", "FOOT", ""),
    "two footers": (ugc(joined), "second-foot", "FOOT", ""),
    "lines lost": (
        footed("NumberOfLinesInFile", "99"),
        "foot-count-differs",
        "FOOT",
        "NumberOfLinesInFile",
    ),
    "lines of the report lost": (
        footed("NumberOfLinesInReport", "99"),
        "foot-count-differs",
        "FOOT",
        "NumberOfLinesInReport",
    ),
    "summary records lost": (
        footed("NumberOfSummaryRecords", "2"),
        "foot-count-differs",
        "FOOT",
        "NumberOfSummaryRecords",
    ),
    "blocks lost": (
        footed("NumberOfBlocksInFile", "3"),
        "foot-count-differs",
        "FOOT",
        "NumberOfBlocksInFile",
    ),
    "blocks of the report lost": (
        footed("NumberOfBlocksInReport", "3"),
        "foot-count-differs",
        "FOOT",
        "NumberOfBlocksInReport",
    ),
    "footer count not a number": (
        footed("NumberOfLinesInFile", "many"),
        "not-a-whole-number",
        "FOOT",
        "NumberOfLinesInFile",
    ),
    "no summary record": (ugc(lambda f: f.drop("SY02.01")), "no-summary", "", ""),
    "summary after usage": (late_summary, "summary-after-block", "SY02.01", ""),
    "a file of the set missing": (
        lambda dsr: dsr.ugc(name="DSR_TEST_Streamer_Music_2015-Q4_IS_1of2_20160121T150926.tsv").set(
            "HEAD", "NumberOfFiles", "2"
        ),
        "file-missing",
        "",
        "NumberOfFiles",
    ),
    "footer of the other variant": (srb_with_foot, "wrong-foot", "FOOT", ""),
    "single-record footer under blocks": (ugc(srfo_in_blocks), "wrong-foot", "SRFO", ""),
    "single-record report split": (srb_split, "single-blocks-split", "HEAD", "NumberOfFiles"),
    "blocks and single records mixed": (mixed_variants, "mixed-variants", "", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_refuses_the_report_and_says_where(dsr, name):
    breaks, *expected = CASES[name]
    dsr.refuses(breaks(dsr), *expected)

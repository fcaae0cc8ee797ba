"""Reports of several files: all there, once each, in agreement, or not imported at all."""

from __future__ import annotations

import pytest

PART = "DSR_TEST_Streamer_Music_2015-Q4_IS_{}of{}_20160121T150926.tsv"


def parts(dsr, count=2):
    """A right report of so many files, one Block each."""
    files = []
    for number in range(1, count + 1):
        file = dsr.ugc(name=PART.format(number, count), blocks=[str(number)])
        file.set("HEAD", "FileNumber", str(number)).set("HEAD", "NumberOfFiles", str(count))
        file.set("SY02.01", "Usages", str(50 * count))
        files.append(file)
    lines = str(sum(len(file.rows) + 1 for file in files))
    for file in files:
        file.foot = {"NumberOfLinesInReport": lines, "NumberOfBlocksInReport": str(count)}
    return files


def codes(outcome):
    return sorted({fault.code for fault in outcome.faults})


def test_files_of_one_report_become_one_report(dsr):
    files = parts(dsr, 3)
    outcome = dsr.accepted(*reversed(files))
    (report,) = outcome.reports
    assert report.files == tuple(file.name for file in files)
    assert report.number_of_files == 3
    assert report.lines.units == [50, 50, 50]
    assert report.lines.source_file == [0, 1, 2]
    assert outcome.warnings == []


def test_fault_in_one_file_refuses_all_files_of_the_report(dsr):
    first, second = parts(dsr)
    outcome = dsr.read(first, second.set("SU03.01", "Usages", "-1"))
    assert codes(outcome) == ["negative-number"]
    assert outcome.reports == []
    assert outcome.to_json()["refused"] == 2


def test_other_reports_of_the_call_pass(dsr):
    bad = dsr.ugc(name=PART.format(1, 1)).set("SU03.01", "Usages", "-1")
    good = dsr.ugc(name=PART.format(1, 1).replace("2015-Q4", "2015-10-01--2015-12-31"))
    outcome = dsr.read(bad, good.set("HEAD", "MessageId", "M-2"))
    assert [report.message_id for report in outcome.reports] == ["M-2"]
    assert (outcome.files, outcome.refused_files, outcome.exit_code) == (2, 1, 2)


def test_missing_files_are_named(dsr):
    files = parts(dsr, 5)
    outcome = dsr.read(files[0], files[4])
    (fault,) = [fault for fault in outcome.faults if fault.code == "file-missing"]
    assert fault.value == "2-4"


def test_absurd_number_of_files_is_answered_at_once(dsr):
    file = dsr.ugc(name=PART.format(1, 999_999_999)).set("HEAD", "NumberOfFiles", "999999999")
    outcome = dsr.read(file)
    (fault,) = [fault for fault in outcome.faults if fault.code == "file-missing"]
    assert fault.value == "2-999999999"


def test_file_twice_is_refused(dsr):
    first, second = parts(dsr)
    copy = dsr.ugc(name=second.name.replace("T150926", "T150927"), blocks=["9"])
    copy.rows[0] = list(second.rows[0])
    outcome = dsr.read(first, second, copy)
    assert "file-twice" in codes(outcome)
    assert outcome.reports == []


def test_message_id_used_for_two_reports_is_refused(dsr):
    again = dsr.ugc(name=PART.format(1, 1).replace("Music", "Other"))
    outcome = dsr.read(dsr.ugc(), again.set("HEAD", "ServiceDescription", "Other"))
    assert outcome.reports == []
    assert {"file-twice", "files-disagree"} <= set(codes(outcome))


def test_same_path_given_twice_is_one_file(dsr):
    file = dsr.ugc()
    outcome = dsr.accepted(file, file)
    assert outcome.files == 1


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("RecipientPartyId", "PADPIDA2000000000X"),
        ("SenderName", "Streamers"),
        ("UsageEndDate", "2015-12-30"),
        ("ProfileVersion", "1.1"),
        ("MessageId", "M-9"),
    ],
)
def test_files_that_disagree_in_the_header_are_refused(dsr, cell, value):
    first, second = parts(dsr)
    outcome = dsr.read(first, second.set("HEAD", cell, value))
    fault = next(fault for fault in outcome.faults if fault.code == "files-disagree")
    assert fault.file == second.name
    assert first.name in fault.message
    assert outcome.reports == []


def test_files_that_disagree_in_the_name_are_refused(dsr):
    first, second = parts(dsr)
    second.name = second.name.replace("_IS_", "_NO_")
    outcome = dsr.read(first, second)
    assert "files-disagree" in codes(outcome)


def test_files_that_count_differently_are_refused(dsr):
    first, second = parts(dsr)
    second.name = PART.format(2, 3)
    outcome = dsr.read(first, second.set("HEAD", "NumberOfFiles", "3"))
    assert {"files-disagree", "file-missing"} <= set(codes(outcome))


def test_block_in_two_files_is_refused(dsr):
    first, second = parts(dsr)
    for row in second.rows[2:]:
        row[1] = "1"
    outcome = dsr.read(first, second)
    (fault,) = [fault for fault in outcome.faults if fault.code == "block-in-two-files"]
    assert fault.file == second.name


def test_summary_records_must_be_the_same_in_every_file(dsr):
    first, second = parts(dsr)
    outcome = dsr.read(first, second.set("SY02.01", "NetRevenue", "99"))
    assert codes(outcome) == ["summaries-differ"]


def test_counts_of_the_whole_report_are_checked(dsr):
    first, second = parts(dsr)
    second.foot = {"NumberOfLinesInReport": "7", "NumberOfBlocksInReport": "7"}
    outcome = dsr.read(first, second)
    assert [(fault.code, fault.cell_name) for fault in outcome.faults] == [
        ("foot-count-differs", "NumberOfLinesInReport"),
        ("foot-count-differs", "NumberOfBlocksInReport"),
    ]


def test_only_the_last_footer_must_count_the_whole_report(dsr):
    first, second = parts(dsr)
    first.foot = {"NumberOfLinesInReport": "", "NumberOfBlocksInReport": ""}
    assert dsr.accepted(first, second).warnings == []
    second.foot = first.foot
    outcome = dsr.accepted(first, second)
    assert [warning.code for warning in outcome.warnings] == ["foot-count-missing"] * 2


def test_revenue_is_rounded_file_by_file(dsr):
    files = parts(dsr)
    for file in files:
        file.set("SU03.01", "NetRevenue", "0.0000006")
    outcome = dsr.accepted(*files)
    assert outcome.reports[0].lines.revenue_micros == [1, 1]
    assert [warning.code for warning in outcome.warnings] == ["revenue-rounded"] * 2

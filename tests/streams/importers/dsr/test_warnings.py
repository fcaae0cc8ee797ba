"""Warnings: what is odd in a file that still passes, said once and with its place."""

from __future__ import annotations

import pytest


def named(name):
    return lambda dsr: dsr.ugc(name=name)


def ugc(change):
    return lambda dsr: change(dsr.ugc())


def second_service(dsr):
    file = dsr.summary(dsr.ugc(), "1", ServiceDescription="Video")
    return file.move("SY02.01", 2, number=2)


def over_claimed(dsr):
    file = dsr.ugc()
    return dsr.claim(file, "2", "PUB_2", RightSharePercentage="50")


def with_release_and_resource(dsr):
    return dsr.audio().set("SU02", "TransactedRelease", "L")


#: How a right file is made odd, and the warning it must give: code, record type, cell.
CASES = {
    "work row cut short": (
        ugc(lambda f: f.cut("MW01.01", 8)),
        "wrong-cell-count",
        "MW01.01",
        "",
    ),
    "resource row with a tab too many": (
        ugc(lambda f: f.find("AS01").append("") or f),
        "wrong-cell-count",
        "AS01",
        "",
    ),
    "title missing": (
        ugc(lambda f: f.set("AS01", "Title", "")),
        "cell-missing",
        "AS01",
        "Title",
    ),
    "two titles in one cell": (
        ugc(lambda f: f.set("AS01", "Title", "a|b")),
        "several-values",
        "AS01",
        "Title",
    ),
    "backslash that escapes nothing": (
        ugc(lambda f: f.set("AS01", "Title", r"AC\DC")),
        "bad-escape",
        "AS01",
        "Title",
    ),
    "isrc malformed": (
        ugc(lambda f: f.set("AS01", "ISRC", "USSM198")),
        "malformed-isrc",
        "AS01",
        "ISRC",
    ),
    "isrc with hyphens": (
        ugc(lambda f: f.set("AS01", "ISRC", "US-SM1-98-03037")),
        "isrc-spelling",
        "AS01",
        "ISRC",
    ),
    "iswc check digit wrong": (
        ugc(lambda f: f.set("MW01.01", "ISWC", "T9109247317")),
        "iswc-check-digit",
        "MW01.01",
        "ISWC",
    ),
    "duration unreadable": (
        ugc(lambda f: f.set("AS01", "Duration", "4:05")),
        "not-a-duration",
        "AS01",
        "Duration",
    ),
    "resource type unknown": (
        ugc(lambda f: f.set("AS01", "ResourceType", "Hologram")),
        "value-not-allowed",
        "AS01",
        "ResourceType",
    ),
    "use type unknown": (
        ugc(lambda f: f.set("SY02.01", "UseType", "Hum")),
        "value-not-allowed",
        "SY02.01",
        "UseType",
    ),
    "rights type unknown": (
        ugc(lambda f: f.set("LI01.01", "RightsType", "LendingRight")),
        "value-not-allowed",
        "LI01.01",
        "RightsType",
    ),
    "territory of the name unusual": (
        named("DSR_TEST_Streamer_Music_2015-Q4_Nordics_1of1_20160121T150926.tsv"),
        "file-name-territory",
        "",
        "file name",
    ),
    "territory of the name another": (
        named("DSR_TEST_Streamer_Music_2015-Q4_NO_1of1_20160121T150926.tsv"),
        "file-name-territory",
        "",
        "file name",
    ),
    "period only a part of the name's": (
        named("DSR_TEST_Streamer_Music_2015_IS_1of1_20160121T150926.tsv"),
        "file-name-period",
        "HEAD",
        "UsageStartDate",
    ),
    "unknown record type": (
        ugc(lambda f: f.text("XX01\t1\t2").move("XX01", 3)),
        "unknown-record-type",
        "XX01",
        "",
    ),
    "record of another profile version": (
        ugc(lambda f: f.set("HEAD", "ProfileVersion", "1.0").drop("MW01.01").drop("MW01.01")),
        "record-not-in-profile",
        "SU03.01",
        "",
    ),
    "services of one context differ": (
        second_service,
        "summary-service-differs",
        "SY02.01",
        "SummaryRecordId",
    ),
    "summary counts other usages": (
        ugc(lambda f: f.set("SY02.01", "Usages", "101")),
        "reconciliation",
        "SY02.01",
        "Usages",
    ),
    "release rows count other usages": (
        ugc(lambda f: f.set("RU01", "Usages", "30|21")),
        "reconciliation",
        "RU01",
        "Usages",
    ),
    "usages not reported": (
        ugc(lambda f: f.set("SU03.01", "Usages", "").set("SY02.01", "Usages", "50").drop("RU01")),
        "usages-missing",
        "SU03.01",
        "Usages",
    ),
    "shares written as fractions": (
        ugc(
            lambda f: f.set("LI01.01", "RightSharePercentage", "1.0000").set(
                "LI01.01", "RightSharePercentage", "0.5", 2
            )
        ),
        "share-scale",
        "LI01.01",
        "RightSharePercentage",
    ),
    "claims above the whole": (over_claimed, "over-claim", "LI01.01", "RightSharePercentage"),
    "revenue finer than a millionth": (
        ugc(lambda f: f.set("SU03.01", "NetRevenue", "0.0000001")),
        "revenue-rounded",
        "",
        "",
    ),
    "release and resource both named": (
        with_release_and_resource,
        "release-and-resource",
        "SU02",
        "TransactedResource",
    ),
    "block that describes nothing": (
        ugc(lambda f: f.drop("AS01").drop("MW01.01")),
        "block-without-resource",
        "",
        "BlockId",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_warning_lets_the_report_pass_and_says_where(dsr, name):
    makes_odd, code, record_type, cell_name = CASES[name]
    file = makes_odd(dsr)
    outcome = dsr.accepted(file)
    assert len(outcome.reports) == 1
    found = [w for w in outcome.warnings if w.code == code and w.record_type == record_type]
    assert len(found) == 1, [warning.message for warning in outcome.warnings]
    (warning,) = found
    assert (warning.severity, warning.cell_name) == ("warning", cell_name)
    assert warning.message.startswith(file.name)


def test_territory_of_the_name_may_stand_for_several(dsr):
    name = "DSR_TEST_Streamer_Music_2015-Q4_multi_1of1_20160121T150926.tsv"
    assert dsr.accepted(dsr.ugc(name=name)).warnings == []


def test_short_row_is_explained_by_what_spreadsheets_do(dsr):
    outcome = dsr.accepted(dsr.ugc().cut("MW01.01", 8))
    (warning,) = outcome.warnings
    assert "8 cells" in warning.message
    assert "exactly 16" in warning.message
    assert "Spreadsheets drop the tabs" in warning.message


def test_warning_that_repeats_is_counted_and_given_once(dsr):
    file = dsr.ugc()
    for number in (1, 2):
        file.set("AS01", "ResourceType", "Hologram", number)
    (warning,) = dsr.accepted(file).warnings
    assert warning.line == file.line_of("AS01")
    assert "Seen 2 times" in warning.message


def test_unknown_records_are_counted(dsr):
    file = dsr.ugc()
    for _ in range(3):
        file.text("XX01\tanything").move("XX01", 3, -1)
    (warning,) = dsr.accepted(file).warnings
    assert "ignored" in warning.message
    assert "Seen 3 times" in warning.message


def test_word_outside_the_set_is_kept_as_user_defined_with_its_text(dsr):
    outcome = dsr.accepted(dsr.ugc().set("SY02.01", "UseType", "Hum"))
    assert set(outcome.reports[0].lines.use_type) == {"UserDefined"}
    (warning,) = outcome.warnings
    assert warning.value == "Hum"
    assert "'Hum'" in warning.message

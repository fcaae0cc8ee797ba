"""UGC reports: which work was used, when, for how much, and what the platform allocated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from streams.importers.dsr.periods import date_days


def day(text):
    return date_days(text)[0]


def test_report_says_who_reports_to_whom_for_when(dsr):
    (report,) = dsr.accepted(dsr.ugc()).reports
    assert (report.sender, report.message_id) == ("PADPIDA2013020802I", "M-1")
    assert (report.sender_name, report.recipient) == ("Streamer", "PADPIDA2007062702I")
    assert (report.profile, report.profile_version) == ("UgcProfile", "1.1.1")
    assert (report.period_first_day, report.period_end_day) == (day("20151001"), day("20160101"))
    assert report.created_at == "2016-01-21T15:09:26Z"
    assert (report.service, report.number_of_files) == ("Music", 1)


def test_usage_row_becomes_one_line(dsr):
    file = dsr.ugc()
    (report,) = dsr.accepted(file).reports
    lines = report.lines
    assert lines.reference == ["isrc:USSM19803031", "isrc:USSM19803032"]
    assert lines.use_type == ["OnDemandStream"] * 2
    assert lines.commercial_model == ["AdvertisementSupportedModel"] * 2
    assert lines.territory == ["IS"] * 2
    assert lines.currency == ["USD"] * 2
    assert lines.service == ["Music"] * 2
    assert lines.units == [50, 50]
    assert lines.revenue_micros == [2_500_000] * 2
    assert lines.royalty_bearing == [True, True]
    assert lines.source_line == [file.line_of("SU03.01"), file.line_of("SU03.01", 2)]
    assert [report.files[number] for number in lines.source_file] == [file.name] * 2


def test_ownership_that_changes_inside_the_period_cuts_usage_into_segments(dsr):
    file = dsr.ugc(blocks=["1"]).set("SU03.01", "ValidityPeriodEnd", "20151115")
    dsr.usage(file, "1", "20", ValidityPeriodStart="2015-11-16", ValidityPeriodEnd="2015-12-31")
    dsr.claim(file, "1", "PUB_2")
    (report,) = dsr.accepted(file).reports
    assert report.lines.first_day == [day("20151001"), day("20151116")]
    assert report.lines.end_day == [day("20151116"), day("20160101")]
    assert report.allocations.line == [0, 1]
    assert report.allocations.rights_controller == ["PUB_1", "PUB_2"]


def test_usage_without_validity_is_of_the_whole_period(dsr):
    file = dsr.ugc(blocks=["1"])
    file.set("SU03.01", "ValidityPeriodStart", "").set("SU03.01", "ValidityPeriodEnd", "")
    (report,) = dsr.accepted(file).reports
    assert (report.lines.first_day, report.lines.end_day) == ([day("20151001")], [day("20160101")])


@pytest.mark.parametrize(
    ("isrc", "iswc", "reference"),
    [
        ("USSM19803037", "T9109247316", "isrc:USSM19803037"),
        ("ussm19803037", "T9109247316", "isrc:USSM19803037"),
        ("USSM1980", "T9109247316", "iswc:T9109247316"),
        ("", "T9109247316", "iswc:T9109247316"),
        ("", "T9109247317", "padpida2013020802i:A1"),
        ("", "", "padpida2013020802i:A1"),
    ],
)
def test_reference_is_the_best_identifier_that_holds(dsr, isrc, iswc, reference):
    file = dsr.ugc(blocks=["1"]).set("AS01", "ISRC", isrc).set("MW01.01", "ISWC", iswc)
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == [reference]


def test_recording_of_several_works_is_none_of_them(dsr):
    file = dsr.ugc(blocks=["1"]).set("AS01", "ISRC", "")
    dsr.work(file, "1", iswc="T0702472794").move("MW01.01", 4, 2)
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["padpida2013020802i:A1"]


def test_code_in_a_row_of_the_wrong_length_is_believed_by_its_form_only(dsr):
    file = dsr.ugc(blocks=["1"]).set("AS01", "ISRC", "")
    short = file.find("MW01.01")
    del short[5:]
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["iswc:T9109247316"]


def test_video_of_one_recording_is_that_recording(dsr):
    file = dsr.ugc(blocks=["1"]).set("SU03.01", "DspReleaseId", "video-7")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["isrc:USSM19803031"]


def test_video_of_several_recordings_is_the_sender_s_own(dsr):
    file = dsr.ugc(blocks=["1"])
    dsr.resource(file, "1", isrc="USUV71101875", own="B1").move("AS01", 3, 2)
    file.set("SU03.01", "DspReleaseId", "video-7")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["padpida2013020802i:video-7"]


def test_own_identifier_is_written_in_printable_ascii(dsr):
    file = dsr.ugc(blocks=["1"]).set("AS01", "ISRC", "").set("MW01.01", "ISWC", "")
    file.set("AS01", "DspResourceId", "été 1/2").set("SU03.01", "DspReleaseId", "été 1/2")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["padpida2013020802i:%C3%A9t%C3%A9%201/2"]


def test_claims_are_kept_as_the_platform_made_them(dsr):
    file = dsr.ugc(blocks=["1"])
    file.set("LI01.01", "RightSharePercentage", "62.5").set("LI01.01", "AllocatedAmount", "0.10")
    dsr.claim(file, "1", "PUB_2", RightSharePercentage="37.5", AllocatedAmount="0.0000000000001")
    outcome = dsr.accepted(file)
    claims = outcome.reports[0].allocations
    assert claims.line == [0, 0]
    assert claims.share_ppm == [625_000, 375_000]
    assert claims.amount == [Decimal("0.10"), Decimal("0.0000000000001")]
    assert claims.currency == claims.net_revenue_currency == ["USD", "USD"]
    assert outcome.totals["PUB_2"].allocated_amount == {"USD": Decimal("0.0000000000001")}


def test_shares_of_a_file_without_any_above_one_are_fractions(dsr):
    file = dsr.ugc().set("LI01.01", "RightSharePercentage", "1.0000")
    file.set("LI01.01", "RightSharePercentage", "0.25", 2)
    (report,) = dsr.accepted(file).reports
    assert report.allocations.share_ppm == [1_000_000, 250_000]


def test_one_share_above_one_makes_all_of_them_percent(dsr):
    file = dsr.ugc().set("LI01.01", "RightSharePercentage", "1.0")
    file.set("LI01.01", "RightSharePercentage", "50", 2)
    (report,) = dsr.accepted(file).reports
    assert report.allocations.share_ppm == [10_000, 500_000]


def test_usage_that_leaves_its_context_to_its_claims_takes_theirs(dsr):
    file = dsr.ugc(blocks=["1"])
    dsr.summary(file, "2", Territory="NO", Currency="NOK").move("SY02.01", 2, 2)
    file.set("SU03.01", "SummaryRecordId", "").set("LI01.01", "SummaryRecordId", "2")
    (report,) = dsr.accepted(file).reports
    assert (report.lines.territory, report.lines.currency) == (["NO"], ["NOK"])
    assert report.allocations.line == [0]


def test_revenue_in_1_2_is_in_the_currency_of_the_transaction(dsr):
    file = dsr.new("UgcProfile", "1.2").row(
        "SY02.02",
        SummaryRecordId="1",
        CommercialModel="SubscriptionModel",
        UseType="OnDemandStream",
        Territory="NO",
        ServiceDescription="Music",
        Usages="3",
        CurrencyOfReporting="EUR",
        NetRevenue="1",
        ContentCategory="music",
        CurrencyOfTransaction="NOK",
        ExchangeRate="0.1",
    )
    file.row(
        "AS01.01",
        BlockId="1",
        ResourceReference="R",
        DspResourceId="A",
        ISRC="USSM19803037",
        Title="t",
        DisplayArtistName="a",
        ResourceType="Video",
    )
    file.row(
        "SU03.02",
        BlockId="1",
        SalesTransactionId="S",
        SummaryRecordId="1",
        DspResourceId="A",
        Usages="3.0",
        NetRevenue="9.5",
        IsRoyaltyBearing="false",
    )
    file.row(
        "LI01.02",
        BlockId="1",
        RightsController="PUB",
        RightSharePercentage="25",
        AllocatedNetRevenue="2",
        AllocatedAmount="0.2",
    )
    (report,) = dsr.accepted(file).reports
    assert report.lines.currency == ["NOK"]
    assert report.lines.royalty_bearing == [False]
    assert report.allocations.net_revenue_currency == ["NOK"]
    assert report.allocations.currency == ["EUR"]


def test_parts_of_a_usage_are_rounded_with_their_sum(dsr):
    file = dsr.ugc().drop("RU01").drop("RU01")
    file.rows = [row for row in file.rows if row[0] not in ("SU03.01", "LI01.01")]
    for number, usages in enumerate(("0.5", "1.25", "2.25")):
        file.row(
            "SU03.02",
            BlockId="2",
            SalesTransactionId=f"S{number}",
            SummaryRecordId="1",
            DspResourceId=f"A{number}",
            Usages=usages,
            NetRevenue="0",
        )
    file.set("SY02.01", "Usages", "4")
    outcome = dsr.accepted(file)
    assert outcome.reports[0].lines.units == [1, 1, 2]
    assert "usages-rounded" in [warning.code for warning in outcome.warnings]


def test_report_of_no_usage_is_right(dsr):
    file = dsr.summary(dsr.new("UgcProfile", "1.1.1"))
    outcome = dsr.accepted(file)
    assert outcome.warnings == []
    assert outcome.reports[0].lines.units == []

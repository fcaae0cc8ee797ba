"""Basic audio and audio-visual reports: sales, returns, streams and what they were of."""

from __future__ import annotations


def test_units_are_usages_less_returns(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert report.lines.units == [4, 10, 4]


def test_revenue_is_the_consumer_price_times_units_where_a_price_is_given(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert report.lines.revenue_micros == [3_960_000, 9_900_000, 0]
    assert report.lines.currency == ["EUR"] * 3


def test_release_of_several_recordings_is_the_sender_s_release(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert report.lines.reference[0] == "padpida2013020802i:album-1"


def test_track_of_one_recording_is_that_recording(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert report.lines.reference[1] == "isrc:USSM19803037"


def test_resource_without_codes_is_the_sender_s_own(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert report.lines.reference[2] == "padpida2013020802i:own-R2"


def test_release_of_one_recording_is_that_recording(dsr):
    file = dsr.audio().drop("AS02.01", 2).drop("SU02")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["isrc:USSM19803037"] * 2


def test_work_code_of_the_recording_serves_where_the_isrc_is_missing(dsr):
    file = dsr.audio().set("AS02.01", "ISWC", "T9109247316", 2)
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference[2] == "iswc:T9109247316"


def test_several_isrcs_in_a_cell_name_one_recording(dsr):
    file = dsr.audio().set("HEAD", "ProfileVersion", "1.2")
    row = file.find("AS02.01")
    row[0] = "AS02.02"
    row.append("true")
    file.set("AS02.02", "ISRC", "USSM19803037|USUV71101875")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference[1] == "isrc:USSM19803037"


def test_usage_is_of_the_whole_period(dsr):
    (report,) = dsr.accepted(dsr.audio()).reports
    assert set(report.lines.first_day) == {report.period_first_day}
    assert set(report.lines.end_day) == {report.period_end_day}


def test_booleans_come_in_several_spellings(dsr):
    file = dsr.audio().set("SU01", "IsRoyaltyBearing", "FALSE")
    file.set("SU01", "IsRoyaltyBearing", "0", 2)
    (report,) = dsr.accepted(file).reports
    assert report.lines.royalty_bearing == [False, False, True]


def test_video_usage_is_read(dsr):
    file = dsr.new("AudioVisualProfile", "1.0").row(
        "SY06",
        SummaryRecordId="1",
        CommercialModel="PayAsYouGoModel",
        UseType="ConditionalDownload",
        Territory="208",
        ServiceDescription="Films",
        Usages="3",
        Currency="DKK",
        NetRevenue="9",
    )
    file.row(
        "AS03",
        BlockId="1",
        ResourceReference="R",
        DspResourceId="film-1",
        VideoType="Film",
        Title="t",
        Duration="PT90M0S",
        DirectorName="d",
    )
    file.row("CU01", BlockId="1", CueResourceReference="R", CueDuration="PT1M0S")
    file.row(
        "SU04",
        BlockId="1",
        SummaryRecordId="1",
        SalesTransactionId="S",
        TransactedResource="R",
        IsRoyaltyBearing="true",
        SalesUpgrade="false",
        Usages="3",
        Returns="0",
        PriceConsumerPaidExcSalesTax="3.10",
    )
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference == ["padpida2013020802i:film-1"]
    assert report.lines.territory == ["208"]
    assert report.lines.revenue_micros == [9_300_000]


def test_broadcasts_are_read(dsr):
    file = dsr.new("RadioBroadcastProfile", "1.0").row(
        "SY08",
        SummaryRecordId="1",
        ServiceDescription="Radio",
        CommercialModel="AsPerContract",
        UseType="Broadcast",
        Territory="IS",
        NumberOfBroadcasts="7",
        ListenerHours="1.5",
        Currency="ISK",
        NetRevenue="1000",
    )
    dsr.work(dsr.resource(file, "1", isrc="USSM19803037"), "1")
    file.row(
        "SU05",
        BlockId="1",
        SummaryRecordId="1",
        SalesTransactionId="S",
        TransactedResource="R1",
        IsRoyaltyBearing="true",
        NumberOfBroadcasts="7",
    )
    outcome = dsr.accepted(file)
    assert outcome.reports[0].lines.units == [7]
    assert outcome.warnings == []


def test_master_list_has_no_usage(dsr):
    file = dsr.new("MasterListProfile", "1.0").row(
        "SY11",
        SummaryRecordId="1",
        CommercialModel="Unknown",
        UseType="Unknown",
        Territory="IS",
    )
    file.row(
        "AS02.03",
        BlockId="1",
        ResourceReference="R",
        DspResourceId="A",
        Title="t",
        ResourceType="SoundRecording",
    )
    file.row("ML01", BlockId="1", SummaryRecordId="1", UsageForPrioritisation="5")
    outcome = dsr.accepted(file)
    assert outcome.reports[0].lines.units == []
    assert outcome.warnings == []


def test_royalty_report_is_read_like_a_ugc_report(dsr):
    file = dsr.new("RoyaltyReportingProfile", "1.0.1").row(
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
    dsr.usage(file, "1")
    dsr.claim(file, "1", SummaryRecordId="")
    file.find("LI01.01")[0] = "LI01"
    outcome = dsr.accepted(file)
    assert outcome.warnings == []
    lines = outcome.reports[0].lines
    assert (lines.use_type, lines.commercial_model) == (["Unknown"], ["Unknown"])
    assert outcome.totals["PUB_1"].usages == 50

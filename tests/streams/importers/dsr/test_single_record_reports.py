"""Reports whose rows are Blocks by themselves: description, usage and claim in one record."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.fixture
def ugc_lines(dsr):
    """A UGC report in single records: one usage claimed by two, one claimed by nobody."""
    file = dsr.new("UgcProfileSRB", "1.2")
    file.foot_type = "SRFO"
    file.row(
        "SY02.02",
        SummaryRecordId="1",
        CommercialModel="SubscriptionModel",
        UseType="OnDemandStream",
        Territory="IS",
        ServiceDescription="Music",
        Usages="60",
        CurrencyOfReporting="USD",
        NetRevenue="4",
        ContentCategory="music",
    )
    add_line(file, "S1", controller="PUB_1", amount="1.50", share="0.75")
    add_line(file, "S1", controller="PUB_2", amount="0.50", share="0.25")
    add_line(file, "S2", usages="10")
    return file


def add_line(file, transaction, usages="50", controller="", amount="", share=""):
    return file.row(
        "SR03",
        SummaryRecordId="1",
        DspResourceId="A1",
        ISRC="USSM19803037",
        ResourceTitle="t",
        ResourceType="SoundRecording",
        WorkTitle="t",
        DspWorkId="W1",
        ReleaseTitle="t",
        SalesTransactionId=transaction,
        Usages=usages,
        NetRevenue="2",
        ValidityPeriodStart="20151001",
        ValidityPeriodEnd="20151231",
        ContentCategory="music",
        RightsController=controller,
        RightSharePercentage=share,
        AllocatedAmount=amount,
    )


def test_usage_repeated_for_every_claim_counts_once(dsr, ugc_lines):
    outcome = dsr.accepted(ugc_lines)
    (report,) = outcome.reports
    assert report.lines.units == [50, 10]
    assert report.lines.revenue_micros == [2_000_000, 2_000_000]
    assert report.allocations.line == [0, 0]
    assert report.allocations.share_ppm == [750_000, 250_000]
    assert outcome.totals["PUB_1"].allocated_amount == {"USD": Decimal("1.50")}
    assert outcome.totals["PUB_2"].usages == 50


def test_rows_of_one_usage_must_agree(dsr, ugc_lines):
    ugc_lines.set("SR03", "Usages", "51", 2)
    dsr.refuses(ugc_lines, "usage-rows-disagree", "SR03", "Usages")


def test_money_for_nobody_is_refused(dsr, ugc_lines):
    ugc_lines.set("SR03", "AllocatedAmount", "1", 3)
    dsr.refuses(ugc_lines, "cell-missing", "SR03", "RightsController")


def test_bad_isrc_in_a_usage_record_is_a_warning(dsr, ugc_lines):
    outcome = dsr.accepted(ugc_lines.set("SR03", "ISRC", "USSM", 3))
    assert outcome.reports[0].lines.reference[1] == "padpida2013020802i:A1"
    assert [warning.code for warning in outcome.warnings] == ["malformed-isrc"]


def test_footer_counts_lines_and_summaries(dsr, ugc_lines):
    ugc_lines.foot["NumberOfLinesInReport"] = "12"
    dsr.refuses(ugc_lines, "foot-count-differs", "SRFO", "NumberOfLinesInReport")


def test_profile_name_without_srb_may_hold_single_records(dsr, ugc_lines):
    ugc_lines.set("HEAD", "Profile", "UGCProfile")
    assert dsr.accepted(ugc_lines).warnings == []


def sale(file, **cells):
    values = {
        "SummaryRecordId": "1",
        "DspResourceId": "A1",
        "ResourceTitle": "t",
        "ResourceDisplayArtistName": "a",
        "ResourceType": "SoundRecording",
        "ReleaseDisplayArtistName": "a",
        "ReleaseTitle": "t",
        "NumberOfTransactedResources": "1",
        "SalesTransactionId": "S",
        "IsRoyaltyBearing": "true",
        "SalesUpgrade": "false",
        "Downloads": "4",
        "Returns": "1",
        "PriceConsumerPaidExcSalesTax": "1.10",
        **cells,
    }
    return file.row("SR01", **values)


@pytest.fixture
def sales(dsr):
    file = dsr.summary(dsr.new("BasicAudioProfileSRB", "1.2"), Usages="3")
    file.foot_type = "SRFO"
    return file


def test_sale_of_one_recording_has_its_price(dsr, sales):
    (report,) = dsr.accepted(sale(sales)).reports
    assert (report.lines.units, report.lines.revenue_micros) == ([3], [3_300_000])


def test_sale_of_a_release_has_the_recording_s_part_of_the_price(dsr, sales):
    sale(
        sales,
        NumberOfTransactedResources="10",
        CalculatedPriceConsumerPaidForResourceExcSalesTax="0.11",
    )
    (report,) = dsr.accepted(sales).reports
    assert report.lines.revenue_micros == [330_000]


def test_price_of_a_release_is_not_divided_by_guessing(dsr, sales):
    outcome = dsr.accepted(sale(sales, NumberOfTransactedResources="10"))
    assert outcome.reports[0].lines.revenue_micros == [0]
    assert "price-of-release" in [warning.code for warning in outcome.warnings]


@pytest.fixture
def label_report(dsr):
    """A financial report to a record company: one day's sales of one release."""
    file = dsr.new("FinancialReportingToRecordCompaniesProfileSRB", "1.0")
    file.foot_type = "SRFO"
    money = {
        f"{name}InCurrencyOf{which}": "1"
        for name in (
            "Deductions",
            "NetRevenue",
            "AllocatedRevenue",
            "AllocatedNetRevenue",
            "FinalTotalAmount",
        )
        for which in ("Transaction", "Accounting")
    }
    file.row(
        "SY10",
        SummaryRecordId="1",
        CommercialModel="SubscriptionModel",
        UseType="OnDemandStream",
        ReportingPeriodStartDate="2015-10-01",
        ReportingPeriodEndDate="2015-12-31",
        Territory="IS",
        Usages="8",
        AllocatedUsages="8",
        Returns="0",
        MusicUsageRatio="1",
        CurrencyOfTransaction="NOK",
        CurrencyOfAccounting="USD",
        ExchangeRate="0.1",
        SubscriptionFeeInCurrencyOfAccounting="0",
        **money,
    )
    return file.row(
        "SR08",
        SalesTransactionId="S",
        DspReleaseId="rel-1",
        ResourceISRC="USSM19803037",
        SummaryRecordId="1",
        SalesTransactionDate="2015-11-05",
        TotalUsages="10",
        Returns="2",
        NetUsage="8",
        RightSharePercentage="100",
        CalculatedUnitPriceInCurrencyOfTransaction="1",
        CalculatedUnitPriceInCurrencyOfAccounting="0.1",
        AllocatedRevenueInCurrencyOfTransaction="9",
        AllocatedRevenueInCurrencyOfAccounting="0.9",
        AllocatedNetRevenueInCurrencyOfTransaction="8",
        AllocatedNetRevenueInCurrencyOfAccounting="0.8",
        CopyrightObligationWithDSP="false",
    )


def test_label_report_is_read_in_the_currency_of_accounting(dsr, label_report):
    outcome = dsr.accepted(label_report.text("DE01\tas\tagreed"))
    lines = outcome.reports[0].lines
    assert (lines.units, lines.revenue_micros, lines.currency) == ([8], [800_000], ["USD"])
    assert lines.end_day[0] - lines.first_day[0] == 1
    assert lines.reference == ["isrc:USSM19803037"]
    assert outcome.warnings == []


def test_net_usage_must_be_usages_less_returns(dsr, label_report):
    label_report.set("SR08", "NetUsage", "9")
    dsr.refuses(label_report, "net-usage-differs", "SR08", "NetUsage")


def test_deductions_may_be_negative(dsr, label_report):
    label_report.set("SY10", "DeductionsInCurrencyOfAccounting", "-0.5|1")
    dsr.accepted(label_report)

"""Summary records (SY): the sales contexts of a report, with their totals."""

from streams.importers.dsr.profiles.notation import read_table

SUMMARY_RECORDS = read_table(
    """
SY01: &context ServiceDescription Usages!:i Subscribers:n Currency!:C NetRevenue!:n
    IndirectNetRevenue:n

SY01.01: &context ServiceDescription Usages!:i Subscribers:n CurrencyOfReporting!:C
    NetRevenue!:n IndirectNetRevenue:n CurrencyOfTransaction:C ExchangeRate:n

SY02: &context ServiceDescription! Usages!:i Users:i Currency!:C NetRevenue!:n &controller
    AllocatedUsages*:n AmountPayable*:n AllocatedNetRevenue:n

SY02.01: &context ServiceDescription! Usages!:i Users:i Currency!:C NetRevenue!:n &controller
    AllocatedUsages*:n AllocatedRevenue*:n AllocatedNetRevenue:n RightsType:R

SY02.02: &context ServiceDescription! Usages!:i Users:i CurrencyOfReporting!:C NetRevenue!:n
    &controller AllocatedUsages*:n AllocatedRevenue*:n AllocatedNetRevenue:n RightsType:R
    ContentCategory! CurrencyOfTransaction:C ExchangeRate:n RightsTypePercentage:n

SY03: &context ServiceDescription! Usages!:i Subscribers!:n Currency!:C NetRevenue!:n
    &controller AllocatedUsages*:n AllocatedRevenue*:n AllocatedNetRevenue:n
    RightsControllerMarketShare:n ConsumerPaidUnitPrice!:n FreeOrTrialSubscribers!:n
    ExchangeRateBaseCurrency:C ExchangeRate:n

SY04: &context ServiceDescription! SubscriberType! Subscribers!:n SubPeriodStartDate:D
    SubPeriodEndDate:D UsagesInSubPeriod:i UsagesInReportingPeriod:i Currency!:C
    ExchangeRateBaseCurrency:C ExchangeRate:n ConsumerPaidUnitPrice!:n NetRevenue!:n

SY04.01: &context ServiceDescription! SubscriberType! Subscribers!:n SubPeriodStartDate:D
    SubPeriodEndDate:D UsagesInSubPeriod:i UsagesInReportingPeriod:i CurrencyOfReporting!:C
    CurrencyOfTransaction:C ExchangeRate:n ConsumerPaidUnitPrice!:n NetRevenue!:n
    MusicUsagePercentage!:n

SY05: &context ServiceDescription &controller RightsType!:R TotalUsages:i AllocatedUsages*:n
    MusicUsageRatio:n AllocatedRevenue*:n AllocatedNetRevenue:n RightsControllerMarketShare:n

SY05.02: &context ServiceDescription &controller RightsType!:R TotalUsages:i AllocatedUsages*:n
    MusicUsageRatio:n AllocatedNetRevenue*:n AllocatedRevenue:n RightsControllerMarketShare:n
    CurrencyOfReporting:C CurrencyOfTransaction:C ExchangeRate:n SubscriberType
    SubPeriodStartDate:D SubPeriodEndDate:D ContentCategory! RightsTypePercentage:n

SY06: &context ServiceDescription! Usages!:i Subscribers:n Currency!:C NumberOfReleases:i
    NetRevenue!:n IndirectNetRevenue:n PreviewAvailable:b

SY06.01: &context ServiceDescription! Usages!:i Subscribers:n CurrencyOfReporting!:C
    NumberOfReleases:i NetRevenue:n IndirectNetRevenue:n PreviewAvailable:b
    CurrencyOfTransaction:C ExchangeRate:n

SY06.02: =SY06.01 ViewingHours:n

SY07: SummaryRecordId! DistributionChannel DistributionChannelDPID:X CommercialModel:M UseType:U
    Territory!:Z RightsType!:R ServiceDescription Usages!:i Users:i Currency!:C NetRevenue:n
    &controller AllocatedUsages*:n AllocatedRevenue!:n AllocatedNetRevenue!:n

SY08: SummaryRecordId! DistributionChannel DistributionChannelDPID:X ServiceDescription!
    BroadcastStationOrChannel CommercialModel!:M UseType!:U Territory!:Z NumberOfBroadcasts!:i
    NumberOfBroadcastListeners:i ListenerHours!:n Currency!:C NetRevenue!:n IndirectNetRevenue:n
    &controller AllocatedRevenue*:n RightsType:R AllocatedNetRevenue:n
    RightsControllerAllocatedNumberOfBroadcasts:n AdditionalData

SY09: SummaryRecordId! CommercialModel!:M UseType!:U Territory!:Z ServiceDescription
    SubscriberType &controller RightsType:R TotalUsages:n AllocatedUsages:n NetRevenue!:n
    IndirectNetRevenue:n RightsControllerMarketShare:n CurrencyOfReporting!:C
    CurrencyOfTransaction:C ExchangeRate:n RightsTypePercentage:n

SY10: SummaryRecordId! DistributionChannelName DistributionChannelDPID:X CommercialModel!:M
    UseType!:U ReportingPeriodStartDate!:D ReportingPeriodEndDate!:D SubscriberType
    Subscribers:n ActiveSubscribers:n PromotionalActivity Territory!:Z ServiceDescription
    OfferType Quality Usages!:n AllocatedUsages!:n Returns!:n MusicUsageRatio!:n
    CurrencyOfTransaction!:C CurrencyOfAccounting!:C ExchangeRate!:n ExchangeRateSource
    DateOfCurrencyExchange:T GrossRevenueInCurrencyOfTransaction:n
    GrossRevenueInCurrencyOfAccounting:n CalculationType* CalculationValue*:d DeductionType*
    DeductionsInCurrencyOfTransaction!*:d DeductionsInCurrencyOfAccounting!*:d
    NetRevenueInCurrencyOfTransaction!:n NetRevenueInCurrencyOfAccounting!:n
    AllocatedRevenueInCurrencyOfTransaction!:n AllocatedRevenueInCurrencyOfAccounting!:n
    AllocatedNetRevenueInCurrencyOfTransaction!:n AllocatedNetRevenueInCurrencyOfAccounting!:n
    RightsControllerMarketShare:n SubscriptionFeeInCurrencyOfTransaction:n
    SubscriptionFeeInCurrencyOfAccounting!:n UsageIndependentFeeType*
    UsageIndependentFeeInCurrencyOfTransaction*:n UsageIndependentFeeInCurrencyOfAccounting*:n
    FinalTotalAmountInCurrencyOfTransaction!:n FinalTotalAmountInCurrencyOfAccounting!:n

SY11: &context ServiceDescription UsageForPrioritisation:i
"""
)

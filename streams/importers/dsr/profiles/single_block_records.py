"""Records of the Single Record Block Variants (SR): one line of a report in one record."""

from streams.importers.dsr.profiles.notation import read_table

SINGLE_BLOCK_RECORDS = read_table(
    """
SR01: SummaryRecordId! DspResourceId! ISRC~:S ResourceTitle!~ ResourceSubTitle
    ResourceDisplayArtistName!~ ResourceDisplayArtistPartyId~:N Duration~:P ResourceType!~:K
    ProprietaryWorkId~:N ISWC~:W &writers~ &publishers~ DspReleaseId ProprietaryReleaseId*~:N
    ReleaseCatalogNumber ICPN~:I ReleaseDisplayArtistName!~ ReleaseDisplayArtistPartyId~:N
    ReleaseTitle!~ ReleaseSubTitle ReleaseType ReleaseLabel PLine ReleaseDataProvider
    NumberOfTransactedResources!:i SalesTransactionId! IsRoyaltyBearing!:b SalesUpgrade!:b
    Downloads!:i Returns!:i PriceConsumerPaidExcSalesTax:n
    CalculatedPriceConsumerPaidForResourceExcSalesTax:n PromotionalActivity

SR02: SummaryRecordId! DspResourceId! ISRC~:S ResourceTitle!~ ResourceSubTitle
    ResourceDisplayArtistName!~ ResourceDisplayArtistPartyId~:N Duration~:P ResourceType!~:K
    ProprietaryWorkId~:N ISWC~:W &writers~ &publishers~ DspReleaseId ProprietaryReleaseId*~:N
    ReleaseCatalogNumber ICPN~:I ReleaseDisplayArtistName!~ ReleaseDisplayArtistPartyId~:N
    ReleaseTitle!~ ReleaseSubTitle ReleaseType ReleaseLabel PLine ReleaseDataProvider
    SalesTransactionId! IsRoyaltyBearing!:b NumberOfStreams!:n PromotionalActivity

SR03: SummaryRecordId! DspResourceId! ISRC~:S ResourceTitle!~ ResourceSubTitle
    ResourceDisplayArtistName ResourceDisplayArtistPartyId~:N Duration~:P ResourceType!~:K
    WorkTitle!~ DspWorkId!~ ISWC~:W &writers~ &publishers~ DspReleaseId ProprietaryReleaseId*~:N
    CatalogNumber ICPN~:I ReleaseDisplayArtistName ReleaseDisplayArtistPartyId~:N ReleaseTitle!~
    ReleaseSubTitle ReleaseLabel PLine SalesTransactionId! Usages!:n NetRevenue:n
    ValidityPeriodStart!:D ValidityPeriodEnd!:D ContentCategory! &controller
    RightsControllerWorkId RightSharePercentage:n RightsType:R AllocatedNetRevenue:n
    AllocatedAmount:n AllocatedUsages:n AllocatedNetUsage:n

SR04: SummaryRecordId! DspResourceId! &video~ DspReleaseId ProprietaryReleaseId*~:N ICPN~:I
    ReleaseTitle ReleaseSubTitle SeriesTitle ReleaseType DataProvider VideoCategory
    SalesTransactionId! DrmEnforcement~:b VideoDefinitionType CodingType BitRate~:n
    IsRoyaltyBearing!:b Downloads!:n Returns!:i PriceConsumerPaidExcSalesTax:n
    PromotionalActivity

SR05: SummaryRecordId! DspResourceId! &video~ DspReleaseId ProprietaryReleaseId*~:N ICPN~:I
    ReleaseTitle!~ ReleaseSubTitle SeriesTitle ReleaseType DataProvider VideoCategory
    SalesTransactionId! VideoDefinitionType CodingType BitRate~:n IsRoyaltyBearing!:b
    NumberOfStreams!:n PromotionalActivity

SR06: SummaryRecordId! DspResourceId! ISRC~:S ResourceTitle!~ ResourceSubTitle
    ResourceDisplayArtistName ResourceDisplayArtistPartyId~:N WorkTitle!~ DspWorkId!~ ISWC~:W
    ComposerAuthor* ComposerAuthorPartyId*~:N Usages!:n ValidityPeriodStart!:D
    ValidityPeriodEnd!:D ContentCategory! &controller RightsControllerWorkId
    RightSharePercentage:n RightsType:R AllocatedAmount:n AllocatedNetUsage:n

SR07: BlockId! SummaryRecordId! DspReleaseId! ProprietaryReleaseId*~:N ReleaseCatalogNumber
    ICPN~:I ReleaseDisplayArtistName!~ ReleaseDisplayArtistPartyId~:N ReleaseTitle!~
    ReleaseSubTitle ReleaseType ReleaseLabel ReleasePLine DspResourceId! ISRC*~:S
    ResourceTitle!~ ResourceSubTitle ResourceDisplayArtistName!~ ResourceDisplayArtistPartyId~:N
    ResourceDuration~:P ResourceType!~:K DspWorkId!~ ISWC~:W MusicalWorkTitle!~
    MusicalWorkSubTitle &writers~ &publishers~ DataProvider ProprietaryWorkId*~:N
    UsageForPrioritisation:i PercentileForPrioritisation:i UnclaimedPercentage:n

SR08: SalesTransactionId! ReleaseGRid ReleaseICPN DspReleaseId! LabelReleaseId
    ProprietaryReleaseId*~:N ReleaseContextReleaseGRid ReleaseType ReleaseTitle ReleaseSubTitle
    ReleaseDisplayArtistName ReleaseDisplayArtistPartyId~:N ResourceISRC~:S ResourceISAN~:A
    DspResourceId LabelResourceId ProprietaryResourceId*~:N ResourceContextReleaseGRid
    ResourceType~:K ResourceTitle ResourceSubTitle ResourceDisplayArtistName
    ResourceDisplayArtistPartyId~:N SummaryRecordId! SalesTransactionDate!:D TotalUsages!:n
    Returns!:i NetUsage!:n WholesalePriceInCurrencyOfTransaction:n
    WholesalePriceInCurrencyOfAccounting:n SuggestedConsumerPriceInCurrencyOfTransaction:n
    SuggestedConsumerPriceInCurrencyOfAccounting:n PriceType PriceRangeType
    PriceConsumerPaidExcSalesTaxInCurrencyOfTransaction:n
    PriceConsumerPaidExcSalesTaxInCurrencyOfAccounting:n DeductionType*
    DeductionsInCurrencyOfTransaction*:d DeductionsInCurrencyOfAccounting*:d
    RightSharePercentage!:n CalculatedUnitPriceInCurrencyOfTransaction!:n
    CalculatedUnitPriceInCurrencyOfAccounting!:n AllocatedRevenueInCurrencyOfTransaction!:n
    AllocatedRevenueInCurrencyOfAccounting!:n AllocatedNetRevenueInCurrencyOfTransaction!:n
    AllocatedNetRevenueInCurrencyOfAccounting!:n CopyrightObligationWithDSP!:b
"""
)

"""Records of a Block that count: usage (SU), usage of UGC releases (RU) and claims (LI)."""

from streams.importers.dsr.profiles.notation import read_table

USAGE_RECORDS = read_table(
    """
LI01: BlockId! SummaryRecordId! RightsController! RightsControllerPartyId:N
    RightsControllerWorkId RightSharePercentage!:n RightsType:R AllocatedNetRevenue!:n
    AllocatedAmount!:n

LI01.01: BlockId! SummaryRecordId RightsController! RightsControllerPartyId:N
    RightsControllerWorkId RightSharePercentage!:n RightsType:R AllocatedNetRevenue!:n
    AllocatedAmount!:n

LI01.02: =LI01.01 AllocatedUsages:n

RU01: BlockId! SummaryRecordId! DspReleaseId!* Usages!*:i

RU01.01: =RU01 ContentCategory!

RU02: BlockId! SummaryRecordId! DspReleaseId! ReleaseTitle!~ ReleaseURL!~ Usages!:i

RU02.01: =RU02 ContentCategory

SU01: BlockId! SummaryRecordId! SalesTransactionId! TransactedRelease TransactedResource
    IsRoyaltyBearing!:b SalesUpgrade!:b Usages!:i Returns!:i PriceConsumerPaidExcSalesTax:n
    PromotionalActivity

SU02: BlockId! SummaryRecordId! SalesTransactionId! TransactedRelease TransactedResource
    IsRoyaltyBearing:b NumberOfStreams!:i PriceConsumerPaidExcSalesTax:n PromotionalActivity

SU03: BlockId! SalesTransactionId! SummaryRecordId DspReleaseId! Usages:i NetRevenue!:n
    ValidityPeriodStart:D ValidityPeriodEnd:D

SU03.01: =SU03

SU03.02: BlockId! SalesTransactionId! SummaryRecordId DspResourceId! Usages!:n NetRevenue!:n
    ValidityPeriodStart:D ValidityPeriodEnd:D ContentCategory IsRoyaltyBearing:b

SU04: BlockId! SummaryRecordId! SalesTransactionId! TransactedRelease TransactedResource
    DrmEnforcementType VideoDefinitionType CodingType BitRate~:n OriginalBroadcastChannel
    OriginalBroadcastDateTime~:T IsRoyaltyBearing!:b SalesUpgrade!:b Usages!:n Returns!:i
    DurationUsed~:P PriceConsumerPaidExcSalesTax:n PromotionalActivity OfferStartDate~:D
    OfferEndDate~:D OfferURL

SU04.01: =SU04 FirstVoDBroadcastDateTime~:T

SU05: BlockId! SummaryRecordId! SalesTransactionId! TransactedResource! IsRoyaltyBearing!:b
    NumberOfBroadcasts!:i NumberOfBroadcastListeners:i ListenerDuration:P
"""
)

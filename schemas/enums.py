"""Closed word lists of DDEX (allowed-value sets, AVS 1.2), reused instead of inventing our own.

Values are DDEX's words. ``DEFAULTS`` has the word a reader falls back to for a word of a newer
version (Avro enum default); it is always the one that pays and claims least.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class UseType(StrEnum):
    """How a work was used. All 55 words of AVS 1.2."""

    AS_PER_CONTRACT = "AsPerContract"
    BROADCAST = "Broadcast"
    CABLE = "Cable"
    CONDITIONAL_DOWNLOAD = "ConditionalDownload"
    CONTENT_INFLUENCED_STREAM = "ContentInfluencedStream"
    DISPLAY = "Display"
    DOWNLOAD = "Download"
    DUB = "Dub"
    DUB_FOR_ADVERTISEMENT = "DubForAdvertisement"
    DUB_FOR_LIVE_PERFORMANCE = "DubForLivePerformance"
    DUB_FOR_MOVIES = "DubForMovies"
    DUB_FOR_MUSIC_ON_HOLD = "DubForMusicOnHold"
    DUB_FOR_PUBLIC_PERFORMANCE = "DubForPublicPerformance"
    DUB_FOR_RADIO = "DubForRadio"
    DUB_FOR_TV = "DubForTV"
    EXTRACT_FOR_INTERNET = "ExtractForInternet"
    KIOSK_DOWNLOAD = "KioskDownload"
    NARROWCAST = "Narrowcast"
    NON_INTERACTIVE_STREAM = "NonInteractiveStream"
    ON_DEMAND_STREAM = "OnDemandStream"
    PERFORM = "Perform"
    PERFORM_AS_MUSIC_ON_HOLD = "PerformAsMusicOnHold"
    PERFORM_IN_LIVE_PERFORMANCE = "PerformInLivePerformance"
    PERFORM_IN_PUBLIC = "PerformInPublic"
    PERMANENT_DOWNLOAD = "PermanentDownload"
    PLAYBACK = "Playback"
    PLAY_IN_PUBLIC = "PlayInPublic"
    PODCAST = "Podcast"
    PRINT = "Print"
    PRIVATE_COPY = "PrivateCopy"
    PURCHASE_AS_PHYSICAL_PRODUCT = "PurchaseAsPhysicalProduct"
    RENT = "Rent"
    SIMULCAST = "Simulcast"
    STREAM = "Stream"
    TETHERED_DOWNLOAD = "TetheredDownload"
    TIME_INFLUENCED_STREAM = "TimeInfluencedStream"
    UNKNOWN = "Unknown"
    USE = "Use"
    USE_AS_ALERT_TONE = "UseAsAlertTone"
    USE_AS_DEVICE = "UseAsDevice"
    USE_AS_KARAOKE = "UseAsKaraoke"
    USE_AS_RINGBACK_TONE = "UseAsRingbackTone"
    USE_AS_RINGBACK_TUNE = "UseAsRingbackTune"
    USE_AS_RINGTONE = "UseAsRingtone"
    USE_AS_RINGTUNE = "UseAsRingtune"
    USE_AS_SCREENSAVER = "UseAsScreensaver"
    USE_AS_VOICE_MAIL = "UseAsVoiceMail"
    USE_AS_WALLPAPER = "UseAsWallpaper"
    USE_FOR_IDENTIFICATION = "UseForIdentification"
    USE_IN_MOBILE_PHONE_MESSAGING = "UseInMobilePhoneMessaging"
    USE_IN_PHONE_LISTENING = "UseInPhoneListening"
    USER_DEFINED = "UserDefined"
    USER_MAKE_AVAILABLE_LABEL_PROVIDED = "UserMakeAvailableLabelProvided"
    USER_MAKE_AVAILABLE_USER_PROVIDED = "UserMakeAvailableUserProvided"
    WEBCAST = "Webcast"


class CommercialModelType(StrEnum):
    """Who pays for the use, and how."""

    ADVERTISEMENT_SUPPORTED = "AdvertisementSupportedModel"
    AS_PER_CONTRACT = "AsPerContract"
    DEVICE_FEE = "DeviceFeeModel"
    FREE_OF_CHARGE = "FreeOfChargeModel"
    PAY_AS_YOU_GO = "PayAsYouGoModel"
    PERFORMANCE_ROYALTIES = "PerformanceRoyaltiesModel"
    RIGHTS_CLAIM = "RightsClaimModel"
    SUBSCRIPTION = "SubscriptionModel"
    UNKNOWN = "Unknown"
    USER_DEFINED = "UserDefined"


class ClaimStatus(StrEnum):
    """How the collection shares claimed add up: to 100 %, below or above."""

    COMPLETE_CLAIM = "CompleteClaim"
    COMPLETE_UNDER_CLAIM = "CompleteUnderClaim"
    INCOMPLETE_CLAIM = "IncompleteClaim"
    INCOMPLETE_UNDER_CLAIM = "IncompleteUnderClaim"
    MAJOR_OVER_CLAIM = "MajorOverClaim"
    MINOR_OVER_CLAIM = "MinorOverClaim"
    OVER_CLAIM = "OverClaim"
    UNDER_CLAIM = "UnderClaim"


class RightsCoverage(StrEnum):
    """Which right. Our schemas write DDEX's word without its ending ``Right``."""

    MAKE_AVAILABLE = "MakeAvailable"
    MECHANICAL = "Mechanical"
    PERFORMING = "Performing"
    PRINT = "Print"
    REPRODUCTION = "Reproduction"
    SYNCHRONIZATION = "Synchronization"
    USER_DEFINED = "UserDefined"

    @classmethod
    def from_ddex(cls, word: str) -> "RightsCoverage":
        """The right that a DDEX message calls ``PerformingRight``. Raises ValueError for others."""
        return cls(word.removesuffix("Right"))


class RightsClaimPolicyType(StrEnum):
    """What the holder wants a platform to do with a use."""

    BLOCK_ACCESS = "BlockAccess"
    MONETIZE = "Monetize"
    REPORT_USAGE = "ReportUsage"


DEFAULTS: Mapping[type[StrEnum], StrEnum] = MappingProxyType(
    {
        UseType: UseType.USER_DEFINED,
        CommercialModelType: CommercialModelType.USER_DEFINED,
        ClaimStatus: ClaimStatus.INCOMPLETE_UNDER_CLAIM,
        RightsCoverage: RightsCoverage.USER_DEFINED,
        RightsClaimPolicyType: RightsClaimPolicyType.REPORT_USAGE,
    }
)

USE_TYPES: frozenset[str] = frozenset(UseType)
"""The words of UseType, to test a plain string against."""

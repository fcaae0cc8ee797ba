"""Allowed words and codes of a DSR file: DDEX value sets, ISO 4217, ISO 3166 and CISAC TIS.

The DDEX sets are those of AVS 1.1 and 1.2. A word outside one is a warning, since message versions
differ; a currency outside ISO 4217 is a fault, since it is money.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMERCIAL_MODELS = _words(
    """
    AdvertisementSupportedModel AsPerContract DeviceFeeModel FreeOfChargeModel PayAsYouGoModel
    PerformanceRoyaltiesModel RightsClaimModel SubscriptionModel Unknown UserDefined
    """
)

USE_TYPES = _words(
    """
    AsPerContract Broadcast Cable ConditionalDownload ContentInfluencedStream Display Download Dub
    DubForAdvertisement DubForLivePerformance DubForMovies DubForMusicOnHold DubForPublicPerformance
    DubForRadio DubForTV ExtractForInternet KioskDownload Narrowcast NonInteractiveStream
    OnDemandStream Perform PerformAsMusicOnHold PerformInLivePerformance PerformInPublic
    PermanentDownload Playback PlayInPublic Podcast Print PrivateCopy PurchaseAsPhysicalProduct Rent
    Simulcast Stream TetheredDownload TimeInfluencedStream Unknown Use UseAsAlertTone UseAsDevice
    UseAsKaraoke UseAsRingbackTone UseAsRingbackTune UseAsRingtone UseAsRingtune UseAsScreensaver
    UseAsVoiceMail UseAsWallpaper UseForIdentification UseInMobilePhoneMessaging UseInPhoneListening
    UserDefined UserMakeAvailableLabelProvided UserMakeAvailableUserProvided Webcast
    """
)

RIGHTS_TYPES = _words(
    """
    MakeAvailableRight MechanicalRight PerformingRight PrintRight ReproductionRight
    SynchronizationRight UserDefined
    """
)

RESOURCE_TYPES = _words(
    "Image MIDI SheetMusic Software SoundRecording Text UserDefinedResource Video"
)

#: ISO 4217, current codes, funds codes and the withdrawn ones that old reports still carry.
CURRENCIES = _words(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD
    JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF XSU XUA
    YER ZAR ZMW ZWG ZWL CYP EEK LTL LVL MTL MRO ROL SIT SKK STD VEF
    """
)

#: ISO 3166-1 alpha-2, the ISO 3166-2 parts of Spain that DDEX lists, withdrawn codes, Kosovo.
_ISO_TERRITORIES = """
    AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CS CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ES-CE ES-CN ES-ML ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ
    GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA
    ZM ZW
"""

#: CISAC TIS numbers DDEX lists: countries (most equal ISO 3166 numeric), then groups from 2100.
_TIS_TERRITORIES = """
    4 8 12 20 24 28 31 32 36 40 44 48 50 51 52 56 64 68 70 72 76 84 90 96 100 104 108 112 116 120
    124 132 140 144 148 152 156 158 170 174 178 180 188 191 192 196 200 203 204 208 212 214 218 222
    226 230 231 232 233 242 246 250 258 262 266 268 270 276 278 280 288 296 300 308 320 324 328 332
    336 340 344 348 352 356 360 364 368 372 376 380 384 388 392 398 400 404 408 410 414 417 418 422
    426 428 430 434 438 440 442 450 454 458 462 466 470 478 480 484 492 496 498 499 504 508 512 516
    520 524 528 540 548 554 558 562 566 578 583 584 585 586 591 598 600 604 608 616 620 624 626 630
    634 642 643 646 659 662 670 674 678 682 686 688 690 694 702 703 704 705 706 710 716 720 724 728
    729 732 736 740 748 752 756 760 762 764 768 776 780 784 788 792 795 798 800 804 807 810 818 826
    834 840 854 858 860 862 882 886 887 890 891 894
"""

TERRITORIES = (
    _words(_ISO_TERRITORIES)
    | _words(_TIS_TERRITORIES)
    | frozenset(str(number) for number in (*range(2100, 2135), 2136))
    | {"Worldwide"}
)


def commercial_model(word: str) -> str | None:
    """The AVS word for a CommercialModel cell, None where the set has no such word.

    DDEX prose drops the ending `Model`, so that spelling is understood too.
    """
    if word in COMMERCIAL_MODELS:
        return word
    longer = word + "Model"
    return longer if longer in COMMERCIAL_MODELS else None

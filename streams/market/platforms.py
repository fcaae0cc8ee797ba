"""The platforms of the market and the channels they report: service, territory, currency, use.

All names are invented. Weights are a channel's share of the lines; the four largest platforms have
some 60 % of them, and those four report part of their lines under ids of their own.
"""

from dataclasses import dataclass
from typing import Final

from schemas.enums import CommercialModelType, UseType

Row = tuple[str, str, str, int, int]
"""Service, territory, currency, weight, micro-units of the currency a use."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What one report covers besides its period. `unit_micros` is the usual revenue of a use."""

    platform: str
    platform_number: int
    service: str
    territory: str
    currency: str
    model: str
    use_types: tuple[str, ...]
    monthly: bool
    weight: int
    unit_micros: int


@dataclass(frozen=True, slots=True)
class Platform:
    """`name` is its namespace and the source of its events."""

    number: int
    name: str
    title: str
    channels: tuple[Channel, ...]

    @property
    def main(self) -> Channel:
        return self.channels[0]


OWN_ID_PLATFORMS: Final = 4
"""The first platforms have catalogue ids of their own, registered for half of the works each."""

_USES: Final[dict[str, tuple[CommercialModelType, tuple[UseType, ...], bool]]] = {
    "premium": (
        CommercialModelType.SUBSCRIPTION,
        (UseType.ON_DEMAND_STREAM, UseType.CONDITIONAL_DOWNLOAD),
        False,
    ),
    "free": (CommercialModelType.ADVERTISEMENT_SUPPORTED, (UseType.ON_DEMAND_STREAM,), False),
    "video": (CommercialModelType.ADVERTISEMENT_SUPPORTED, (UseType.ON_DEMAND_STREAM,), False),
    "radio": (
        CommercialModelType.ADVERTISEMENT_SUPPORTED,
        (UseType.NON_INTERACTIVE_STREAM, UseType.WEBCAST),
        False,
    ),
    "broadcast": (CommercialModelType.PERFORMANCE_ROYALTIES, (UseType.BROADCAST,), True),
    "store": (CommercialModelType.PAY_AS_YOU_GO, (UseType.PERMANENT_DOWNLOAD,), True),
    "archive": (CommercialModelType.SUBSCRIPTION, (UseType.ON_DEMAND_STREAM,), True),
}
"""Commercial model, uses and whether the service reports by month (else by week)."""

_TABLE: Final[tuple[tuple[str, str, tuple[Row, ...]], ...]] = (
    (
        "qingyin",
        "清音",
        (
            ("premium", "CN", "CNY", 130, 60_000),
            ("free", "CN", "CNY", 60, 12_000),
            ("premium", "HK", "HKD", 8, 70_000),
            ("archive", "CN", "CNY", 20, 45_000),
        ),
    ),
    (
        "yuehai",
        "月海",
        (
            ("premium", "CN", "CNY", 120, 55_000),
            ("radio", "CN", "CNY", 30, 4_000),
            ("store", "CN", "CNY", 15, 2_000_000),
        ),
    ),
    ("langtao", "浪涛", (("video", "CN", "CNY", 130, 3_000), ("video", "TW", "TWD", 6, 9_000))),
    ("xingwu", "星屋", (("free", "CN", "CNY", 90, 10_000), ("archive", "CN", "CNY", 10, 30_000))),
    ("shuxiang", "书香", (("premium", "CN", "CNY", 40, 25_000),)),
    (
        "tunefy",
        "Tunefy",
        (
            ("premium", "US", "USD", 25, 7_000),
            ("premium", "GB", "GBP", 8, 6_000),
            ("premium", "DE", "EUR", 10, 6_500),
            ("free", "US", "USD", 12, 1_500),
        ),
    ),
    (
        "hibari",
        "ひばり",
        (("premium", "JP", "JPY", 24, 650_000), ("store", "JP", "JPY", 4, 90_000_000)),
    ),
    ("hanulsori", "하늘소리", (("premium", "KR", "KRW", 22, 6_000_000),)),
    ("guanglan", "广览", (("video", "CN", "CNY", 30, 2_500),)),
    ("chenguang", "晨光", (("radio", "CN", "CNY", 20, 3_000),)),
    (
        "melorive",
        "Mélorive",
        (("premium", "FR", "EUR", 12, 6_200), ("archive", "ES", "EUR", 5, 5_000)),
    ),
    ("harbourgames", "Harbour Games", (("store", "SG", "SGD", 6, 4_000_000),)),
    ("jingting", "静听", (("free", "CN", "CNY", 22, 8_000),)),
    ("huayuan", "画源", (("archive", "CN", "CNY", 8, 200_000),)),
    ("yingcheng", "影城", (("video", "CN", "CNY", 24, 40_000),)),
    ("aozhou", "澳洲之声", (("radio", "AU", "AUD", 6, 900),)),
    ("nanhai", "南海电台", (("broadcast", "CN", "CNY", 10, 1_000),)),
    (
        "wavecrate",
        "Wavecrate",
        (("premium", "US", "USD", 14, 6_800), ("radio", "US", "USD", 8, 900)),
    ),
    ("macaoplay", "Macao Play", (("free", "MO", "CNY", 3, 9_000),)),
    ("klangbild", "Klangbild", (("broadcast", "DE", "EUR", 5, 1_200),)),
)


def platforms(count: int) -> tuple[Platform, ...]:
    """The first `count` platforms; beyond the table they are smaller ones of the same kinds."""
    return tuple(_platform(number) for number in range(count))


def _platform(number: int) -> Platform:
    name, title, rows = _TABLE[number % len(_TABLE)]
    generation = number // len(_TABLE)
    if generation:
        name, title = f"{name}-{generation + 1}", f"{title} {generation + 1}"
    channels = tuple(_channel(name, number, row, 1 + 3 * generation) for row in rows)
    return Platform(number, name, title, channels)


def _channel(platform: str, number: int, row: Row, divisor: int) -> Channel:
    service, territory, currency, weight, unit_micros = row
    model, use_types, monthly = _USES[service]
    return Channel(
        platform,
        number,
        service,
        territory,
        currency,
        model.value,
        tuple(use.value for use in use_types),
        monthly,
        max(1, weight // divisor),
        unit_micros,
    )

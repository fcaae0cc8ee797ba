"""Usage that intake must refuse, each block with the code of its fault."""

from typing import Final, NamedTuple

from .event import MICROS_PER_DAY, MarketEvent, Record, usage_event
from .setting import Setting

_FAR_FUTURE_DAY: Final = 47_482
"""2100-01-01: in the future of every broker that takes this market in."""

_LINES: Final = 2
_LEAST_MARKET_LINES: Final = 500
"""A smaller market has no faulty blocks."""


class FaultyBlock(NamedTuple):
    """`code` is the fault that intake must name."""

    event: MarketEvent
    code: str
    lines: int


def faulty_blocks(setting: Setting) -> list[FaultyBlock]:
    """One of each kind, or none where they would be too much of the market."""
    if setting.plan.lines < _LEAST_MARKET_LINES:
        return []
    admitted = setting.platforms[-1].name
    return [
        _faulty(setting, "ghostplayer", "unknown_platform"),
        _faulty(setting, admitted, "negative_units", units=[-7, 12]),
        _faulty(setting, admitted, "future_date", first_day=[_FAR_FUTURE_DAY] * _LINES),
        _faulty(setting, admitted, "bad_reference", reference=["iswc:T1000000000"] * _LINES),
        _faulty(setting, admitted, "unknown_currency", currency="RMB"),
    ]


def _faulty(setting: Setting, platform: str, code: str, **wrong: object) -> FaultyBlock:
    plan, names = setting.plan, setting.names
    day = plan.end_day - 7
    body: Record = {
        "report_id": f"faulty.{code}",
        "revision": 1,
        "part": 1,
        "parts": 1,
        "period_from_day": day,
        "period_until_day": plan.end_day,
        "service": "premium",
        "commercial_model": "SubscriptionModel",
        "currency": "CNY",
        "territory": "CN",
        "use_types": ["OnDemandStream"],
        "reference": [names.work(line % plan.works) for line in range(_LINES)],
        "use_type": [0] * _LINES,
        "first_day": [day] * _LINES,
        "days": [],
        "units": [10] * _LINES,
        "revenue_micros": [500_000] * _LINES,
        "allocations": None,
    }
    body.update(wrong)
    event_id = f"{platform}/faulty.{code}"
    at_micros = (plan.end_day + 1) * MICROS_PER_DAY
    return FaultyBlock(usage_event(event_id, platform, at_micros, body), code, _LINES)

"""Valid models to change one thing about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.enums import UseType
from schemas.models import Claim, Receipt, RightsCoverage, UsageReported

DAY = date(2026, 9, 4)


def claim(**changed: Any) -> Claim:
    given: dict[str, Any] = {
        "party": "party:p",
        "right": RightsCoverage.MAKE_AVAILABLE,
        "share_ppm": 1_000_000,
        "from_day": DAY,
    }
    return Claim(**{**given, **changed})


def block(**changed: Any) -> UsageReported:
    given: dict[str, Any] = {
        "report_id": "R1",
        "revision": 1,
        "part": 1,
        "parts": 1,
        "period_from_day": DAY,
        "period_until_day": DAY + timedelta(days=30),
        "currency": "CNY",
        "territory": "CN",
        "use_types": (UseType.ON_DEMAND_STREAM,),
        "reference": ("work:w-1",),
        "use_type": (0,),
        "first_day": (20_700,),
        "units": (3,),
        "revenue_micros": (1_500_000,),
    }
    return UsageReported(**{**given, **changed})


def receipt(**changed: Any) -> Receipt:
    given: dict[str, Any] = {
        "receipt_key": "event|a|1",
        "event_id": "1",
        "event_type": "ClockAdvanced",
        "source": "a",
        "subject": "clock",
        "accepted": True,
        "topic": "ipr.control",
        "partition": 0,
        "offset": 7,
        "recorded_at": datetime(2026, 9, 4, tzinfo=UTC),
    }
    return Receipt(**{**given, **changed})


def accrual_record() -> dict[str, Any]:
    one, two = b"\x01\x00", b"\x01\x00\x01"
    return {
        "sender": "tunefy",
        "report_id": "R1",
        "revision": 1,
        "part": 1,
        "parts": 1,
        "digest": b"\x00" * 16,
        "period_from_day": 20_700,
        "period_until_day": 20_730,
        "service": "",
        "commercial_model": "SubscriptionModel",
        "currency": "CNY",
        "territory": "CN",
        "use_types": ["OnDemandStream"],
        "subjects": b"work:w-1\nwork:w-2",
        "holders": b"party:p",
        "licences": b"",
        "line": two,
        "subject": two,
        "use_type": two,
        "first_day": two,
        "days": two,
        "units": b"\x02\x03\x00\xd4\xfe",
        "revenue_micros": two,
        "state": two,
        "hold_reason": two,
        "royalty_e8": two,
        "version": 7,
        "entries": two,
        "entry_holder": one,
        "entry_account": one,
        "entry_right": one,
        "entry_licence": b"\x01\xff",
        "entry_amount_e8": one,
    }

"""What a model refuses: all its record could not hold, and columns that do not fit together."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.models import (
    AccrualBlock,
    ClockAdvanced,
    ControlEvent,
    EventBody,
    PlatformAllocations,
    RegistrationEvent,
    SignalEvent,
    TerritoryRule,
    TradeEvent,
    UsageEvent,
)
from tests import events
from tests.schemas.model_examples import DAY, accrual_record, block, claim, receipt


@pytest.mark.parametrize(
    "fault",
    [
        {"share_ppm": 50.0},
        {"share_ppm": "50"},
        {"share_ppm": True},
        {"share_ppm": 2**31},
        {"from_day": "2026-09-04"},
        {"from_day": 20_700},
        {"from_day": datetime(2026, 9, 4, tzinfo=UTC)},
        {"from_day": None},
        {"right": "Performance"},
        {"right": 3},
        {"party": b"party:p"},
        {"party": "half a pair \ud800"},
        {"territories": {TerritoryRule.including("CN")}},
        {"territories": "CN"},
        {"territory": "CN"},
    ],
    ids=str,
)
def test_a_model_takes_no_value_of_another_type(fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        claim(**fault)


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        claim().share_ppm = 5


def test_an_instant_needs_a_time_zone() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        ControlEvent.of(ClockAdvanced(day=DAY), source="a", occurred_at=datetime(2026, 9, 4))


def test_an_instant_has_a_utc_form() -> None:
    east = timezone(timedelta(hours=8))
    with pytest.raises(ValidationError, match="years 1 to 9999"):
        ControlEvent.of(
            ClockAdvanced(day=DAY), source="a", occurred_at=datetime(1, 1, 1, tzinfo=east)
        )


def test_a_record_in_milliseconds_takes_nothing_finer() -> None:
    assert receipt().to_record()["recorded_at"] == 1_788_480_000_000
    with pytest.raises(ValidationError, match="milliseconds"):
        receipt(recorded_at=datetime(2026, 9, 4, 0, 0, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize("day", [2**31 - 1, -(2**31)])
def test_a_record_with_a_day_beyond_the_calendar_is_no_model(day: int) -> None:
    record = events.registration("work:w-1", events.claim("party:p", 5, from_day=day))
    with pytest.raises(ValidationError, match="years 1 to 9999"):
        RegistrationEvent.from_record(record)


def test_a_record_with_an_instant_beyond_the_calendar_is_no_model() -> None:
    record = events.registration("work:w-1", at=2**63 - 1)
    with pytest.raises(ValidationError, match="years 1 to 9999"):
        RegistrationEvent.from_record(record)


def other_topics_body(event: type[Any], body: EventBody) -> Callable[[], Any]:
    return lambda: event.of(body, source="a")


@pytest.mark.parametrize(
    "construct",
    [
        other_topics_body(RegistrationEvent, ClockAdvanced(day=DAY)),
        other_topics_body(UsageEvent, ClockAdvanced(day=DAY)),
        other_topics_body(SignalEvent, block()),
    ],
)
def test_a_body_of_another_topic_is_refused(construct: Callable[[], Any]) -> None:
    with pytest.raises(ValidationError):
        construct()


@pytest.mark.parametrize("body", [("rightstream.trades.Nothing", {}), ("one",), {}, None, 5])
def test_a_record_with_another_body_is_no_model(body: object) -> None:
    record = {**events.licence("L1", "party:p", "tunefy", revenue_share_ppm=5), "body": body}
    with pytest.raises(ValidationError):
        TradeEvent.from_record(record)


def test_a_sole_body_is_told_by_its_name_too() -> None:
    record = events.usage("tunefy", "R1", ("work:w-1", 1, 1))
    record["body"] = ("rightstream.trades.LicenceGranted", record["body"][1])
    with pytest.raises(ValidationError, match=r"not a rightstream\.usage\.UsageReported"):
        UsageEvent.from_record(record)


@pytest.mark.parametrize(
    "column", ["reference", "use_type", "first_day", "days", "units", "revenue_micros"]
)
def test_columns_of_a_block_are_equally_long(column: str) -> None:
    longer = ("a", "b") if column == "reference" else (0, 0)
    with pytest.raises(ValidationError, match=f"differ in length.*{column} 2"):
        block(**{column: longer})


AMOUNTS: dict[str, tuple[Any, ...]] = {
    "line": (0,),
    "rights_controller": ("party:p",),
    "rights_type": ("MakeAvailable",),
    "share_ppm": (-1,),
    "amount": (Decimal("0.000000000000000000000000000001"),),
    "net_revenue": (Decimal("99999999999999999999999999999999999999"),),
    "currency": ("CNY",),
    "net_revenue_currency": ("CNY",),
}


def test_amounts_are_exact() -> None:
    assert PlatformAllocations(**AMOUNTS).amount == (Decimal("1E-30"),)


@pytest.mark.parametrize(
    "amount", [Decimal("1E+38"), Decimal("1E-31"), Decimal("NaN"), Decimal("Infinity"), 1.5, 1, "1"]
)
def test_amounts_the_record_cannot_hold_are_refused(amount: object) -> None:
    with pytest.raises(ValidationError):
        PlatformAllocations(**{**AMOUNTS, "amount": (amount,)})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"units": b"\x01\x00"}, "differ in length"),
        ({"entry_account": b"\x01\x00\x00"}, "differ in length"),
        ({"entries": b"\x01\x01\x01"}, "other entries"),
        ({"entries": b"\x01\x02\xff"}, "other entries"),
        ({"units": b"\x03\x00"}, "not a packed column"),
        ({"subjects": b"\xff"}, "utf-8"),
        ({"subjects": b"work:w-1\n"}, "not empty"),
    ],
)
def test_an_accrual_block_that_does_not_hold_together(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        AccrualBlock.from_record({**accrual_record(), **changed})

"""Python types for the Avro types of the contract; each knows what a record holds in its place.

Inside `AVRO` (the context of `to_record` and `from_record`) values take the form the codec reads
and writes: dates as days, instants as micro- or milliseconds, words as strings, rows as lists.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    WrapSerializer,
)

AVRO: Final = object()

_DAY_ZERO: Final = date(1970, 1, 1)
_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)

Item = TypeVar("Item")
Word = TypeVar("Word", bound=StrEnum)


def _encodable(text: str) -> str:
    # Python strings may hold half a surrogate pair, which has no UTF-8 form.
    if not text.isascii():
        text.encode()
    return text


def _date_of(value: Any, info: ValidationInfo) -> Any:
    if info.context is AVRO and type(value) is int:
        try:
            return _DAY_ZERO + timedelta(days=value)
        except OverflowError:
            raise ValueError(f"day {value} is not in the years 1 to 9999") from None
    return value


def _days_of(value: date, info: SerializationInfo) -> date | int:
    return (value - _DAY_ZERO).days if info.context is AVRO else value


def _instant_in(unit: timedelta) -> Callable[[Any, ValidationInfo], Any]:
    def instant_of(value: Any, info: ValidationInfo) -> Any:
        if info.context is AVRO and type(value) is int:
            try:
                return _ZERO + value * unit
            except OverflowError:
                raise ValueError(f"instant {value} is not in the years 1 to 9999") from None
        return value

    return instant_of


def _utc_in(unit: timedelta) -> Callable[[datetime], datetime]:
    def utc(value: datetime) -> datetime:
        try:
            instant = value.astimezone(UTC)
        except OverflowError:
            raise ValueError("in UTC the instant is not in the years 1 to 9999") from None
        if (instant - _ZERO) % unit:
            raise ValueError("finer than milliseconds, which is all the record holds")
        return instant

    return utc


def _units_in(unit: timedelta) -> Callable[[datetime, SerializationInfo], datetime | int]:
    def units_of(value: datetime, info: SerializationInfo) -> datetime | int:
        return (value - _ZERO) // unit if info.context is AVRO else value

    return units_of


def _text_of(value: StrEnum, info: SerializationInfo) -> str:
    return value.value if info.context is AVRO else value


def _tuple_of(value: Any) -> Any:
    # Lists are what one writes; sets and generators would make the order a matter of chance.
    return tuple(value) if isinstance(value, list) else value


def _list_of(value: Any, dump: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
    dumped = dump(value)
    return list(dumped) if info.context is AVRO else dumped


Text = Annotated[str, AfterValidator(_encodable)]
Int = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Long = Annotated[int, Field(ge=-(2**63), lt=2**63)]

Day = Annotated[date, BeforeValidator(_date_of), PlainSerializer(_days_of)]
"""A calendar day, UTC. Ranges of days are half-open."""

_MICRO, _MILLI = timedelta(microseconds=1), timedelta(milliseconds=1)
Micros = Annotated[
    AwareDatetime,
    BeforeValidator(_instant_in(_MICRO)),
    AfterValidator(_utc_in(_MICRO)),
    PlainSerializer(_units_in(_MICRO)),
]
"""An instant to the microsecond, kept in UTC; a datetime without a time zone is refused."""

Millis = Annotated[
    AwareDatetime,
    BeforeValidator(_instant_in(_MILLI)),
    AfterValidator(_utc_in(_MILLI)),
    PlainSerializer(_units_in(_MILLI)),
]
"""An instant to the millisecond, as brokers stamp it; a finer one is refused, not rounded."""

Amount = Annotated[Decimal, Field(max_digits=68, decimal_places=30, allow_inf_nan=False)]
"""A decimal of up to 38 digits before the point and 30 after it."""

OneOf = Annotated[Word, Field(strict=False), PlainSerializer(_text_of)]
"""A word of a closed list: the member or its text."""

Row = Annotated[tuple[Item, ...], BeforeValidator(_tuple_of), WrapSerializer(_list_of)]
"""Values in order, as a tuple or a list."""

"""Any value of any model, for hypothesis: read off the annotations, columns equally long."""

from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from schemas.models import (
    AccrualBlock,
    AnomalyBlock,
    AvroRecord,
    OwnershipConflict,
    OwnershipSegment,
    PlatformAllocationBlock,
    PlatformAllocations,
    UsageReported,
)
from schemas.models.primitives import Millis
from tests.schemas.avro_agreement import bare

MOST_LINES: Final = 6
ENTRY_COLUMNS: Final = [name for name in AccrualBlock.model_fields if name.startswith("entry_")]
_EXACT: Final = Context(prec=68)
_FIRST, _LAST = datetime(1, 1, 2), datetime(9999, 12, 30)

PLAIN: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: st.text(max_size=12),
    bytes: st.binary(max_size=12),
    bool: st.booleans(),
    date: st.dates(),
    AwareDatetime: st.datetimes(_FIRST, _LAST, timezones=st.timezones()),
    Decimal: st.integers(-(10**68) + 1, 10**68 - 1).map(lambda n: Decimal(n).scaleb(-30, _EXACT)),
}


def _columns(model: type[AvroRecord]) -> list[str]:
    return [
        name
        for name, info in model.model_fields.items()
        if get_origin(bare(info.annotation)) is tuple
    ]


PARALLEL: Final[dict[type[AvroRecord], list[str]]] = {
    UsageReported: [name for name in _columns(UsageReported) if name != "use_types"],
    PlatformAllocations: _columns(PlatformAllocations),
    PlatformAllocationBlock: _columns(PlatformAllocationBlock),
    AnomalyBlock: _columns(AnomalyBlock),
    OwnershipSegment: ["holders", "shares_ppm"],
    OwnershipConflict: ["sources", "registration_ids", "parties", "shares_ppm"],
    AccrualBlock: [
        name
        for name in _columns(AccrualBlock)
        if name not in ("use_types", "subjects", "holders", "licences", *ENTRY_COLUMNS)
    ],
}


@st.composite
def any_model(draw: st.DrawFn, model: type[AvroRecord]) -> AvroRecord:
    """One valid instance."""
    lines = draw(st.integers(0, MOST_LINES))
    lengths = dict.fromkeys(PARALLEL.get(model, ()), lines)
    values: dict[str, Any] = {}
    if model is UsageReported and draw(st.booleans()):
        lengths["days"] = 0
    if model is AccrualBlock:
        per_line = draw(st.lists(st.integers(0, 3), min_size=lines, max_size=lines))
        values["entries"] = tuple(per_line)
        lengths |= dict.fromkeys(ENTRY_COLUMNS, sum(per_line))
        name = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1)
        for dictionary in ("subjects", "holders", "licences"):
            values[dictionary] = draw(st.lists(name, max_size=4))
    for field, info in model.model_fields.items():
        if field not in values:
            values[field] = draw(_field(info, lengths.get(field)))
    return model(**values)


def _field(info: FieldInfo, length: int | None) -> st.SearchStrategy[Any]:
    if bare(info.annotation) is int:
        return _integers(info.metadata)
    if info.annotation is AwareDatetime and info.metadata == list(get_args(Millis)[1:]):
        return PLAIN[AwareDatetime].map(_to_millis)
    return values_of(info.annotation, length)


def values_of(annotation: Any, length: int | None = None) -> st.SearchStrategy[Any]:
    """Values of an annotation; a row has this length, if one is given."""
    python = bare(annotation)
    if get_origin(python) in (Union, UnionType):
        return st.one_of(*(values_of(option) for option in get_args(python)))
    if python is NoneType:
        return st.none()
    if get_origin(python) is tuple:
        least, most = (0, MOST_LINES) if length is None else (length, length)
        item = values_of(get_args(python)[0])
        return st.lists(item, min_size=least, max_size=most).map(tuple)
    if get_origin(python) is dict:
        return st.dictionaries(*map(values_of, get_args(python)), max_size=3)
    if python is int:
        return _integers(get_args(annotation)[1].metadata)
    if issubclass(python, StrEnum):
        return st.sampled_from(python)
    if issubclass(python, AvroRecord):
        return any_model(python)
    return PLAIN[python]


def _integers(metadata: list[Any]) -> st.SearchStrategy[int]:
    least = next(bound.ge for bound in metadata if hasattr(bound, "ge"))
    beyond = next(bound.lt for bound in metadata if hasattr(bound, "lt"))
    return st.integers(least, beyond - 1)


def _to_millis(instant: datetime) -> datetime:
    return instant - timedelta(microseconds=instant.microsecond % 1000)

"""What every model of the contract is: a strict, frozen mirror of one Avro record."""

from collections.abc import Mapping, Sized
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)

from .primitives import AVRO


class AvroRecord(BaseModel):
    """A record. Whatever validates can be encoded; names and defaults are those of the .avsc file.

    Construction raises pydantic's ValidationError, a ValueError. `to_record` and `from_record` are
    the way out and in; other dumps (`model_dump_json`) are for reading, they do not name the body.
    """

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    def to_record(self) -> dict[str, Any]:
        """The record as the codec takes it."""
        return self.model_dump(context=AVRO)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Inverse of `to_record`. Raises ValidationError when the record is not one of these."""
        return cls.model_validate(dict(record), context=AVRO)


class EventBody(AvroRecord):
    """What an event says. In a record it is a pair: full name of its Avro record, and fields."""

    avro_name: ClassVar[str]

    @property
    def subject(self) -> str:
        """What the event is about, unless its sender says otherwise."""
        raise NotImplementedError

    def to_record(self) -> dict[str, Any]:
        """The fields alone; the record of an event pairs them with the name."""
        pair: Any = self.model_dump(context=AVRO)
        fields: dict[str, Any] = pair[1]
        return fields

    @model_validator(mode="before")
    @classmethod
    def _fields_of_pair(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is not AVRO or not isinstance(value, tuple | list):
            return value
        name, fields = value
        if name != cls.avro_name:
            raise ValueError(f"the body is a {name}, not a {cls.avro_name}")
        return fields

    @model_serializer(mode="wrap")
    def _pair(self, dump: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
        return (self.avro_name, dump(self)) if info.context is AVRO else dump(self)


def body_name(value: object) -> str | None:
    """Which record of a body union this is, for pydantic's Discriminator."""
    if isinstance(value, EventBody):
        return value.avro_name
    if isinstance(value, tuple | list) and len(value) == 2:
        return str(value[0])
    return None


def require_parallel(**columns: Sized) -> None:
    """Raises ValueError unless all columns are equally long."""
    if len({len(column) for column in columns.values()}) > 1:
        lengths = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
        raise ValueError(f"columns differ in length: {lengths}")

"""Whether a model says the same as an Avro record: every field, in both directions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import AwareDatetime, Tag, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from schemas.models import AvroRecord, EventBody
from schemas.models.primitives import AVRO

Avro = Any
"""A schema as JSON has it: a name, a list of branches, or an object."""

SAME_WORDS: Final = {"Right": "RightsCoverage"}
"""Avro enums that are a word list of DDEX, which has its own name for it."""

PACKED_NAMES: Final = {"subjects", "holders", "licences"}
_INTEGERS: Final = {"int": 31, "long": 63}
_UNITS: Final = {
    "timestamp-millis": timedelta(milliseconds=1),
    "timestamp-micros": timedelta(microseconds=1),
}
_PLAIN: Final = {"string": str, "boolean": bool, "bytes": bytes}


class Agreement:
    """Walks one schema beside its model; afterwards `models` are those it met."""

    def __init__(self, *, packed: bool = False) -> None:
        self.models: set[type[AvroRecord]] = set()
        self._packed = packed
        self._named: dict[str, Avro] = {}

    def faults(self, schema: Avro, model: type[AvroRecord]) -> list[str]:
        """What the two say differently; empty when they agree."""
        self._namespace = schema["namespace"]
        return list(self._record(schema, model))

    def _record(self, schema: Avro, model: type[AvroRecord]) -> Iterator[str]:
        name = schema["name"]
        self._named[name] = schema
        self.models.add(model)
        if model.__name__ != name:
            yield f"{name}: the model is called {model.__name__}"
        fields = {field["name"]: field for field in schema["fields"]}
        for missing in fields.keys() - model.model_fields.keys():
            yield f"{name}.{missing}: not in the model"
        for added in model.model_fields.keys() - fields.keys():
            yield f"{name}.{added}: only in the model"
        for field_name, field in fields.items():
            if field_name in model.model_fields:
                yield from self._field(
                    f"{name}.{field_name}", field, model.model_fields[field_name]
                )

    def _field(self, where: str, field: Avro, info: FieldInfo) -> Iterator[str]:
        annotation = _annotation(info)
        yield from self._type(where, field["type"], annotation)
        if info.is_required() != ("default" not in field):
            yield f"{where}: one of the two has a default"
        elif not info.is_required():
            default = info.get_default(call_default_factory=True, validated_data={})
            in_record = TypeAdapter(annotation).dump_python(default, context=AVRO)
            expected = field["default"]
            if bare(annotation) is bytes:
                expected = expected.encode("latin-1")
            if in_record != expected or type(in_record) is not type(expected):
                yield f"{where}: default {in_record!r}, in Avro {expected!r}"

    def _type(self, where: str, avro: Avro, annotation: Any) -> Iterator[str]:
        if isinstance(avro, list):
            yield from self._union(where, avro, annotation)
        elif isinstance(avro, dict):
            yield from self._complex(where, avro, annotation)
        elif avro in self._named:
            yield from self._complex(where, self._named[avro], annotation)
        elif avro in _INTEGERS:
            yield from _integer(where, _INTEGERS[avro], annotation)
        elif avro == "bytes" and self._packed and get_origin(bare(annotation)) is tuple:
            packed = "string" if where.rpartition(".")[2] in PACKED_NAMES else "long"
            yield from self._type(f"{where}[]", packed, get_args(bare(annotation))[0])
        elif bare(annotation) is not _PLAIN[avro]:
            yield f"{where}: {annotation} for {avro}"

    def _complex(self, where: str, avro: Avro, annotation: Any) -> Iterator[str]:
        kind, python = avro["type"], bare(annotation)
        if "logicalType" in avro:
            yield from _logical(where, avro, annotation)
        elif kind == "record":
            if isinstance(python, type) and issubclass(python, AvroRecord):
                yield from self._record(avro, python)
            else:
                yield f"{where}: {annotation} for the record {avro['name']}"
        elif kind == "enum":
            self._named[avro["name"]] = avro
            yield from _enum(where, avro, python)
        elif kind == "array":
            yield from self._items(where, avro["items"], python, (tuple, Ellipsis))
        elif kind == "map":
            yield from self._items(where, avro["values"], python, (dict, str))
        else:
            yield f"{where}: no rule for {kind}"

    def _items(self, where: str, item: Avro, python: Any, shape: tuple[Any, Any]) -> Iterator[str]:
        origin, arguments = get_origin(python), get_args(python)
        if origin is not shape[0] or shape[1] not in {bare(argument) for argument in arguments}:
            yield f"{where}: {python} for several {item}"
            return
        yield from self._type(f"{where}[]", item, arguments[0 if origin is tuple else 1])

    def _union(self, where: str, branches: list[Avro], annotation: Any) -> Iterator[str]:
        python = bare(annotation)
        options = get_args(python) if get_origin(python) in (Union, UnionType) else (annotation,)
        if "null" in branches:
            others = [option for option in options if option is not NoneType]
            if len(others) == len(options) or len(others) != 1 or len(branches) != 2:
                yield f"{where}: {annotation} for what may be null"
                return
            yield from self._type(where, next(b for b in branches if b != "null"), others[0])
            return
        bodies = {bare(option).__name__: option for option in options}
        if bodies.keys() != {branch["name"] for branch in branches}:
            yield f"{where}: bodies {sorted(bodies)}"
            return
        for branch in branches:
            yield from self._body(where, branch, bodies[branch["name"]], len(branches))

    def _body(self, where: str, branch: Avro, option: Any, count: int) -> Iterator[str]:
        model, name = bare(option), f"{self._namespace}.{branch['name']}"
        tags = [part.tag for part in get_args(option)[1:] if isinstance(part, Tag)]
        if not issubclass(model, EventBody) or model.avro_name != name:
            yield f"{where}: {model.__name__} does not give its Avro name {name}"
        if count > 1 and tags != [name]:
            yield f"{where}: {model.__name__} is told apart by {tags}, not {name}"
        yield from self._record(branch, model)


def bare(annotation: Any) -> Any:
    """The type without what is annotated to it."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _annotation(info: FieldInfo) -> Any:
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def accepts(annotation: Any, value: object) -> bool:
    try:
        TypeAdapter(annotation).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _integer(where: str, bits: int, annotation: Any) -> Iterator[str]:
    if bare(annotation) is not int:
        yield f"{where}: {annotation} for an integer"
        return
    least, most = -(2**bits), 2**bits - 1
    if not (accepts(annotation, least) and accepts(annotation, most)):
        yield f"{where}: refuses integers of {bits + 1} bits"
    if accepts(annotation, least - 1) or accepts(annotation, most + 1):
        yield f"{where}: takes integers of more than {bits + 1} bits"


def _enum(where: str, avro: Avro, python: Any) -> Iterator[str]:
    name = SAME_WORDS.get(avro["name"], avro["name"])
    if not (isinstance(python, type) and issubclass(python, StrEnum)) or python.__name__ != name:
        yield f"{where}: {python} for the enum {avro['name']}"
    elif {member.value for member in python} != set(avro["symbols"]):
        yield f"{where}: words {[member.value for member in python]} for {avro['symbols']}"


def _logical(where: str, avro: Avro, annotation: Any) -> Iterator[str]:
    kind, python = avro["logicalType"], bare(annotation)
    if kind == "decimal":
        yield from _decimal(where, avro["precision"], avro["scale"], annotation)
    elif kind == "date" and avro["type"] == "int":
        if python is not date:
            yield f"{where}: {annotation} for a date"
    elif kind in _UNITS and avro["type"] == "long":
        if python is not AwareDatetime:
            yield f"{where}: {annotation} for an instant"
            return
        first = TypeAdapter(annotation).validate_python(1, context=AVRO)
        if first != datetime(1970, 1, 1, tzinfo=UTC) + _UNITS[kind]:
            yield f"{where}: another unit than {kind}"
    else:
        yield f"{where}: no rule for {kind}"


def _decimal(where: str, precision: int, scale: int, annotation: Any) -> Iterator[str]:
    if bare(annotation) is not Decimal:
        yield f"{where}: {annotation} for a decimal"
        return
    beyond = Decimal(10) ** (precision - scale)
    largest = Decimal("9" * (precision - scale) + "." + "9" * scale)
    if not accepts(annotation, largest) or accepts(annotation, beyond):
        yield f"{where}: another precision than {precision}"
    if not accepts(annotation, Decimal((0, (1,), -scale))) or accepts(
        annotation, Decimal((0, (1,), -scale - 1))
    ):
        yield f"{where}: another scale than {scale}"

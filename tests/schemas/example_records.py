"""One filled record for every kind of body of every topic, made from its schema."""

from decimal import Decimal
from typing import Any

from schemas.registry import AvroSchema, current_schema

_PLAIN: dict[str, Any] = {
    "string": "work:w-1",
    "boolean": True,
    "int": 20_700,
    "long": 1_788_480_000_000_000,
    "bytes": b"\x01\x02\x03",
}


def examples(topic: str) -> list[dict[str, Any]]:
    """Records with every optional part filled and two items in every array."""
    schema = current_schema(topic)
    bodies = [field["type"] for field in schema["fields"] if field["name"] == "body"]
    return [_record(schema, {}, branch) for branch in (bodies[0] if bodies else [None])]


def _record(schema: AvroSchema, named: dict[str, Any], branch: AvroSchema | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in schema["fields"]:
        if field["name"] == "body" and branch is not None:
            # The body chosen may refer to types that are written out in a branch before it.
            for other in field["type"]:
                _value(other, named)
            name = f"{schema['namespace']}.{branch['name']}"
            values["body"] = (name, _value(branch, named))
        else:
            values[field["name"]] = _value(field["type"], named)
    return values


def _value(avro: Any, named: dict[str, Any]) -> Any:
    if isinstance(avro, list):
        return _value(next(branch for branch in avro if branch != "null"), named)
    if isinstance(avro, str):
        return _PLAIN[avro] if avro in _PLAIN else _value(named[avro], named)
    named |= {avro["name"]: avro} if "name" in avro else {}
    match avro["type"]:
        case "record":
            return _record(avro, named, None)
        case "enum":
            return avro["symbols"][-1]
        case "array":
            return [_value(avro["items"], named), _value(avro["items"], named)]
        case "map":
            return {"clause 4": _value(avro["values"], named)}
        case _ if avro.get("logicalType") == "decimal":
            return Decimal("0.1") + Decimal(10) ** -avro["scale"] * 3
        case plain:
            return _PLAIN[plain]

"""Avro bytes of a record as a careless writer makes them: it checks nothing, so that an int may
have 64 bits and a text may be no UTF-8 (written for half a surrogate pair)."""

from decimal import Decimal
from typing import Any

from schemas.codecs import codecs_of
from schemas.registry import current_schema
from schemas.wire import frame
from tests.schemas.avro_bytes import number, text

from .named_types import learn_names

_CODECS = codecs_of(None)


def written(topic: str, record: dict[str, Any]) -> bytes:
    """The framed message."""
    schema = current_schema(topic)
    return frame(_CODECS.of(topic).schema_id, _bytes(schema, record, {}))


def _bytes(avro: Any, value: Any, named: dict[str, Any]) -> bytes:
    if isinstance(avro, str):
        return _bytes(named[avro], value, named) if avro in named else _plain(avro, value)
    if isinstance(avro, list):
        return _union(avro, value, named)
    if "name" in avro:
        named[avro["name"]] = avro
    match avro["type"]:
        case "record":
            return b"".join(
                _bytes(field["type"], value[field["name"]], named) for field in avro["fields"]
            )
        case "enum":
            return number(avro["symbols"].index(value))
        case "array":
            return _blocks([_bytes(avro["items"], one, named) for one in value], named, avro)
        case "map":
            pairs = [_plain("string", name) + _plain("string", one) for name, one in value.items()]
            return _blocks(pairs, named, avro)
        case "bytes" if avro.get("logicalType") == "decimal":
            return text(_unscaled(value, avro["scale"]))
        case plain:
            return _plain(plain, value)


def _union(avro: list[Any], value: Any, named: dict[str, Any]) -> bytes:
    found = b""
    for place, branch in enumerate(avro):
        if isinstance(value, tuple):
            chosen, part = value[0].endswith(f".{branch['name']}"), value[1]
        else:
            chosen, part = (branch == "null") is (value is None), value
        if chosen:
            found = number(place) + (b"" if branch == "null" else _bytes(branch, part, named))
        elif branch != "null" and isinstance(branch, dict):
            # It may still write out a type that a later branch names.
            learn_names(branch, named)
    return found


def _blocks(items: list[bytes], named: dict[str, Any], avro: Any) -> bytes:
    if not items:
        learn_names(avro, named)
        return number(0)
    return number(len(items)) + b"".join(items) + number(0)


def _plain(kind: str, value: Any) -> bytes:
    if kind in ("int", "long"):
        return number(value)
    if kind == "boolean":
        return b"\x01" if value else b"\x00"
    if kind == "string":
        return text(value.encode("utf-8", "surrogatepass"))
    assert kind == "bytes", kind
    return text(value)


def _unscaled(amount: Decimal, scale: int) -> bytes:
    whole = int(amount.scaleb(scale))
    return whole.to_bytes(whole.bit_length() // 8 + 1, "big", signed=True)

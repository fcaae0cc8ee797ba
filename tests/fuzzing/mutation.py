"""Records changed in one place or a few, by what the schema allows there."""

from copy import deepcopy
from typing import Any

from schemas.registry import AvroSchema, current_schema

from . import hostile
from .choices import Choices
from .named_types import learn_names

Record = dict[str, Any]
_MOST_CHANGES = 4


def mutated(topic: str, event: Record, choices: Choices) -> Record:
    """A copy that still fits the topic's schema, though it may say what no sender means."""
    schema, changed = current_schema(topic), deepcopy(event)
    for _ in range(choices.below(_MOST_CHANGES)):
        _change_somewhere(schema, changed, choices)
    return changed


def _change_somewhere(schema: AvroSchema, record: Record, choices: Choices) -> None:
    named: dict[str, Any] = {}
    learn_names(schema, named)
    field = choices.of(schema["fields"])
    while True:
        name, avro = field["name"], field["type"]
        value = record[name]
        if isinstance(value, tuple) and isinstance(avro, list):
            branch = next(one for one in avro if value[0].endswith(f".{one['name']}"))
            record, field = value[1], choices.of(branch["fields"])
            continue
        record[name] = _changed(avro, value, named, choices)
        return


def _changed(avro: Any, value: Any, named: dict[str, Any], choices: Choices) -> Any:
    """Another value of the same schema; a part of the old one if there are parts."""
    if isinstance(avro, list):
        other = next(one for one in avro if one != "null")
        if choices.flag(3):
            return None
        return _changed(other, value if value is not None else _plain(other, named), named, choices)
    if isinstance(avro, str) and avro in named:
        avro = named[avro]
    kind = avro["type"] if isinstance(avro, dict) else avro
    if kind == "record":
        if not isinstance(value, dict):
            value = _plain(avro, named)
        field = choices.of(avro["fields"])
        old = value[field["name"]]
        return {**value, field["name"]: _changed(field["type"], old, named, choices)}
    if kind == "array":
        return _changed_array(avro["items"], list(value), named, choices)
    if kind == "map":
        return {**value, choices.of(hostile.TEXTS): choices.of(hostile.TEXTS)}
    return _scalar(avro, kind, choices)


def _scalar(avro: Any, kind: str, choices: Choices) -> Any:
    if kind == "enum":
        return choices.of(avro["symbols"])
    if isinstance(avro, dict) and avro.get("logicalType") == "decimal":
        return choices.of(hostile.DECIMALS)
    if kind in ("int", "long"):
        return choices.number() if choices.flag(8) else choices.of(hostile.NUMBERS)
    if kind == "boolean":
        return choices.flag()
    if kind == "bytes":
        return choices.of(hostile.BYTES)
    assert kind == "string", kind
    if choices.flag(4):
        return choices.block().decode("utf-8", "replace")
    return choices.of(hostile.TEXTS)


def _changed_array(items: Any, value: list[Any], named: dict[str, Any], choices: Choices) -> Any:
    match choices.below(5):
        case 0:
            return []
        case 1:
            return value * 2
        case 2:
            return value[::-1][: choices.below(4)]
        case 3 if value:
            return value + [value[0]] * choices.of((1, 50, 600, 1_100))
        case _:
            place = choices.below(max(1, len(value)))
            old = value[place] if value else _plain(items, named)
            value[place : place + 1] = [_changed(items, old, named, choices)]
            return value


def _plain(avro: Any, named: dict[str, Any]) -> Any:
    if isinstance(avro, str) and avro in named:
        avro = named[avro]
    if isinstance(avro, list):
        return None if "null" in avro else _plain(avro[0], named)
    kind = avro["type"] if isinstance(avro, dict) else avro
    if kind == "record":
        return {field["name"]: _plain(field["type"], named) for field in avro["fields"]}
    if kind == "enum":
        return avro["symbols"][0]
    if isinstance(avro, dict) and avro.get("logicalType") == "decimal":
        return hostile.DECIMALS[0]
    plain = {
        "array": [], "map": {}, "int": 0, "long": 0, "boolean": False, "bytes": b"", "string": "",
    }  # fmt: skip
    return plain[kind]

"""Whether Avro bytes say one thing only.

fastavro reads what other readers refuse or read otherwise: an index of -1 as the last branch or
symbol, a boolean of 2, integers of more bits than their type has, blocks whose stated size is not
theirs. What one reader of a topic takes for a fact, another would not. The walk costs as much as
the reading itself: it is for events, which strangers write, and not for columns of usage.
"""

from collections.abc import Callable
from typing import Any, Final

_Walk = Callable[[memoryview, int], int]
"""From the place of a value to the place after it. Raises ValueError, and IndexError at the end."""

_MOST_BYTES: Final = 10
MAX_ITEMS: Final = 200_000
"""Of one array or map: more than any event may have, and few enough to be walked in a second."""


def strict_walk(schema: Any) -> _Walk:
    """The checks of a schema, as JSON has it or as fastavro has parsed it."""
    return _walk(schema, {}, schema.get("namespace", "") if isinstance(schema, dict) else "")


def read_integer(message: memoryview, place: int) -> tuple[int, int]:
    """A long and the place after it. Raises ValueError for one of more than 64 bits."""
    value, bits = message[place], 7
    if value < 0x80:
        return (value >> 1) ^ -(value & 1), place + 1
    value &= 0x7F
    for at in range(place + 1, place + _MOST_BYTES):
        byte = message[at]
        value |= (byte & 0x7F) << bits
        if byte < 0x80:
            if value >> 64:
                break
            return (value >> 1) ^ -(value & 1), at + 1
        bits += 7
    raise ValueError("an integer of more than 64 bits")


def _walk(schema: Any, named: dict[str, _Walk], namespace: str) -> _Walk:
    if isinstance(schema, str):
        plain = _PLAIN.get(schema)
        return named[_full(schema, namespace)] if plain is None else plain
    if isinstance(schema, list):
        return _union([_walk(branch, named, namespace) for branch in schema])
    kind = schema["type"]
    if kind == "array":
        return _blocks(_walk(schema["items"], named, namespace))
    if kind == "map":
        value = _walk(schema["values"], named, namespace)
        return _blocks(lambda message, place: value(message, _bytes(message, place)))
    if kind not in ("record", "enum", "fixed"):
        return _walk(kind, named, namespace)
    full = _full(schema["name"], schema.get("namespace", namespace))
    if kind == "record":
        space = full.rpartition(".")[0]
        named[full] = _record([_walk(one["type"], named, space) for one in schema["fields"]])
    elif kind == "enum":
        named[full] = _index(len(schema["symbols"]), "an enum")
    else:
        named[full] = _fixed(schema["size"])
    return named[full]


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _record(fields: list[_Walk]) -> _Walk:
    def walk(message: memoryview, place: int) -> int:
        for field in fields:
            place = field(message, place)
        return place

    return walk


def _union(branches: list[_Walk]) -> _Walk:
    index = _index(len(branches), "a union")

    def walk(message: memoryview, place: int) -> int:
        index(message, place)
        branch, place = read_integer(message, place)
        return branches[branch](message, place)

    return walk


def _index(count: int, what: str) -> _Walk:
    def walk(message: memoryview, place: int) -> int:
        index, place = read_integer(message, place)
        if not 0 <= index < count:
            raise ValueError(f"index {index} into {what} of {count}")
        return place

    return walk


def _blocks(item: _Walk) -> _Walk:
    def walk(message: memoryview, place: int) -> int:
        items = 0
        while True:
            count, place = read_integer(message, place)
            if count == 0:
                return place
            end = None
            if count < 0:
                size, place = read_integer(message, place)
                count, end = -count, place + size
            items += count
            if items > MAX_ITEMS:
                raise ValueError(f"an array or map of more than {MAX_ITEMS} items")
            for _ in range(count):
                place = item(message, place)
            if end is not None and place != end:
                raise ValueError("a block that is not as long as it says")

    return walk


def _integer(message: memoryview, place: int) -> int:
    return read_integer(message, place)[1]


def _int(message: memoryview, place: int) -> int:
    value, place = read_integer(message, place)
    if not -(1 << 31) <= value < 1 << 31:
        raise ValueError(f"{value} is no int of 32 bits")
    return place


def _bytes(message: memoryview, place: int) -> int:
    length, place = read_integer(message, place)
    if not 0 <= length <= len(message) - place:
        raise ValueError(f"{length} bytes do not fit in what is left")
    return place + length


def _boolean(message: memoryview, place: int) -> int:
    if message[place] > 1:
        raise ValueError(f"{message[place]} is no boolean")
    return place + 1


def _fixed(size: int) -> _Walk:
    def walk(message: memoryview, place: int) -> int:
        if size > len(message) - place:
            raise ValueError(f"{size} bytes do not fit in what is left")
        return place + size

    return walk


_PLAIN: Final[dict[str, _Walk]] = {
    "null": lambda _message, place: place,
    "boolean": _boolean,
    "int": _int,
    "long": _integer,
    "float": _fixed(4),
    "double": _fixed(8),
    "bytes": _bytes,
    "string": _bytes,
}

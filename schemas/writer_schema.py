"""Schemas of strangers: what a message may name as its writer's, before anything is read by it.

A registry is shared with others, and any id in it may be written in a message. A schema that our
releases, or compatible ones, would never have could make a few bytes of data mean no end of items.
"""

from typing import Any, Final

_MOST_NODES: Final = 5_000
_MOST_DEPTH: Final = 40
_MOST_DIGITS: Final = 256


def require_bounded(schema: Any) -> None:
    """Raises ValueError for a schema that nests too deep or is too large, for one that names itself
    within itself, and for arrays or maps of items that take no bytes."""
    _Walk().visit(schema, 0)


class _Walk:
    def __init__(self) -> None:
        self._nodes = 0
        self._within: set[str] = set()
        self._empty: dict[str, bool] = {}
        """Whether a value of a named type may take no bytes."""

    def visit(self, node: Any, depth: int) -> bool:
        """Whether a value of it may take no bytes."""
        self._nodes += 1
        if depth > _MOST_DEPTH or self._nodes > _MOST_NODES:
            raise ValueError("a schema that nests too deep or is too large")
        if isinstance(node, str):
            return self._named(node)
        if isinstance(node, list):
            for branch in node:
                self.visit(branch, depth + 1)
            return False
        if not isinstance(node, dict):
            raise ValueError(f"{type(node).__name__} is no schema")
        kind = node.get("type")
        if isinstance(kind, dict | list):
            return self.visit(kind, depth + 1)
        if kind in ("array", "map"):
            empty = self.visit(node.get("items" if kind == "array" else "values"), depth + 1)
            if kind == "array" and empty:
                raise ValueError("an array of items that take no bytes")
            return False
        if kind in ("record", "error"):
            return self._record(node, depth)
        if kind == "fixed":
            return self._know(node, not _size(node))
        if kind == "enum":
            return self._know(node, False)
        if node.get("logicalType") == "decimal":
            _require_decimal(node)
        return self._named(kind)

    def _record(self, node: dict[str, Any], depth: int) -> bool:
        names = _names(node)
        fields = node.get("fields")
        if not isinstance(fields, list) or not all(isinstance(one, dict) for one in fields):
            raise ValueError("a record without fields")
        self._within |= names
        empty = not [one for one in fields if not self.visit(one.get("type"), depth + 1)]
        self._within -= names
        return self._know(node, empty)

    def _know(self, node: dict[str, Any], empty: bool) -> bool:
        self._empty.update(dict.fromkeys(_names(node), empty))
        return empty

    def _named(self, name: Any) -> bool:
        if not isinstance(name, str):
            raise ValueError(f"{type(name).__name__} is no name of a type")
        short = name.rpartition(".")[2]
        if short in self._within:
            raise ValueError(f"{short} is within itself")
        return name == "null" or self._empty.get(short, False)


def _size(node: dict[str, Any]) -> int:
    size = node.get("size")
    if type(size) is not int or size < 0:
        raise ValueError("a fixed without a size")
    return size


def _require_decimal(node: dict[str, Any]) -> None:
    # A digit of precision costs as much as a digit of a number, whatever the message holds.
    precision, scale = node.get("precision"), node.get("scale", 0)
    if type(precision) is not int or type(scale) is not int:
        raise ValueError("a decimal without precision and scale")
    if not 0 <= scale <= precision <= _MOST_DIGITS:
        raise ValueError(f"a decimal of precision {precision:.3g} and scale {scale:.3g}")


def _names(node: dict[str, Any]) -> set[str]:
    """Its name without the namespace: two of one short name are taken for one, to be safe."""
    name = node.get("name")
    if not isinstance(name, str):
        raise ValueError("a type without a name")
    return {name.rpartition(".")[2]}

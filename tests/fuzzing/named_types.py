"""The types a schema names, for those who walk it."""

from typing import Any


def learn_names(avro: Any, named: dict[str, Any]) -> None:
    """Adds each named type that is written out in this one, by its name."""
    if isinstance(avro, list):
        for branch in avro:
            learn_names(branch, named)
    elif isinstance(avro, dict):
        if "name" in avro:
            named[avro["name"]] = avro
        for field in avro.get("fields", ()):
            learn_names(field["type"], named)
        for part in ("items", "values", "type"):
            learn_names(avro.get(part), named)

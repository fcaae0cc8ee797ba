"""Freezes the current schemas as a release, after checking FULL_TRANSITIVE compatibility."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import avro.schema
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType

from .registry import RELEASED, AvroSchema, current_schema
from .topics import ALL


class Incompatible(ValueError):
    """The new schema cannot read, or be read by, every released version."""


def released_versions(topic: str, folder: Path = RELEASED) -> list[AvroSchema]:
    """Released schemas of a topic, oldest first."""
    files = sorted((folder / topic).glob("*.avsc"), key=lambda file: int(file.stem))
    return [json.loads(file.read_text()) for file in files]


def incompatibilities(new: AvroSchema, old: AvroSchema) -> list[str]:
    """Why the two cannot read each other's records (FULL); empty when they can."""
    new_schema, old_schema = avro.schema.parse(json.dumps(new)), avro.schema.parse(json.dumps(old))
    found: list[str] = []
    for reader, writer, direction in (
        (new_schema, old_schema, "new cannot read old"),
        (old_schema, new_schema, "old cannot read new"),
    ):
        checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
        result = checker.get_compatibility(reader, writer)
        if result.compatibility is not SchemaCompatibilityType.compatible:
            found.extend(f"{direction}: {message}" for message in sorted(result.messages))
    # To the checker a millisecond is a microsecond and any scale is any other: it sees plain longs.
    now, before = dict(_meanings(new, "")), dict(_meanings(old, ""))
    found.extend(
        f"{place}: {before[place]} would be read as {now[place]}"
        for place in sorted(now.keys() & before.keys())
        if now[place] != before[place]
    )
    return found


def _meanings(schema: Any, place: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Logical type, precision and scale of every plain type, by where it stands."""
    if isinstance(schema, list):
        for branch in schema:
            yield from _meanings(branch, place)
        return
    if isinstance(schema, str):
        yield f"{place}:{schema}", (None, None, None)
        return
    if schema["type"] == "record":
        for field in schema["fields"]:
            yield from _meanings(field["type"], f"{place}/{schema['name']}.{field['name']}")
    elif schema["type"] in ("array", "map"):
        yield from _meanings(schema.get("items", schema.get("values")), f"{place}[]")
    elif schema["type"] != "enum":
        meaning = tuple(schema.get(part) for part in ("logicalType", "precision", "scale"))
        yield f"{place}:{schema['type']}", meaning


def release(folder: Path = RELEASED) -> list[str]:
    """Writes a new version for each topic whose schema changed; names them. Raises Incompatible."""
    ids_file = folder / "ids.json"
    ids: dict[str, dict[str, int]] = json.loads(ids_file.read_text()) if ids_file.exists() else {}
    changed = _changed(folder)
    for topic in changed:
        schema = current_schema(topic)
        version = str(len(released_versions(topic, folder)) + 1)
        numbers = [number for known in ids.values() for number in known.values()]
        next_id = 1 + max(numbers, default=0)
        ids.setdefault(topic, {})[version] = next_id
        (folder / topic).mkdir(parents=True, exist_ok=True)
        (folder / topic / f"{version}.avsc").write_text(json.dumps(schema, indent=2) + "\n")
    ids_file.write_text(json.dumps(ids, indent=2) + "\n")
    return changed


def _changed(folder: Path) -> list[str]:
    # All are judged before any is written: a version without an id could never be given one.
    changed = []
    for topic in ALL:
        schema, versions = current_schema(topic), released_versions(topic, folder)
        if versions and versions[-1] == schema:
            continue
        faults = [fault for old in versions for fault in incompatibilities(schema, old)]
        if faults:
            raise Incompatible(f"{topic}: " + "; ".join(faults))
        changed.append(topic)
    return changed

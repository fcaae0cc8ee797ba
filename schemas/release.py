"""Freezes the current schemas as a released version, after checking FULL_TRANSITIVE compatibility."""

import json
from pathlib import Path

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
    found = []
    for reader, writer, direction in (
        (new_schema, old_schema, "new cannot read old"),
        (old_schema, new_schema, "old cannot read new"),
    ):
        result = ReaderWriterCompatibilityChecker().get_compatibility(reader, writer)
        if result.compatibility is not SchemaCompatibilityType.compatible:
            found.extend(f"{direction}: {message}" for message in sorted(result.messages))
    return found


def release(folder: Path = RELEASED) -> list[str]:
    """Writes a new version for each topic whose schema changed. Raises Incompatible; names the topics."""
    ids_file = folder / "ids.json"
    ids: dict[str, dict[str, int]] = json.loads(ids_file.read_text()) if ids_file.exists() else {}
    changed = []
    for topic in ALL:
        schema, versions = current_schema(topic), released_versions(topic, folder)
        if versions and versions[-1] == schema:
            continue
        faults = [fault for old in versions for fault in incompatibilities(schema, old)]
        if faults:
            raise Incompatible(f"{topic}: " + "; ".join(faults))
        version = str(len(versions) + 1)
        next_id = 1 + max((number for known in ids.values() for number in known.values()), default=0)
        ids.setdefault(topic, {})[version] = next_id
        (folder / topic).mkdir(parents=True, exist_ok=True)
        (folder / topic / f"{version}.avsc").write_text(json.dumps(schema, indent=2) + "\n")
        changed.append(topic)
    ids_file.write_text(json.dumps(ids, indent=2) + "\n")
    return changed

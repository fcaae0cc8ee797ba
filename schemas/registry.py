"""Where schema ids come from: a small interface, a file-backed registry as embedded default."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from .wire import SchemaId

AvroSchema = dict[str, Any]

FOLDER: Final = Path(__file__).parent
CURRENT: Final = FOLDER / "avro"
RELEASED: Final = FOLDER / "released"
_IDS: Final = RELEASED / "ids.json"


class UnknownSchema(LookupError):
    """No schema is registered under this id or subject."""


class SchemaRegistry(Protocol):
    """Schema ids of subjects. Both calls may block on I/O the first time and are cached after."""

    def schema(self, schema_id: SchemaId) -> AvroSchema:
        """The writer schema of an id. Raises UnknownSchema."""
        ...

    def id_of(self, subject: str, schema: AvroSchema) -> SchemaId:
        """The id under which this schema is registered for the subject. Raises UnknownSchema."""
        ...


def subject_of(topic: str) -> str:
    """TopicNameStrategy for values."""
    return f"{topic}-value"


@cache
def current_schema(topic: str) -> AvroSchema:
    """The schema this release writes to a topic, as in schemas/avro."""
    loaded: AvroSchema = json.loads((CURRENT / f"{topic}.avsc").read_text())
    return loaded


class FileRegistry:
    """Ids from schemas/released/ids.json: the same on every machine, no server, read-only."""

    def __init__(self, folder: Path = RELEASED) -> None:
        self._schemas: dict[SchemaId, AvroSchema] = {}
        self._ids: dict[tuple[str, str], SchemaId] = {}
        self._versions: dict[str, list[SchemaId]] = {}
        ids: dict[str, dict[str, int]] = json.loads((folder / "ids.json").read_text())
        for topic, versions in ids.items():
            for version, number in versions.items():
                schema = json.loads((folder / topic / f"{version}.avsc").read_text())
                self._schemas[SchemaId(number)] = schema
                self._ids[subject_of(topic), _key(schema)] = SchemaId(number)
                self._versions.setdefault(topic, []).append(SchemaId(number))

    def schema(self, schema_id: SchemaId) -> AvroSchema:
        try:
            return self._schemas[schema_id]
        except KeyError:
            raise UnknownSchema(f"schema id {schema_id} is not in {_IDS.name}") from None

    def versions(self, topic: str) -> list[SchemaId]:
        """Ids of all released versions of a topic's schema, the oldest first."""
        return list(self._versions.get(topic, ()))

    def id_of(self, subject: str, schema: AvroSchema) -> SchemaId:
        try:
            return self._ids[subject, _key(schema)]
        except KeyError:
            raise UnknownSchema(
                f"the schema of {subject} is not released; run `./rightstream schemas release`"
            ) from None


def _key(schema: AvroSchema) -> str:
    return json.dumps(schema, sort_keys=True)

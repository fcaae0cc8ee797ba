"""Client of a Confluent-compatible schema registry: Confluent, Karapace, Apicurio's ccompat API."""

import json
from typing import Any, Final

import requests

from .registry import AvroSchema, UnknownSchema
from .wire import SchemaId

_CONTENT_TYPE: Final = "application/vnd.schemaregistry.v1+json"
_TIMEOUT_SECONDS: Final = 10.0
_NOT_FOUND: Final = frozenset({40401, 40402, 40403})
"""Subject, version, schema. Any other 404 is a wrong path or a proxy, no word of the registry."""


class RegistryUnavailable(ConnectionError):
    """The registry did not answer, or answered with something other than its API."""


class ConfluentRegistry:
    """Registry behind a base URL, which may carry a path such as `/apis/ccompat/v7`.

    Every call blocks on HTTP the first time; answers never change for an id, so they are cached.
    """

    def __init__(self, base_url: str, *, session: requests.Session | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._http = session or requests.Session()
        self._schemas: dict[SchemaId, AvroSchema] = {}
        self._ids: dict[tuple[str, str], SchemaId] = {}

    def schema(self, schema_id: SchemaId) -> AvroSchema:
        if schema_id not in self._schemas:
            answer = self._call("GET", f"/schemas/ids/{schema_id}")
            try:
                self._schemas[schema_id] = json.loads(answer["schema"])
            except (KeyError, TypeError, ValueError) as fault:
                raise RegistryUnavailable(f"schema id {schema_id}: {fault!r}") from fault
        return self._schemas[schema_id]

    def id_of(self, subject: str, schema: AvroSchema) -> SchemaId:
        text = json.dumps(schema)
        if (subject, text) not in self._ids:
            answer = self._call("POST", f"/subjects/{subject}", {"schema": text})
            self._ids[subject, text] = _id_in(answer)
        return self._ids[subject, text]

    def register(self, subject: str, schema: AvroSchema) -> SchemaId:
        """Registers a schema (release time only). Raises RegistryUnavailable when it is refused."""
        answer = self._call("POST", f"/subjects/{subject}/versions", {"schema": json.dumps(schema)})
        return _id_in(answer)

    def require_full_transitive(self, subject: str) -> None:
        """Sets the compatibility rule of a public subject."""
        self._call("PUT", f"/config/{subject}", {"compatibility": "FULL_TRANSITIVE"})

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = self._http.request(
                method,
                self._base + path,
                json=body,
                headers={"Accept": _CONTENT_TYPE, "Content-Type": _CONTENT_TYPE},
                timeout=_TIMEOUT_SECONDS,
            )
            content: Any = answer.json()
        except (requests.RequestException, ValueError) as fault:
            raise RegistryUnavailable(f"{method} {self._base}{path}: {fault}") from fault
        if not isinstance(content, dict):
            raise RegistryUnavailable(f"{method} {self._base}{path}: answered {content!r}"[:200])
        if answer.status_code == 404 and content.get("error_code") in _NOT_FOUND:
            raise UnknownSchema(f"{path}: {content.get('message', 'not found')}")
        if not answer.ok:
            raise RegistryUnavailable(
                f"{method} {path}: {answer.status_code} {content.get('message', '')}"
            )
        return content


def _id_in(answer: dict[str, Any]) -> SchemaId:
    try:
        return SchemaId(int(answer["id"]))
    except (KeyError, TypeError, ValueError) as fault:
        raise RegistryUnavailable(f"no schema id in the answer: {fault!r}") from fault

"""The codecs of all topics over one registry."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from .codec import TopicCodec
from .confluent import ConfluentRegistry
from .registry import FileRegistry, SchemaRegistry


class Codecs:
    """Encodes and decodes records of any topic. Blocks on the registry at a topic's first use."""

    def __init__(self, registry: SchemaRegistry) -> None:
        self._registry = registry
        self._codecs: dict[str, TopicCodec] = {}

    def of(self, topic: str) -> TopicCodec:
        codec = self._codecs.get(topic)
        if codec is None:
            codec = self._codecs[topic] = TopicCodec(topic, self._registry)
        return codec

    def encode(self, topic: str, record: Mapping[str, Any]) -> bytes:
        return self.of(topic).encode(dict(record))

    def decode(self, topic: str, message: bytes | None) -> dict[str, Any]:
        """Raises WireFault."""
        return self.of(topic).decode(message)

    def decode_accepted(self, topic: str, message: bytes | None) -> dict[str, Any]:
        """As `decode`, of what came through intake: an event in a fact, a record of our own. Raises
        WireFault."""
        return self.of(topic).decode_accepted(message)

    def decode_columns(self, topic: str, message: bytes | None) -> dict[str, Any]:
        """As `decode`, the integer arrays of the body as columns. Raises WireFault."""
        return self.of(topic).decode_columns(message)


@cache
def codecs_of(registry_url: str | None) -> Codecs:
    """File-backed ids when no registry is named."""
    return new_codecs(registry_url)


def new_codecs(registry_url: str | None) -> Codecs:
    """As `codecs_of`, with no memory of what the registry said before."""
    return Codecs(FileRegistry() if registry_url is None else ConfluentRegistry(registry_url))

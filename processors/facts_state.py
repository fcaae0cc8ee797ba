"""How facts lie in the state of a partition: by a key of their kind and content, as they came."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

Decode = Callable[[str, bytes], dict[str, Any]]
"""(topic, framed message) to record; events in facts are kept as their sender framed them."""

_DIGEST_BYTES = 16
KEY_BYTES = 1 + _DIGEST_BYTES


def message_key(kind: bytes, message: bytes) -> bytes:
    """State key of a fact that is known by its whole content."""
    return kind + blake2b(message, digest_size=_DIGEST_BYTES).digest()

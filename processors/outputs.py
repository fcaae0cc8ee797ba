"""What a stage answers: records for topics, and entries of its own state.

They are in the order in which they are to be made durable.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Output:
    """One record for a topic. `partition` None lets the key decide; `key` is the natural key."""

    topic: str
    key: bytes
    record: dict[str, Any]
    partition: int | None = None


@dataclass(slots=True)
class Effects:
    """Outputs come first: state may only be made durable once they are, else a crash loses them."""

    outputs: list[Output] = field(default_factory=list)
    state: list[tuple[bytes, bytes]] = field(default_factory=list)


COUNT_KEY = b"n"
"""State entry of the number of facts taken in. Made durable before the facts it counts: after a
crash the count may be ahead of them, never behind, so versions never go back."""


def count_bytes(count: int) -> bytes:
    return count.to_bytes(8, "big")


def restored_count(state: dict[bytes, bytes]) -> int:
    return int.from_bytes(state.get(COUNT_KEY, b""), "big")

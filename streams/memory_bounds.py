"""How many bytes of messages a worker holds at most: senders decide how large a message is.

Between broker and state a message is, in this order, in the client's prefetch, in the agent's
queue, and in the batch that is taken in. Each has a bound of its own, by bytes as well as by count.
"""

from collections.abc import Iterable
from typing import Any, Final

from faust.types import EventT

MIB: Final = 1 << 20
PREFETCH_BYTES: Final = 64 * MIB
QUEUED_BYTES: Final = 64 * MIB
BATCH_BYTES: Final = 32 * MIB
_LEAST_FETCH_BYTES: Final = 256 * 1024
_MOST_FETCH_BYTES: Final = 8 * MIB


def fetch_bytes(places: int) -> int:
    """Bytes to fetch of a partition at once, when one worker may read `places` of them. The broker
    still gives a batch that is larger."""
    return max(_LEAST_FETCH_BYTES, min(_MOST_FETCH_BYTES, PREFETCH_BYTES // places))


def event_bytes(event: EventT[Any]) -> int:
    """Size of a message as it came."""
    message = event.message
    return len(message.value or b"") + len(message.key or b"")


def queued_bytes(channels: Iterable[Any]) -> int:
    """Bytes of the messages that wait in these channels. Walks through their queues, which are
    bounded by count."""
    total = 0
    for channel in channels:
        waiting = getattr(channel, "_queue", None)  # made when an agent first reads the channel
        if waiting is not None:
            total += sum(event_bytes(event) for event in tuple(waiting._queue))
    return total

"""Which of several answers to one event holds: that to the copy recorded last.

Copies of an event share a receipt. The version of a receipt follows from where its message lies, so
whoever reads the inputs again, in whatever order of partitions, ends with the same one.
"""

from typing import Final

from schemas import topics

from .reports import RecordedAt

_MILLIS_BITS: Final = 43
_TOPIC_BITS: Final = 3
_PARTITION_BITS: Final = 10
_OFFSET_BITS: Final = 7
"""Within a millisecond and a partition answers come in the order of the offsets anyway."""

assert _MILLIS_BITS + _TOPIC_BITS + _PARTITION_BITS + _OFFSET_BITS == 63
assert len(topics.INPUTS) <= 1 << _TOPIC_BITS


def receipt_version(topic: str, at: RecordedAt) -> int:
    """A positive number below 2**63 that rises with the time of the record, until the year 2248."""
    version = min(max(at.millis, 1), (1 << _MILLIS_BITS) - 1)
    for value, bits in (
        (topics.INPUTS.index(topic), _TOPIC_BITS),
        (at.partition, _PARTITION_BITS),
        (at.offset, _OFFSET_BITS),
    ):
        version = version << bits | value & ((1 << bits) - 1)
    return version

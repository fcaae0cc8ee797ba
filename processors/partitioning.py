"""Which partition a work or a reference belongs to: one rule for every stage and every machine."""

from collections.abc import Iterable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def partition_of(key: str, partitions: int) -> int:
    return crc32(key.encode()) % partitions


def partitions_of(keys: Iterable[str], partitions: int) -> NDArray[np.int64]:
    """Partition of each key, in order."""
    return np.fromiter((crc32(key.encode()) % partitions for key in keys), np.int64)

"""Which partition a work or a reference belongs to: one rule for every stage and every machine."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def partition_of(key: str, partitions: int) -> int:
    return checksum(key) % partitions


def checksum(key: str) -> int:
    return crc32(key.encode())


def partitions_of(checksums: NDArray[np.int64], partitions: int) -> NDArray[np.int64]:
    """Partition of each key, given by its checksum."""
    found: NDArray[np.int64] = checksums % partitions
    return found

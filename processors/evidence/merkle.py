"""The Merkle tree of RFC 6962, section 2.1: append-only, hashes kept packed by level.

A node is SHA-256(0x01 || left || right); the left part of n leaves is the largest power of two
below n; the empty tree is SHA-256 of nothing.
"""

from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """What stands for a leaf in the tree: 0x00 keeps leaves and nodes apart."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """Level k holds the hashes of all complete subtrees of 2^k leaves: 64 bytes a leaf in all.

    Root, inclusion path and consistency path are O(log n) hashes, for any size up to the present.
    """

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    def __len__(self) -> int:
        return len(self._levels[0]) // HASH_BYTES

    def append(self, hashed_leaf: bytes) -> None:
        """Adds the hash of one leaf (32 bytes; ValueError otherwise) at the end."""
        if len(hashed_leaf) != HASH_BYTES:
            raise ValueError(f"a hash of {len(hashed_leaf)} bytes, not {HASH_BYTES}")
        complete, height, index = hashed_leaf, 0, len(self)
        while True:
            if height == len(self._levels):
                self._levels.append(bytearray())
            self._levels[height] += complete
            if index % 2 == 0:
                return
            complete = node_hash(self._complete(height, index - 1), complete)
            height, index = height + 1, index // 2

    def root(self, size: int | None = None) -> bytes:
        """Root over the first `size` leaves, or over all. Raises ValueError beyond them."""
        count = len(self) if size is None else size
        self._require(0, count)
        return self._range(0, count) if count else EMPTY_ROOT

    def inclusion_path(self, index: int, size: int) -> list[bytes]:
        """Siblings of leaf `index` (from 0) among the first `size`, from the leaf up.

        Raises ValueError unless index < size and there are so many leaves.
        """
        self._require(size, len(self))
        self._require(index, size - 1)
        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency_path(self, old: int, new: int) -> list[bytes]:
        """Hashes that show the first `old` leaves to be a prefix of the first `new`.

        Raises ValueError unless 0 < old <= new and there are so many leaves.
        """
        self._require(new, len(self))
        self._require(old, new)
        if old == 0:
            raise ValueError("every log is consistent with the empty one: there is no path")
        path, start, end = [], 0, new
        while old < end:
            middle = start + split(end - start)
            if old <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        # The old tree as a whole is known to whoever checks; a part of it is not.
        if start > 0:
            path.append(self._range(start, end))
        return path[::-1]

    def _range(self, start: int, end: int) -> bytes:
        """Hash over leaves start..end-1, a range that splitting a tree from the top leads to."""
        parts = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._complete(height, start >> height))
            start += 1 << height
        hashed = parts.pop()
        while parts:
            hashed = node_hash(parts.pop(), hashed)
        return hashed

    def _complete(self, height: int, index: int) -> bytes:
        return bytes(self._levels[height][index * HASH_BYTES : (index + 1) * HASH_BYTES])

    @staticmethod
    def _require(number: int, at_most: int) -> None:
        if not 0 <= number <= at_most:
            raise ValueError(f"{number} is not in 0 to {at_most}")


def split(size: int) -> int:
    """How many of `size` >= 2 leaves are in the left part: the largest power of two below size."""
    return 1 << ((size - 1).bit_length() - 1)

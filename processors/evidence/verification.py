"""Checks proofs of the Merkle log, knowing the proof alone (the walks of RFC 9162, 2.1.3.2 and
2.1.4.2, whose trees are those of RFC 6962)."""

from collections.abc import Sequence

from .merkle import node_hash


def root_of_inclusion(
    hashed_leaf: bytes, index: int, size: int, path: Sequence[bytes]
) -> bytes | None:
    """The root that the leaf at `index` of `size` and its path lead to; None if the path is not as
    long as that place needs."""
    if not 0 <= index < size:
        return None
    number, last, root = index, size - 1, hashed_leaf
    for sibling in path:
        if last == 0:
            return None
        if number % 2 or number == last:
            root = node_hash(sibling, root)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


def roots_of_consistency(
    old: int, new: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Both roots that the path leads to, first the old one. The log is consistent when they are the
    two that were signed. None if the path is not as long as the sizes need, or not 0 < old <= new.
    """
    if not 0 < old <= new:
        return None
    if old == new:
        return None if path else (old_root, old_root)
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return None
    number, last = old - 1, new - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    of_old = of_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if number % 2 or number == last:
            of_old, of_new = node_hash(sibling, of_old), node_hash(sibling, of_new)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            of_new = node_hash(of_new, sibling)
        number, last = number >> 1, last >> 1
    return (of_old, of_new) if last == 0 else None

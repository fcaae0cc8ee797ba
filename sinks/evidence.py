"""Reads heads and proofs of the evidence log back from the warehouse."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from processors.evidence.documents import ConsistencyDocument, EvidenceDocument
from processors.evidence.leaf import Leaf
from processors.evidence.merkle import HASH_BYTES, MerkleTree, leaf_hash
from processors.evidence.tree_head import SignedHead, TreeHead

from .chdb_warehouse import literal

_HEAD: Final = "log_hex, tree_size, root_hex, boundary_millis, daily, key_hex, signature_hex"
_LEAF: Final = (
    "topic, kafka_partition, kafka_offset, recorded_millis, event_id, source, event_type, "
    "subject, content_hex"
)
_PAGE_LEAVES: Final = 50_000
Row = dict[str, Any]


class NoEvidence(LookupError):
    """The warehouse does not hold what was asked for."""


class EvidenceReader:
    """Documents from the views `evidence` and `tree_heads`. Every call blocks on the warehouse and
    may raise WarehouseError or WarehouseUnavailable."""

    def __init__(self, text: Callable[[str, str], str]) -> None:
        """`text` answers a SELECT in a ClickHouse output format."""
        self._text = text

    def receipts(self, event_id: str, source: str | None) -> list[EvidenceDocument]:
        """Proofs of the messages with this event id, in the order of the log."""
        of_source = "" if source is None else f"AND source = {literal(source)} "
        rows = self._rows(
            f"SELECT leaf_index, path_hex, {_LEAF}, {_HEAD} FROM evidence "
            f"WHERE event_id = {literal(event_id)} {of_source}ORDER BY leaf_index LIMIT 100"
        )
        return [
            EvidenceDocument(
                _leaf(row), int(row["leaf_index"]), _hashes(row["path_hex"]), _signed(row)
            )
            for row in rows
        ]

    def heads(self, most: int) -> list[SignedHead]:
        """The latest heads, oldest first."""
        rows = self._rows(
            f"SELECT {_HEAD} FROM tree_heads ORDER BY boundary_millis DESC LIMIT {most}"
        )
        return [_signed(row) for row in reversed(rows)]

    def consistency(self, old: int, new: int) -> ConsistencyDocument:
        """The proof between the first heads of these sizes, from all leaves up to the new one.

        Raises NoEvidence when there is no such head, or the leaves are not all there.
        """
        if not 0 < old <= new:
            raise NoEvidence(f"the old head has 1 to {new} leaves, not {old}")
        older, newer = self._head_of(old), self._head_of(new)
        tree = MerkleTree()
        for hashed in self._leaves(new):
            tree.append(hashed)
        for one in (older, newer):
            size = one.head.tree_size
            if tree.root(size) != one.head.root:
                raise NoEvidence(f"the leaves here have another root than the head of {size}")
        return ConsistencyDocument(older, newer, tree.consistency_path(old, new))

    def _head_of(self, size: int) -> SignedHead:
        rows = self._rows(
            f"SELECT {_HEAD} FROM tree_heads WHERE tree_size = {size} "
            "ORDER BY boundary_millis LIMIT 1"
        )
        if not rows:
            raise NoEvidence(
                f"no head of {size} leaves; `./rightstream heads` lists those there are"
            )
        return _signed(rows[0])

    def _leaves(self, size: int) -> Iterator[bytes]:
        """Hashes of the first leaves. Raises NoEvidence where one is missing."""
        for start in range(0, size, _PAGE_LEAVES):
            end = min(size, start + _PAGE_LEAVES)
            rows = self._rows(
                f"SELECT leaf_index, {_LEAF} FROM evidence "
                f"WHERE leaf_index >= {start} AND leaf_index < {end} ORDER BY leaf_index"
            )
            if [int(row["leaf_index"]) for row in rows] != list(range(start, end)):
                raise NoEvidence(f"not all leaves from {start} to {end} are in the warehouse yet")
            for row in rows:
                yield leaf_hash(_leaf(row).to_bytes())

    def _rows(self, statement: str) -> list[Row]:
        rows: list[Row] = json.loads(self._text(statement, "JSON"))["data"]
        return rows


def _leaf(row: Row) -> Leaf:
    return Leaf(
        row["topic"],
        int(row["kafka_partition"]),
        int(row["kafka_offset"]),
        int(row["recorded_millis"]),
        row["event_id"],
        row["source"],
        row["event_type"],
        row["subject"],
        bytes.fromhex(row["content_hex"]),
    )


def _signed(row: Row) -> SignedHead:
    head = TreeHead(
        int(row["tree_size"]),
        bytes.fromhex(row["root_hex"]),
        int(row["boundary_millis"]),
        bool(row["daily"]),
    )
    names = ("log_hex", "key_hex", "signature_hex")
    return SignedHead(head, *(bytes.fromhex(row[name]) for name in names))


def _hashes(digits: str) -> list[bytes]:
    path = bytes.fromhex(digits)
    return [path[at : at + HASH_BYTES] for at in range(0, len(path), HASH_BYTES)]

"""A small log signed by a key of the tests, and its documents."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from processors.evidence.documents import ConsistencyDocument, EvidenceDocument
from processors.evidence.leaf import Leaf
from processors.evidence.merkle import MerkleTree
from processors.evidence.records import evidence_record, head_record
from processors.evidence.tree_head import HeadSigner, SignedHead, TreeHead
from schemas import topics

SIGNER = HeadSigner(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
STRANGER = HeadSigner(Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
MESSAGES = [b"message %d" % number for number in range(11)]
BOUNDARY = 1_790_000_005_000


def leaf(number: int) -> Leaf:
    return Leaf(
        "ipr.trades", 1, number, 1_790_000_000_000 + number, f"e{number}", "party:ann",
        "AssignmentRecorded", f"A{number}", sha256(MESSAGES[number]).digest(),
    )  # fmt: skip


def tree(forged: int | None = None) -> MerkleTree:
    """The log of all messages; `forged` is left out, and the next one stands twice."""
    made = MerkleTree()
    for number in range(len(MESSAGES)):
        made.append(leaf(number + 1 if number == forged else number).hash)
    return made


def head(size: int, signer: HeadSigner = SIGNER, of: MerkleTree | None = None) -> SignedHead:
    root = (of or tree()).root(size)
    return signer.sign(TreeHead(size, root, BOUNDARY + size * 1_000, daily=False))


def evidence_records() -> list[tuple[str, dict[str, Any]]]:
    """What the process publishes: heads of 6 and of 11 leaves, and the proofs of their leaves."""
    records: list[tuple[str, dict[str, Any]]] = []
    for first, size in ((0, 6), (6, 11)):
        signed = head(size)
        for number in range(first, size):
            path = tree().inclusion_path(number, size)
            records.append((topics.EVIDENCE, evidence_record(leaf(number), number, path, signed)))
        records.append((topics.TREE_HEADS, {**head_record(signed), "covered": [], "late": []}))
    return records


def receipt(number: int = 4, size: int = 11) -> EvidenceDocument:
    return EvidenceDocument(leaf(number), number, tree().inclusion_path(number, size), head(size))


def proof(old: int = 6, new: int = 11) -> ConsistencyDocument:
    return ConsistencyDocument(head(old), head(new), tree().consistency_path(old, new))

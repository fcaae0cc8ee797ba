"""Evidence as files that travel: a receipt for one leaf, and a proof between two heads, in JSON.

Whoever has the file and the log's public key needs nothing else to check it. `faults` are said in
words; an empty list means that all fits.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from .json_fields import BadDocument, JsonFields, json_object
from .leaf import DIGEST_BYTES, Leaf
from .merkle import HASH_BYTES, leaf_hash
from .tree_head import SignedHead, TreeHead
from .verification import root_of_inclusion, roots_of_consistency

RECEIPT_FORMAT: Final = "rightstream evidence receipt 1"
CONSISTENCY_FORMAT: Final = "rightstream consistency proof 1"
_MOST_PATH: Final = 64
_SIGNATURE_BYTES: Final = 64
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """That `leaf` is at `index` of the log whose head is `signed`; `path` runs from the leaf up."""

    leaf: Leaf
    index: int
    path: list[bytes]
    signed: SignedHead

    def to_json(self) -> dict[str, Any]:
        return {
            "format": RECEIPT_FORMAT,
            "leaf": {
                "topic": self.leaf.topic,
                "partition": self.leaf.partition,
                "offset": self.leaf.offset,
                "recorded_millis": self.leaf.recorded_millis,
                "event_id": self.leaf.event_id,
                "source": self.leaf.source,
                "event_type": self.leaf.event_type,
                "subject": self.leaf.subject,
                "content_sha256": self.leaf.content_sha256.hex(),
            },
            "leaf_index": self.index,
            "path": [one.hex() for one in self.path],
            "tree_head": head_json(self.signed),
        }

    def faults(self, public_key: bytes | None = None, message: bytes | None = None) -> list[str]:
        """What does not fit: path against root, signature, the key and the message if given."""
        faults = []
        if message is not None and sha256(message).digest() != self.leaf.content_sha256:
            faults.append("leaf.content_sha256: the message given has another SHA-256")
        head, hashed = self.signed.head, leaf_hash(self.leaf.to_bytes())
        if self.index >= head.tree_size:
            faults.append(f"leaf_index: the tree has {head.tree_size} leaves")
        else:
            root = root_of_inclusion(hashed, self.index, head.tree_size, self.path)
            if root is None:
                faults.append("path: not as long as this place in the tree needs")
            elif root != head.root:
                faults.append("path: leaf and path lead to another root than tree_head.root")
        return faults + _signature_faults("tree_head", self.signed, public_key)


@dataclass(frozen=True, slots=True)
class ConsistencyDocument:
    """That the log under `old` is a prefix of the log under `new`: nothing in it was changed."""

    old: SignedHead
    new: SignedHead
    path: list[bytes]

    def to_json(self) -> dict[str, Any]:
        return {
            "format": CONSISTENCY_FORMAT,
            "old_tree_head": head_json(self.old),
            "new_tree_head": head_json(self.new),
            "path": [one.hex() for one in self.path],
        }

    def faults(self, public_key: bytes | None = None) -> list[str]:
        """What does not fit: path against both roots, order, signatures, the key if given."""
        old, new = self.old.head, self.new.head
        faults = []
        if self.old.log_id != self.new.log_id:
            faults.append("new_tree_head.log_id: the two heads are of different logs")
        if old.boundary_millis > new.boundary_millis:
            faults.append("new_tree_head.boundary_millis: before that of old_tree_head")
        if not 0 < old.tree_size <= new.tree_size:
            faults.append("old_tree_head.tree_size: not in 1 to new_tree_head.tree_size")
        else:
            roots = roots_of_consistency(old.tree_size, new.tree_size, old.root, self.path)
            if roots is None:
                faults.append("path: not as long as these sizes need")
            else:
                faults += [
                    f"path: does not lead to {name}.root"
                    for name, root, head in (
                        ("old_tree_head", roots[0], old),
                        ("new_tree_head", roots[1], new),
                    )
                    if root != head.root
                ]
        return (
            faults
            + _signature_faults("old_tree_head", self.old, public_key)
            + _signature_faults("new_tree_head", self.new, public_key)
        )


def read_document(document: bytes) -> EvidenceDocument | ConsistencyDocument:
    """The document a file holds. Raises BadDocument with every fault of its form."""
    faults: list[str] = []
    fields = JsonFields(json_object(document), "", faults)
    kind = fields.text("format")
    found: EvidenceDocument | ConsistencyDocument
    if kind == RECEIPT_FORMAT:
        found = EvidenceDocument(
            _leaf(fields.object("leaf")),
            fields.number("leaf_index"),
            fields.hex_list("path", HASH_BYTES, _MOST_PATH),
            _head(fields.object("tree_head")),
        )
    elif kind == CONSISTENCY_FORMAT:
        found = ConsistencyDocument(
            _head(fields.object("old_tree_head")),
            _head(fields.object("new_tree_head")),
            fields.hex_list("path", HASH_BYTES, _MOST_PATH),
        )
    else:
        raise BadDocument([f"format: is neither {RECEIPT_FORMAT!r} nor {CONSISTENCY_FORMAT!r}"])
    fields.close()
    if faults:
        raise BadDocument(faults)
    return found


def _leaf(fields: JsonFields) -> Leaf:
    leaf = Leaf(
        fields.text("topic"),
        fields.number("partition"),
        fields.number("offset"),
        fields.number("recorded_millis"),
        fields.text("event_id"),
        fields.text("source"),
        fields.text("event_type"),
        fields.text("subject"),
        fields.hex("content_sha256", DIGEST_BYTES),
    )
    fields.close()
    return leaf


def _head(fields: JsonFields) -> SignedHead:
    signed = SignedHead(
        TreeHead(
            fields.number("tree_size"),
            fields.hex("root", HASH_BYTES),
            fields.number("boundary_millis"),
            fields.flag("daily"),
        ),
        fields.hex("log_id", HASH_BYTES),
        fields.hex("public_key", _KEY_BYTES),
        fields.hex("signature", _SIGNATURE_BYTES),
    )
    fields.close()
    return signed


def head_json(signed: SignedHead) -> dict[str, Any]:
    """A head as documents hold it."""
    return {
        "log_id": signed.log_id.hex(),
        "tree_size": signed.head.tree_size,
        "root": signed.head.root.hex(),
        "boundary_millis": signed.head.boundary_millis,
        "daily": signed.head.daily,
        "public_key": signed.public_key.hex(),
        "signature": signed.signature.hex(),
    }


def _signature_faults(name: str, signed: SignedHead, public_key: bytes | None) -> list[str]:
    faults = [f"{name}: {fault}" for fault in signed.faults()]
    if public_key is not None and public_key != signed.public_key:
        faults.append(f"{name}.public_key: not the public key given")
    return faults

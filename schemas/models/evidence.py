"""The log of evidence: signed heads, and the proof that a message is in it."""

from .primitives import Int, Long, Millis, Row, Text
from .record import AvroRecord


class CoveredPartition(AvroRecord):
    """How far one input partition is under a root."""

    topic: Text
    partition: Int
    end_offset: Long
    """First offset not under the root."""


class LateMessage(AvroRecord):
    """A message stamped with an instant before an earlier boundary, though it came after it."""

    topic: Text
    partition: Int
    offset: Long
    placed_at: Millis
    """The boundary it is placed at instead."""


class Head(AvroRecord):
    """A signed head of the log (processors/evidence/tree_head.py says what is signed)."""

    log_id: bytes
    """SHA-256 of the public key: the name of the log."""

    tree_size: Long
    root: bytes
    """RFC 6962 root over the first tree_size leaves."""

    boundary: Millis
    """All leaves recorded before this instant are under the root."""

    daily: bool
    """The boundary is a midnight UTC."""

    public_key: bytes
    """Ed25519, raw."""

    signature: bytes


class SignedTreeHead(Head):
    """A head as it is published (ipr.tree-heads)."""

    covered: Row[CoveredPartition]
    late: Row[LateMessage] = ()


class EvidenceReceipt(AvroRecord):
    """The proof that one accepted message is in the log (ipr.evidence)."""

    receipt_key: Text
    """That of the message's receipt."""

    event_id: Text
    event_type: Text
    source: Text
    subject: Text
    topic: Text
    partition: Int
    offset: Long
    recorded_at: Millis
    content_sha256: bytes
    """SHA-256 of the message, byte for byte."""

    leaf_index: Long
    """Place of the leaf in the log, from 0."""

    path: Row[bytes]
    """RFC 6962 inclusion path, from the leaf up."""

    head: Head

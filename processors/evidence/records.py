"""Heads and evidence receipts as records of their topics."""

from collections.abc import Iterable, Mapping
from typing import Any

from processors.joined import joined

from .leaf import Leaf
from .log import Late, Place, Seal
from .tree_head import SignedHead, TreeHead

Record = dict[str, Any]


def head_record(signed: SignedHead) -> Record:
    return {
        "log_id": signed.log_id,
        "tree_size": signed.head.tree_size,
        "root": signed.head.root,
        "boundary": signed.head.boundary_millis,
        "daily": signed.head.daily,
        "public_key": signed.public_key,
        "signature": signed.signature,
    }


def tree_head_record(signed: SignedHead, seal: Seal) -> Record:
    """A head with what is needed to rebuild the log under it."""
    covered = [{**_place(place), "end_offset": end} for place, end in seal.covered.items()]
    late = [
        {**_place(one.place), "offset": one.offset, "placed_at": one.placed_millis}
        for one in seal.late
    ]
    return {**head_record(signed), "covered": covered, "late": late}


def head_of(record: Mapping[str, Any]) -> SignedHead:
    head = TreeHead(record["tree_size"], record["root"], record["boundary"], record["daily"])
    return SignedHead(head, record["log_id"], record["public_key"], record["signature"])


def covered_of(record: Mapping[str, Any]) -> dict[Place, int]:
    return {Place(one["topic"], one["partition"]): one["end_offset"] for one in record["covered"]}


def late_of(record: Mapping[str, Any]) -> Iterable[Late]:
    for one in record["late"]:
        yield Late(Place(one["topic"], one["partition"]), one["offset"], one["placed_at"])


def receipt_key(leaf: Leaf) -> str:
    """The key of the receipt that intake gave the message."""
    return joined("|", "event", leaf.source, leaf.event_id)


def evidence_record(leaf: Leaf, index: int, path: list[bytes], signed: SignedHead) -> Record:
    return {
        "receipt_key": receipt_key(leaf),
        "event_id": leaf.event_id,
        "event_type": leaf.event_type,
        "source": leaf.source,
        "subject": leaf.subject,
        "topic": leaf.topic,
        "partition": leaf.partition,
        "offset": leaf.offset,
        "recorded_at": leaf.recorded_millis,
        "content_sha256": leaf.content_sha256,
        "leaf_index": index,
        "path": path,
        "head": head_record(signed),
    }


def _place(place: Place) -> Record:
    return {"topic": place.topic, "partition": place.partition}

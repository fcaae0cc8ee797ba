"""Rows of the evidence log: signed heads, and the proofs of its leaves."""

from typing import Any

import pyarrow as pa

Values = dict[str, Any]

_HEAD = {
    "log_id": pa.binary(), "tree_size": pa.uint64(), "root": pa.binary(),
    "boundary_millis": pa.int64(), "daily": pa.uint8(), "public_key": pa.binary(),
    "signature": pa.binary(), "version": pa.uint64(),
}  # fmt: skip
HEADS = pa.schema(list(_HEAD.items()))
EVIDENCE = pa.schema(
    [
        ("receipt_key", pa.string()), ("event_id", pa.string()), ("event_type", pa.string()),
        ("source", pa.string()), ("subject", pa.string()), ("topic", pa.string()),
        ("kafka_partition", pa.uint32()), ("kafka_offset", pa.uint64()),
        ("recorded_millis", pa.int64()), ("content_sha256", pa.binary()),
        ("leaf_index", pa.uint64()), ("path", pa.binary()), *_HEAD.items(),
    ]
)  # fmt: skip


def head_rows(record: Values) -> list[Values]:
    return [_head(record)]


def evidence_rows(record: Values) -> list[Values]:
    """The path as one string: its hashes are equally long."""
    return [
        {
            **record,
            "kafka_partition": record["partition"],
            "kafka_offset": record["offset"],
            "recorded_millis": record["recorded_at"],
            "path": b"".join(record["path"]),
            **_head(record["head"]),
        }
    ]


def _head(record: Values) -> Values:
    return {
        **record,
        "boundary_millis": record["boundary"],
        "daily": int(record["daily"]),
        "version": 1,
    }

"""Receipts, proofs and keys from strangers: read and judged, or a BadDocument or KeyUnusable."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from processors.evidence.documents import EvidenceDocument, read_document
from processors.evidence.json_fields import BadDocument
from streams.evidence.key_file import KeyUnusable, read_public_key
from tests.fuzzing.target import Target
from tests.processors.evidence.signed_log import MESSAGES, SIGNER, proof, receipt

_FOLDER = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
_RIGHT = receipt()


def run(data: bytes) -> None:
    _check_key(data)
    try:
        found = read_document(data)
    except BadDocument as fault:
        assert fault.faults
        assert len(str(fault)) < 1 << 20
        return
    assert read_document(json.dumps(found.to_json()).encode()) == found
    if isinstance(found, EvidenceDocument):
        sound = not found.faults(SIGNER.public_key, MESSAGES[4])
        assert not sound or (found.leaf, found.signed.head) == (_RIGHT.leaf, _RIGHT.signed.head)
    else:
        found.faults(SIGNER.public_key)


def _check_key(data: bytes) -> None:
    if b"-----BEGIN" not in data:
        return
    file = Path(_FOLDER.name, "key.pem")
    file.write_bytes(data)
    try:
        assert len(read_public_key(file)) == 32
    except KeyUnusable:
        return


def seeds() -> Sequence[bytes]:
    key = Ed25519PublicKey.from_public_bytes(SIGNER.public_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    documents = [json.dumps(one.to_json()).encode() for one in (receipt(), proof(), receipt(0, 6))]
    return [*documents, key, b"{}", b'{"format": NaN}', b'{"format": 1e999, "format": ""}']


def giants() -> Sequence[bytes]:
    most = 1 << 18
    return [
        b"[" * most, b'{"a":' * (most // 5), b"9" * most, b'{"a":' + b"9" * (most - 8) + b"}",
        b'{"format": "' + b"\\u0000" * (most // 6 - 3) + b'"}',
        b"{" + b",".join(b'"%x":0' % one for one in range(20_000)) + b"}", b" " * (1 << 23),
        b"-----BEGIN PUBLIC KEY-----\n" + b"A" * most + b"\n-----END PUBLIC KEY-----\n",
    ]  # fmt: skip


TARGET = Target(
    name="evidence",
    says="receipts, consistency proofs and public keys",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=128,
    seconds=10,
)

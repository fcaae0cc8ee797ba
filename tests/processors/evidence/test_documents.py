"""Receipts and proofs as files: honest ones are valid, and whatever is changed is found."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from processors.evidence.documents import (
    ConsistencyDocument,
    EvidenceDocument,
    read_document,
)
from processors.evidence.json_fields import MAX_DOCUMENT_BYTES, BadDocument
from processors.evidence.tree_head import HeadSigner, TreeHead
from tests.processors.evidence.signed_log import (
    MESSAGES,
    SIGNER,
    STRANGER,
    head,
    leaf,
    proof,
    receipt,
    tree,
)

KEY = SIGNER.public_key


def encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def problems(document: bytes, message: bytes | None = None) -> list[str]:
    """What `verify` finds, in form or in substance, with the key known."""
    try:
        found = read_document(document)
    except BadDocument as fault:
        return fault.faults
    if isinstance(found, ConsistencyDocument):
        return found.faults(KEY)
    return found.faults(KEY, message)


@given(st.integers(1, 11), st.data())
def test_an_honest_receipt_is_valid(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    document = receipt(number, size)
    assert read_document(encoded(document.to_json())) == document
    assert document.faults(KEY, MESSAGES[number]) == []
    assert document.faults() == []


@given(st.integers(1, 11), st.data())
def test_an_honest_proof_is_valid(new: int, data: st.DataObject) -> None:
    document = proof(data.draw(st.integers(1, new)), new)
    assert read_document(encoded(document.to_json())) == document
    assert document.faults(KEY) == []


def places(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the single values of a document stand."""
    if isinstance(found, dict | list):
        pairs = found.items() if isinstance(found, dict) else enumerate(found)
        for key, value in pairs:
            yield from places(value, (*path, key))
    else:
        yield path


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(encoded(document))
    within: Any = copy
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = value
    return copy


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


HONEST = {"receipt": receipt().to_json(), "proof": proof().to_json()}
VALUES = [(kind, path) for kind, honest in HONEST.items() for path in places(honest)]


@given(st.sampled_from(VALUES), st.data())
def test_a_changed_byte_in_any_field_is_found(
    where: tuple[str, tuple[Any, ...]], data: st.DataObject
) -> None:
    """Also where all that is changed is the case of a digit."""
    kind, path = where
    value = at(HONEST[kind], path)
    if isinstance(value, str):
        place = data.draw(st.integers(0, len(value) - 1))
        other = data.draw(st.characters(exclude_categories=["Cs"]))
        new: Any = value[:place] + other + value[place + 1 :]
    elif isinstance(value, bool):
        new = not value
    else:
        new = data.draw(st.integers(0, 2**63 - 1) | st.just(value + 1) | st.just(max(value - 1, 0)))
    if new != value:
        assert problems(encoded(changed(HONEST[kind], path, new)))


JUNK = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70)
ANYTHING = st.recursive(
    JUNK, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@given(st.sampled_from(VALUES), ANYTHING)
def test_anything_in_place_of_a_field_is_a_fault_and_never_a_crash(
    where: tuple[str, tuple[Any, ...]], junk: Any
) -> None:
    kind, path = where
    value = at(HONEST[kind], path)
    if type(junk) is not type(value) or junk != value:
        assert problems(encoded(changed(HONEST[kind], path, junk)))


@given(st.binary(max_size=200) | ANYTHING.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_at_all_are_no_document(document: bytes) -> None:
    assert problems(document)


HOSTILE = {
    "too large": b" " * (MAX_DOCUMENT_BYTES + 1),
    "nested too deeply": b"[" * 100_000,
    "nested objects": b'{"a":' * 50_000,
    "a number of many digits": b'{"format": ' + b"9" * 200_000 + b"}",
    "not UTF-8": b"\xff{}",
    "a list": b"[]",
    "empty": b"",
    "NaN": b"NaN",
    "two values of one field": encoded(HONEST["receipt"])[:-1] + b', "leaf_index": 3}',
    "a field nobody knows": encoded({**HONEST["receipt"], "note": "trust me"}),
    "another format": encoded({**HONEST["receipt"], "format": "rightstream evidence receipt 2"}),
    "half a surrogate pair": encoded(changed(HONEST["receipt"], ("leaf", "subject"), "\ud800")),
    "a very long path": encoded({**HONEST["receipt"], "path": ["00" * 32] * 65}),
    "a very long text": encoded(changed(HONEST["receipt"], ("leaf", "subject"), "a" * 5_000)),
    "true for a number": encoded({**HONEST["receipt"], "leaf_index": True}),
    "a number with a point": encoded({**HONEST["receipt"], "leaf_index": 4.0}),
    "no leaf at all": encoded({**HONEST["receipt"], "leaf": None}),
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_in_words(document: bytes) -> None:
    with pytest.raises(BadDocument) as refused:
        read_document(document)
    assert all(0 < len(fault) < 400 and fault.isprintable() for fault in refused.value.faults)


def test_all_faults_of_form_are_told_at_once() -> None:
    document = {**HONEST["receipt"], "leaf_index": "4", "path": ["zz"], "leaf": {}}
    faults = problems(encoded(document))
    assert len(faults) == 2 + len(HONEST["receipt"]["leaf"])
    assert {"leaf_index: is not a whole number", "leaf.topic: is not a text"} <= set(faults)


def test_a_message_that_is_another_one_is_found() -> None:
    assert receipt(4).faults(KEY, MESSAGES[5]) == [
        "leaf.content_sha256: the message given has another SHA-256"
    ]


def test_what_somebody_else_signed_is_found_by_the_key_alone() -> None:
    """A whole forged log is consistent in itself; only the operator's key tells."""
    forged = EvidenceDocument(
        leaf(4), 4, tree(2).inclusion_path(4, 11), head(11, STRANGER, tree(2))
    )
    assert forged.faults() == []
    assert forged.faults(KEY) == ["tree_head.public_key: not the public key given"]


def test_a_head_under_a_foreign_name_is_found() -> None:
    document = replace(receipt(), signed=replace(head(11), public_key=STRANGER.public_key))
    assert document.faults() == ["tree_head: the log id is not that of the public key"]


@given(st.integers(0, 5), st.integers(7, 11))
def test_a_forged_consistency_is_found(forged: int, new: int) -> None:
    """The operator himself changes a leaf of what he signed, and signs again: no path that his new
    log has leads to the old head."""
    rewritten = tree(forged)
    new_head = head(new, SIGNER, rewritten)
    document = ConsistencyDocument(head(6), new_head, rewritten.consistency_path(6, new))
    assert "path: does not lead to old_tree_head.root" in document.faults(KEY)
    honest = replace(document, path=tree().consistency_path(6, new))
    assert "path: does not lead to new_tree_head.root" in honest.faults(KEY)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (head(8), head(6), "old_tree_head.tree_size: not in 1"),
        (head(6), head(8, STRANGER), "the two heads are of different logs"),
        (
            SIGNER.sign(replace(head(6).head, boundary_millis=2_000_000_000_000)),
            head(8),
            "new_tree_head.boundary_millis: before",
        ),
        (SIGNER.sign(TreeHead(0, b"\0" * 32, 0, False)), head(8), "old_tree_head.tree_size"),
    ],
)
def test_heads_that_cannot_follow_each_other(old: Any, new: Any, why: str) -> None:
    faults = ConsistencyDocument(old, new, tree().consistency_path(6, 8)).faults()
    assert any(why in fault for fault in faults)


def test_the_same_head_signed_again_is_the_same_signature() -> None:
    assert head(7) == head(7)
    assert head(7).signature != head(7, STRANGER).signature


def test_what_is_signed() -> None:
    """As docs/decisions/026 lays it out, byte by byte."""
    signed = TreeHead(3, b"\x11" * 32, 1_790_000_000_123, daily=True).to_bytes(b"\x22" * 32)
    assert signed == (
        b"rightstream tree head 1\n" + b"\x22" * 32 + b"\x00\x00\x00\x00\x00\x00\x00\x03"
        + b"\x11" * 32 + b"\x00\x00\x01\xa0\xc4\x50\x6c\x7b" + b"\x01"
    )  # fmt: skip


def test_the_key_of_a_published_seed() -> None:
    """RFC 8032, 7.1, TEST 2; the log id is the SHA-256 of it."""
    seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signer = HeadSigner(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
    assert signer.public_key.hex() == public
    assert signer.log_id == sha256(bytes.fromhex(public)).digest()

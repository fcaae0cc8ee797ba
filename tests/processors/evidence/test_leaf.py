"""The canonical bytes of a leaf: written out once, and different for every difference."""

from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.evidence.leaf import Leaf

DIGEST = sha256(b"the message").digest()
LEAF = Leaf(
    "ipr.registrations", 3, 41, 1_790_000_000_123, "e1", "registry-a", "RegistrationSubmitted",
    "work:ü", DIGEST,
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
LEAVES = st.builds(
    Leaf, TEXTS, NUMBERS, NUMBERS, NUMBERS, TEXTS, TEXTS, TEXTS, TEXTS,
    st.binary(min_size=32, max_size=32),
)  # fmt: skip


def test_the_bytes_of_a_leaf() -> None:
    """As docs/decisions/026 lays them out, byte by byte."""
    assert LEAF.to_bytes() == (
        b"rightstream evidence leaf 1\n"
        b"\x00\x00\x00\x11ipr.registrations"
        b"\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x03"
        b"\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x29"
        b"\x00\x00\x00\x08\x00\x00\x01\xa0\xc4\x50\x6c\x7b"
        b"\x00\x00\x00\x02e1"
        b"\x00\x00\x00\x0aregistry-a"
        b"\x00\x00\x00\x15RegistrationSubmitted"
        b"\x00\x00\x00\x07work:\xc3\xbc"
        b"\x00\x00\x00\x20" + DIGEST
    )
    assert LEAF.hash == sha256(b"\x00" + LEAF.to_bytes()).digest()


@given(LEAVES, LEAVES)
def test_two_leaves_read_the_same_only_if_they_are(one: Leaf, other: Leaf) -> None:
    assert (one.to_bytes() == other.to_bytes()) == (one == other)
    assert Leaf.from_bytes(one.to_bytes()) == one


def test_text_moved_from_one_field_to_the_next_is_another_leaf() -> None:
    moved = replace(LEAF, event_id="e1registry", source="-a")
    assert moved.event_id + moved.source == LEAF.event_id + LEAF.source
    assert moved.to_bytes() != LEAF.to_bytes()


@pytest.mark.parametrize("name", [field.name for field in fields(Leaf)])
def test_every_field_counts(name: str) -> None:
    value = getattr(LEAF, name)
    other: Any = value + 1 if isinstance(value, int) else value[::-1]
    assert replace(LEAF, **{name: other}).hash != LEAF.hash


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"content_sha256": b""}, "has 32 bytes"),
        ({"offset": 2**63}, "more than 64 bits"),
        ({"subject": "\ud800"}, "surrogates"),
    ],
)
def test_what_has_no_canonical_bytes_is_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(LEAF, **changed).to_bytes()  # type: ignore[arg-type]


def test_bytes_of_something_else_are_no_leaf() -> None:
    with pytest.raises(ValueError, match="not the bytes of a leaf"):
        Leaf.from_bytes(b"rightstream tree head 1\n")

"""The log's key: made once, readable by its owner alone, and never made where one is named."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from schemas.settings import Settings
from streams.evidence.key_file import (
    PRIVATE_FILE,
    PUBLIC_FILE,
    KeyUnusable,
    read_public_key,
    signing_key,
)


def test_a_key_is_made_at_the_first_start_and_used_at_the_next(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    made = signing_key(settings)
    assert (tmp_path / PRIVATE_FILE).stat().st_mode & 0o777 == 0o600
    assert signing_key(settings).private_bytes_raw() == made.private_bytes_raw()
    assert read_public_key(tmp_path / PUBLIC_FILE) == made.public_key().public_bytes_raw()
    assert sorted(os.listdir(tmp_path / "evidence")) == ["key.pem", "public.pem"]


def test_a_crash_while_it_was_made_leaves_no_half_of_a_key(tmp_path: Path) -> None:
    (tmp_path / PRIVATE_FILE).parent.mkdir()
    (tmp_path / PRIVATE_FILE).with_suffix(".new").write_bytes(b"-----BEGIN")
    signing_key(Settings(data=tmp_path))


def test_a_key_that_is_named_is_used_and_never_made(tmp_path: Path) -> None:
    data, named = tmp_path / "data", tmp_path / "named.pem"
    data.mkdir()
    with pytest.raises(KeyUnusable, match="No such file"):
        signing_key(Settings(data=data, evidence_key=named))
    key = signing_key(Settings(data=tmp_path))
    (tmp_path / PRIVATE_FILE).rename(named)
    found = signing_key(Settings(data=data, evidence_key=named))
    assert found.private_bytes_raw() == key.private_bytes_raw()
    assert os.listdir(data) == []


def pem(password: bytes | None = None) -> bytes:
    kept = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    key = generate_private_key(SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, kept)


UNUSABLE = {
    "another kind": (pem(), "another kind than Ed25519"),
    "with a password": (pem(b"secret"), "no private key in PEM"),
    "no PEM": (b"\x00\xff" * 50, "no private key in PEM"),
    "empty": (b"", "no private key in PEM"),
}


@pytest.mark.parametrize(("content", "why"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_holds_no_such_key_is_said_to(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / PRIVATE_FILE).parent.mkdir()
    (tmp_path / PRIVATE_FILE).write_bytes(content)
    with pytest.raises(KeyUnusable, match=why):
        signing_key(Settings(data=tmp_path))


def test_a_private_key_is_no_public_one(tmp_path: Path) -> None:
    signing_key(Settings(data=tmp_path))
    with pytest.raises(KeyUnusable, match="no public key in PEM"):
        read_public_key(tmp_path / PRIVATE_FILE)

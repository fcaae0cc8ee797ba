"""The log's private key: made once in the data folder, or named by a setting in production."""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas.settings import Settings

PRIVATE_FILE: Final = "evidence/key.pem"
PUBLIC_FILE: Final = "evidence/public.pem"
_MOST_BYTES: Final = 64 * 1024


class KeyUnusable(RuntimeError):
    """The file is not there, cannot be read, or holds no Ed25519 key without a password."""


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key the settings name, or that of the data folder, which is made when it is not there.

    The public half is written beside the one that is made. Raises KeyUnusable. One that is named is
    never made: a new key is a new log.
    """
    if settings.evidence_key is not None:
        return _read(settings.evidence_key)
    file = settings.data / PRIVATE_FILE
    if not file.exists():
        _make(file)
    key = _read(file)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (settings.data / PUBLIC_FILE).write_bytes(public)
    return key


def read_public_key(file: Path) -> bytes:
    """The raw public key (32 bytes) of a PEM file. Raises KeyUnusable."""
    try:
        key = serialization.load_pem_public_key(_bytes(file))
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise KeyUnusable(f"{file} holds no public key in PEM: {fault}") from fault
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(f"{file} holds a key of another kind than Ed25519")
    return key.public_bytes_raw()


def _read(file: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(_bytes(file), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise KeyUnusable(f"{file} holds no private key in PEM: {fault}") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{file} holds a key of another kind than Ed25519")
    return key


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as fault:
        raise KeyUnusable(f"{file} cannot be read: {fault.strerror}") from fault


def _make(file: Path) -> None:
    private = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # Whole or not at all: a crash half-way must not leave a file that is no key.
    file.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(private)
        made.flush()
        os.fsync(made.fileno())
    unfinished.rename(file)

"""The signed head of the log: its size and root before a boundary, signed with Ed25519.

    signed  = "rightstream tree head 1" 0x0A log_id tree_size root boundary daily
    log_id  = SHA-256 of the public key (32 bytes);  root = 32 bytes;  daily = 0x00 or 0x01
    tree_size, boundary = 8 bytes each, big-endian;  boundary in milliseconds since 1970-01-01 UTC

Ed25519 has no chance in it: the same head signed again is the same signature.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_VERSION: Final = b"rightstream tree head 1\n"
DAY_MILLIS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The first `tree_size` leaves: all that were recorded before the boundary. `daily`: the
    boundary is a midnight UTC."""

    tree_size: int
    root: bytes
    boundary_millis: int
    daily: bool

    def to_bytes(self, log_id: bytes) -> bytes:
        """What is signed."""
        return b"".join(
            (
                _VERSION,
                log_id,
                self.tree_size.to_bytes(8, "big"),
                self.root,
                self.boundary_millis.to_bytes(8, "big"),
                bytes([self.daily]),
            )
        )


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its signature (64 bytes) and the public key (32 bytes, raw) it was made for."""

    head: TreeHead
    log_id: bytes
    public_key: bytes
    signature: bytes

    def faults(self) -> list[str]:
        """What is wrong with key, log id or signature; nothing when the key has signed the head."""
        if log_id_of(self.public_key) != self.log_id:
            return ["the log id is not that of the public key"]
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
            key.verify(self.signature, self.head.to_bytes(self.log_id))
        except InvalidSignature:
            return ["the signature is not that of the public key over this head"]
        except ValueError as fault:
            return [f"the public key is not usable: {fault}"]
        return []


class HeadSigner:
    """Signs heads as one log."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes_raw()
        self.log_id = log_id_of(self.public_key)

    def sign(self, head: TreeHead) -> SignedHead:
        signature = self._key.sign(head.to_bytes(self.log_id))
        return SignedHead(head, self.log_id, self.public_key, signature)


def log_id_of(public_key: bytes) -> bytes:
    """The name of a log: SHA-256 of its raw public key."""
    return sha256(public_key).digest()

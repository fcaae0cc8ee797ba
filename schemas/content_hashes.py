"""Fingerprints of deposited content: which algorithms are taken, and how long their digests are."""

from types import MappingProxyType
from typing import Final

DIGEST_BYTES: Final = MappingProxyType(
    {"sha-256": 32, "sha-384": 48, "sha-512": 64, "sha3-256": 32, "sha3-512": 64, "sm3": 32}
)
"""By algorithm, as the IANA registry of named information hashes writes them; SM3 is GB/T 32905."""

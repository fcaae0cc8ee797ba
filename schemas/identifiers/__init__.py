"""Namespaced identifiers: ``isrc:USSM19803037``, ``iswc:T9109247316``, ``work:w-1``, ``tunefy:a``.

| namespace | names | rule |
|---|---|---|
| isrc | a recording | ISO 3901, form |
| iswc | a musical work | ISO 15707, check digit |
| ipi | a writer or publisher | CISAC IPI name number, check digits |
| isni | a public identity | ISO 27729, check character |
| ean, upc | a product | GS1, check digit; upc becomes ean |
| dpid | a party | DDEX, form |
| work, party | ours | 1 to 64 of A-Z a-z 0-9 . _ - |
| any other | a platform's own id | printable ASCII without space, at most 128 |

Two texts name the same thing exactly if their canonical texts are equal.
"""

from schemas.identifiers.identifier import FaultCode, Identifier, IdentifierFault
from schemas.identifiers.names import NameFault, check_name
from schemas.identifiers.parsing import RESERVED, canonical, is_reference, parse

__all__ = [
    "RESERVED",
    "FaultCode",
    "Identifier",
    "IdentifierFault",
    "NameFault",
    "canonical",
    "check_name",
    "is_reference",
    "parse",
]

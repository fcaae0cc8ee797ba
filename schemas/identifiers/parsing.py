"""From text to identifier: the one door by which identifiers come in."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from schemas.identifiers import standards
from schemas.identifiers.characters import check_characters, check_length
from schemas.identifiers.identifier import FaultCode, Identifier, IdentifierFault

_LOCAL = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PLATFORM = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")

_Rule = Callable[[str, str], Identifier]


def _local(namespace: str) -> _Rule:
    """Ids that registries of this system give out, to works and to parties."""

    def rule(value: str, text: str) -> Identifier:
        if not _LOCAL.fullmatch(value):
            mend = "use 1 to 64 of A-Z a-z 0-9 . _ -"
            why = f"is no {namespace} id"
            raise IdentifierFault(FaultCode.BAD_FORMAT, text, why, mend)
        return Identifier(namespace, value)

    return rule


_RULES: Mapping[str, _Rule] = MappingProxyType(
    {
        "isrc": standards.isrc,
        "iswc": standards.iswc,
        "ipi": standards.ipi,
        "isni": standards.isni,
        "ean": standards.ean,
        "upc": standards.upc,
        "dpid": standards.dpid,
        "work": _local("work"),
        "party": _local("party"),
    }
)

_NOT_REFERENCES = frozenset({"work", "party", "ipi", "isni", "dpid"})

HELD_BACK = frozenset(
    {
        "data",
        "dci",
        "doi",
        "file",
        "grid",
        "gtin",
        "hash",
        "http",
        "https",
        "icpn",
        "isan",
        "isbn",
        "iscc",
        "ismn",
        "issn",
        "javascript",
        "urn",
    }
)
"""No platform's: standards that may get rules of their own, and what browsers take for a link."""

RESERVED = frozenset(_RULES) | HELD_BACK
"""Namespaces that no platform can have."""


def parse(text: str) -> Identifier:
    """The identifier that ``text`` (``namespace:value``) spells, in canonical form.

    Raises IdentifierFault, which is a ValueError.
    """
    check_characters(text)
    namespace, colon, value = text.partition(":")
    if not colon:
        mend = "write namespace:value, as in isrc:USSM19803037"
        raise IdentifierFault(FaultCode.NO_NAMESPACE, text, "has no namespace", mend)
    rule = _RULES.get(namespace)
    if rule is None:
        _check_platform(namespace, text)
    check_length(value, text)
    return Identifier(namespace, value) if rule is None else rule(value, text)


def canonical(text: str) -> str:
    """The canonical spelling of an identifier. Raises IdentifierFault."""
    return str(parse(text))


def is_reference(namespace: str) -> bool:
    """Whether its identifiers must be matched to a work first: a code or a platform's own id.

    ``work`` is a work already; the others name parties. Raises IdentifierFault for what is no
    namespace.
    """
    if namespace not in _RULES:
        _check_platform(namespace, namespace)
    return namespace not in _NOT_REFERENCES


def _check_platform(namespace: str, text: str) -> None:
    if namespace in HELD_BACK:
        why = f"has namespace {namespace}, which is kept for a standard"
        raise IdentifierFault(FaultCode.BAD_NAMESPACE, text, why, "use the platform's own id")
    if not _PLATFORM.fullmatch(namespace):
        lower = namespace.lower()
        mend = f"write {lower}:" if lower in _RULES else "use 2 to 32 of a-z 0-9 -, not - first"
        raise IdentifierFault(FaultCode.BAD_NAMESPACE, text, "has no valid namespace", mend)

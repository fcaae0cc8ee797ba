"""Identifiers, names senders make up, and territories: accepted in one spelling, or a fault."""

import re
from collections.abc import Sequence
from unicodedata import category, normalize

from processors.faults import Faults
from processors.territories import TerritorySet, UnknownTerritory, from_text, resolve
from processors.usage_territory import usage_territory
from processors.validation.common import check_prose
from schemas.identifiers import IdentifierFault, NameFault, canonical, check_name, parse
from schemas.visible import visible
from tests.fuzzing import hostile
from tests.fuzzing.target import Target

_CANONICAL = re.compile(r"[a-z0-9][a-z0-9-]+:[!-~]{1,128}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def run(data: bytes) -> None:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    _check_identifier(text)
    _check_name(text)
    _check_territory(text)
    _check_prose(text)


def _check_identifier(text: str) -> None:
    try:
        identifier = parse(text)
    except IdentifierFault as fault:
        assert str(fault).isascii()
        assert len(str(fault)) < 1_000
        return
    assert _CANONICAL.fullmatch(str(identifier))
    assert canonical(str(identifier)) == str(identifier)


def _check_name(text: str) -> None:
    try:
        check_name(text)
    except NameFault as fault:
        assert len(f"{fault.code} {fault.why} {fault.mend}") < 1_500
        return
    assert normalize("NFKC", text) == text
    assert not _UNSEEN & set(map(category, text))
    assert text == text.strip()


def _check_territory(text: str) -> None:
    for read in (resolve, usage_territory, from_text):
        try:
            found = read(text)
        except UnknownTerritory as fault:
            assert str(fault)
        else:
            if isinstance(found, TerritorySet):
                assert from_text(str(found)) == found


def _check_prose(text: str) -> None:
    faults = Faults()
    check_prose("title", text, faults)
    shown = visible(text)
    assert not any(category(one) in ("Cc", "Zl", "Zp") or one in hostile.BIDI for one in shown)
    assert all(len(str(fault)) < 2_000 for fault in faults.listed)


def seeds() -> Sequence[bytes]:
    texts = [*hostile.TEXTS, "ipi:00014107338", "iswc:T-910.924.731-6", "World-CN+US", "2136-2120"]
    return [text.encode("utf-8", "surrogatepass") for text in texts]


def giants() -> Sequence[bytes]:
    """Texts of a whole message: nothing may be quadratic in them."""
    size = 1 << 20
    parts = (*"a\u0430\u0301\x00\u202e +1", "e\u0301", "US+", "\U000e0001")
    longest = [part * (size // len(part.encode())) for part in parts]
    return [f"{start}{text}".encode() for text in longest for start in ("", "work:")]


TARGET = Target(
    name="identifiers",
    says="identifiers, names, territories and prose of any text",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=256,
    seconds=20,
)

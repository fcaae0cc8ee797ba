"""The canonical text of a set of leaves: ``World-CN``, ``US+2120-FR``, ``Nowhere``.

Tokens are read from left to right and later ones win: ``+`` includes a territory, ``-`` excludes
it, the first is included without a sign. Words come from the tree of World in the table's latest
state: World, its geographic groups by TIS number, countries, parts. Over that tree the text is the
shortest there is, and always the same for the same set. Political groups (the EU) are not used:
their members change, and the text must not change its meaning with them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from processors.territories.entry import TerritoryCode
from processors.territories.ground import LATEST_ERA, ground, members_in, own_ground
from processors.territories.unknown_territory import UnknownTerritory

NOWHERE = "Nowhere"
_WORLD = TerritoryCode("2136")
_TEXT = re.compile(r"[0-9A-Za-z]+([+-][0-9A-Za-z]+)*")
_TOKEN = re.compile(r"([+-]?)([0-9A-Za-z]+)")

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    label: str
    mask: int
    own: int
    children: tuple["_Node", ...]


def _node(code: TerritoryCode) -> _Node:
    children = (_node(member) for member in sorted(members_in(code, LATEST_ERA)))
    label = "World" if code == _WORLD else code
    return _Node(label, ground(code, LATEST_ERA), own_ground(code), tuple(children))


_TREE = _node(_WORLD)


def _stay(node: _Node, mask: int, inside: bool) -> _Words | None:
    """Words for the members of ``node`` if the node itself is ``inside``; None if it cannot be."""
    if node.own and bool(node.own & mask) is not inside:
        return None
    words = (_words(child, mask) for child in node.children)
    return tuple(word for pair in words for word in pair[inside])


def _words(node: _Node, mask: int) -> tuple[_Words, _Words]:
    """The fewest words for ``node``: where all around it is excluded, and where it is included."""
    if not node.mask & mask:
        return (), (f"-{node.label}",)
    if node.mask & mask == node.mask:
        return (f"+{node.label}",), ()
    stay_out, stay_in = _stay(node, mask, False), _stay(node, mask, True)
    go_in = None if stay_in is None else (f"+{node.label}", *stay_in)
    go_out = None if stay_out is None else (f"-{node.label}", *stay_out)
    return _shorter(stay_out, go_in), _shorter(stay_in, go_out)


def _shorter(first: _Words | None, second: _Words | None) -> _Words:
    choices = [words for words in (first, second) if words is not None]
    return min(choices, key=len)  # min keeps the first of equals: no flip without a gain


@lru_cache(maxsize=4096)
def to_text(mask: int) -> str:
    """The canonical text of a mask of leaves."""
    from_outside, _ = _words(_TREE, mask)
    return "".join(from_outside).removeprefix("+") or NOWHERE


def to_entries(text: str) -> list[tuple[str, str]]:
    """The ordered include/exclude entries that a text stands for.

    Raises UnknownTerritory if the text has not that form; the codes in it are not looked up here.
    """
    if text == NOWHERE:
        return []
    if not _TEXT.fullmatch(text):
        raise UnknownTerritory(text, "is not of the form World-CN", "write codes joined by + and -")
    return [("E" if sign == "-" else "I", code) for sign, code in _TOKEN.findall(text)]

"""Texts of strangers as they may be shown on a terminal or a page.

Titles keep whatever their language needs. What would move the cursor, or reorder or hide the text
around it, is shown as the number of its character instead.
"""

from typing import Final

_BIDI: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SEPARATORS: Final = "\u2028\u2029"

ESCAPED: Final = {
    **{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))},
    **{ord(one): f"\\u{ord(one):04x}" for one in _BIDI + _SEPARATORS},
    **{ord(one): ascii(one)[1:-1] for one in "\n\r\t"},
}
"""For `str.translate`: controls, bidirectional controls, and separators of lines."""

_KEPT_BREAKS: Final = {code: shown for code, shown in ESCAPED.items() if chr(code) not in "\n\t"}


def visible(text: str) -> str:
    """One line of text that shows all it has."""
    return text.translate(ESCAPED)


def visible_lines(text: str) -> str:
    """The same for several lines: their ends and tabs stay."""
    return text.translate(_KEPT_BREAKS)

"""Names that senders make up (ids of events, reports, registrations, trades; sources, platforms).

They may be in any language, but two that look alike must not be two names: what one reads on a page
is what one gets. The rules follow Unicode UTS 39: NFKC, no invisible characters, one script (or the
scripts that Chinese, Japanese and Korean are written in, with Latin), one kind of digits, and not
wholly letters that pass for Latin ones. Titles are no names: they are never compared.
"""

import re
from typing import Final
from unicodedata import category, decimal, name, normalize

_WRITTEN_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_COMMON: Final = frozenset({"MODIFIER"})
_SAME_SCRIPT: Final = {"IDEOGRAPHIC": "CJK"}

_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""What counts as printable and shows nothing; the rest of the kind is not printable."""

_LOOKS_LATIN: Final = {
    "CYRILLIC": frozenset("АВЕЅІЈКМНОРСТҮХЗаеіјорсуѕхһԁԛԝѵӏг"),
    "GREEK": frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲϳ"),
    "ARMENIAN": frozenset("ՏՍՕհոսօցզ"),
    "CHEROKEE": frozenset("ᎪᎫᎬᎳᎷᎻᏀᏃᏏᏔᏞᏟᏢᏦᏴ"),
}
"""Letters that most typefaces draw as Latin ones, by script."""


class NameFault(ValueError):
    """A text that is no name: `code` for machines, `why` and `mend` for people."""

    def __init__(self, code: str, why: str, mend: str) -> None:
        super().__init__(code, why, mend)
        self.code = code
        self.why = why
        self.mend = mend


def check_name(text: str) -> None:
    """Raises NameFault for a text that could be taken for another. Length is not looked at."""
    if not text.isprintable():
        raise NameFault("unprintable", "has control or formatting characters", "take them out")
    if text != text.strip(" ") or "  " in text:
        why = "begins or ends with a space, or has two together"
        raise NameFault("bad_spacing", why, "write single spaces, between words only")
    if text.isascii():
        return
    if found := _INVISIBLE.search(text):
        why = f"has U+{ord(found[0]):04X}, which shows nothing"
        raise NameFault("invisible_character", why, "take it out")
    if normalize("NFKC", text) != text:
        why = "is not in Unicode form NFKC, so another spelling looks the same"
        raise NameFault("not_normalised", why, f"write {normalize('NFKC', text)[:64]!a}")
    _check_scripts(text)


def _check_scripts(text: str) -> None:
    scripts = {_script(character) for character in text if category(character)[0] == "L"} - _COMMON
    together = any(scripts <= some for some in _WRITTEN_TOGETHER)
    if len(scripts) > 1 and not together:
        why = f"mixes {' and '.join(sorted(scripts))} letters"
        raise NameFault("mixed_scripts", why, "write it in one script")
    if len({ord(digit) - decimal(digit) for digit in text if category(digit) == "Nd"}) > 1:
        raise NameFault("mixed_digits", "mixes two kinds of digits", "write one kind of digits")
    for script in scripts & _LOOKS_LATIN.keys():
        if all(one in _LOOKS_LATIN[script] for one in text if category(one)[0] == "L"):
            why = f"has {script} letters only that look like Latin ones"
            raise NameFault("look_alike", why, "write it in Latin letters")


def _script(letter: str) -> str:
    """The script by the first word of the letter's name in the Unicode database."""
    first = re.split("[ -]", name(letter, "UNKNOWN"), maxsplit=1)[0]
    return _SAME_SCRIPT.get(first, first)

"""Lines of a CWR file as they lie on disk: CR LF or LF, ASCII, Latin-1, UTF-8 or what HDR names.

Lines are read one by one, so that memory stays small whatever the file. Positions in records count
characters, not bytes: that is how 3.0 counts in UTF-8, and the same in the other encodings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from processors.cwr.errors import CwrError, Level

MAX_FILE_BYTES = 1 << 31
MAX_LINE_BYTES = 1 << 13
"""The longest record has 663 characters; in UTF-8 one may take four bytes, and some send filler."""

_ZIP = b"PK\x03\x04"
_BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_CHARACTER_SETS = {"UTF-8": "utf-8", "UTF8": "utf-8", "BIG5": "big5", "GB": "gb18030"}
_CHARACTER_SETS |= {"TRADITIONAL BIG5": "big5", "SIMPLIFIED GB": "gb18030", "LATIN-1": "latin-1"}

KNOWN_CHARACTER_SETS = frozenset(_CHARACTER_SETS) | {"ASCII"}
"""What HDR may name, in capitals."""


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line: its number from 1, its text without the end, and what is wrong with it."""

    number: int
    text: str
    error: CwrError | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """All lines; a file that cannot be read on ends with a line of no text and an ER error."""
    number = 0
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            why = f"the file is larger than {MAX_FILE_BYTES} bytes"
            yield _broken(0, "file-too-large", why, "send it as several files")
            return
        with path.open("rb") as source:
            decoder = _Decoder()
            while raw := source.readline(MAX_LINE_BYTES + 1):
                number += 1
                if number == 1 and raw.startswith(_ZIP):
                    why = "the file is a zip archive"
                    yield _broken(0, "zip-archive", why, "unpack it and import what is in it")
                    return
                if len(raw) > MAX_LINE_BYTES:
                    why = f"the line is longer than {MAX_LINE_BYTES} bytes"
                    yield _broken(number, "line-too-long", why, "end each record with CR LF")
                    return
                line = decoder.line(number, raw)
                if line.text or line.error:
                    yield line
    except (OSError, ValueError) as error:
        # ValueError: a path with a null character cannot name a file.
        yield _broken(number, "cannot-read", str(error), "check the path and the rights")


class _Decoder:
    """Turns bytes into text: by the character set of HDR, else UTF-8, else Latin-1."""

    def __init__(self) -> None:
        self._named: str | None = None
        self._told = False

    def line(self, number: int, raw: bytes) -> Line:
        """One line without its end, and without the mark some systems put at the end of a file."""
        raw = raw.rstrip(b"\r\n\x1a")
        if number == 1:
            raw = raw.removeprefix(_BOM)
            self._named = _named_set(raw)
        if raw.isascii():
            text = raw.decode("ascii")
        else:
            text, encoding = self._decoded(raw)
            if self._named is None and not self._told:
                self._told = True
                return Line(number, text, _not_declared(number, text, encoding))
        if found := _CONTROL.search(text):
            why = f"the record has the control character U+{ord(found[0]):04X}"
            error = CwrError(
                Level.RECORD,
                "control-character",
                text[:3] if text[:3].isprintable() else "",
                number,
                "",
                why,
                "take it out",
            )
            return Line(number, _CONTROL.sub(" ", text), error)
        return Line(number, text)

    def _decoded(self, raw: bytes) -> tuple[str, str]:
        for encoding in (self._named or "utf-8", "utf-8"):
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
        return raw.decode("latin-1"), "latin-1"


def _named_set(header: bytes) -> str | None:
    """The codec of the character set a 2.x or 3.0 header names, None if it names none."""
    for start in (86, 87):
        name = header[start : start + 15].decode("ascii", "replace").strip().upper()
        if name in _CHARACTER_SETS:
            return _CHARACTER_SETS[name]
    return None


def _not_declared(number: int, text: str, encoding: str) -> CwrError:
    why = f"the file has characters beyond ASCII, read as {encoding}; the header names no set"
    mend = "name UTF-8 as character set in HDR, or send ASCII"
    return CwrError(
        Level.FIELD, "character-set-not-named", text[:3], number, "Character Set", why, mend
    )


def _broken(number: int, code: str, why: str, mend: str) -> Line:
    return Line(number, "", CwrError(Level.FILE, code, "", number, "", why, mend))

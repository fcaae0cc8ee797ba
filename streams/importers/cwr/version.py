"""Which version a file is in: by its header, its group headers and its name, which must agree."""

from __future__ import annotations

import re
from typing import Final

from processors.cwr.version import CwrVersion

_V30_VERSION = slice(102, 105)
_V22_VERSION = slice(101, 104)
_OLD_NAME = re.compile(r".*\.V(\d)(\d)", re.IGNORECASE)
_NEW_NAME = re.compile(r".*_V(\d)-(\d)-\d+(?:[._].*)?", re.IGNORECASE)
_SHORT = re.compile(r"\d\.\d")

GROUP_VERSIONS: Final = {
    "02.00": CwrVersion.V20,
    "02.10": CwrVersion.V21,
    "02.20": CwrVersion.V22,
    "03.00": CwrVersion.V30,
}
"""Versions as GRH writes them."""

_BY_NUMBER: Final = {version.value: version for version in CwrVersion}


def header_version_text(header: str) -> str:
    """What HDR says, as `2.2` or `3.0`; empty where it names none, as before 2.2."""
    for place in (_V30_VERSION, _V22_VERSION):
        said = header[place]
        if _SHORT.fullmatch(said):
            return said
    return header[_V22_VERSION].strip()


def layout_version(header: str) -> CwrVersion:
    """The version whose HDR layout the line has: 3.0 alone has its version one place later."""
    said = header_version_text(header)
    if header[_V30_VERSION] == said and said:
        return CwrVersion.V30
    return CwrVersion.V22 if said else CwrVersion.V21


def name_version_text(name: str) -> str:
    """What the file's name says, as `2.1`; empty if it follows no convention of CWR."""
    found = _NEW_NAME.fullmatch(name) or _OLD_NAME.fullmatch(name)
    return f"{found[1]}.{found[2]}" if found else ""


def version_of(text: str) -> CwrVersion | None:
    """The version of a number such as `2.1`, None if it is not read."""
    return _BY_NUMBER.get(text)

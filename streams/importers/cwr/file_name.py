"""Names of files: `CW260001ABC_052.V21`, in 3.0 `CW260001ABC_052_V3-0-0.SUB`."""

from __future__ import annotations

import re
from typing import Final

from processors.cwr.version import CwrVersion

_NAME = re.compile(
    r"CW(?P<year>\d\d)(?P<number>\d{2}|\d{4})(?P<sender>[A-Z0-9]{2,4})_(?P<receiver>[A-Z0-9]{2,4})"
    r"(?:\.V\d\d|_V\d-\d-\d.*)",
    re.IGNORECASE,
)
_TO_ALL: Final = "000"
_LAST: Final = 9_999


def answer_name(name: str, version: CwrVersion, society: str, year: int, step: int = 0) -> str:
    """The name of the answer to a file of that name.

    It has the number of the file it answers, if that follows the convention, plus `step`: names
    that are taken are stepped over.
    """
    found = _NAME.fullmatch(name)
    number = (int(found["number"]) if found else 1) + step
    receiver = found["sender"].upper() if found else _TO_ALL
    stem = f"CW{year % 100:02}{(number - 1) % _LAST + 1:04}{society}_{receiver}"
    if version is CwrVersion.V30:
        return f"{stem}_V3-0-0.ACK2"
    return f"{stem}.V{version.value.replace('.', '')}"

"""Why workers ended by themselves, from their logs."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

from streams.ending import LAST_WORDS

_NUMBERS: Final = re.compile(r"\d+(\.\d+)?")


def last_words(logs: Path) -> dict[str, int]:
    """How often each reason was given, with # for the numbers in it."""
    found: Counter[str] = Counter()
    for log in sorted(logs.glob("*.log*")):
        with log.open(errors="replace") as lines:
            found.update(
                _NUMBERS.sub("#", line.partition(LAST_WORDS)[2].partition(": ")[2]).strip()
                for line in lines
                if LAST_WORDS in line
            )
    return dict(found)

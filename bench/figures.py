"""Figures as they are kept: with the day and the machine they were measured on, as JSON."""

import json
from pathlib import Path
from typing import Any

from streams.local.machine import measured_here

__all__ = ["measured_here", "tell"]


def tell(result: dict[str, Any], file: Path | None) -> None:
    """Prints the record, and writes it to the file if one is given."""
    text = json.dumps(result, indent=2)
    print(text)
    if file:
        file.write_text(text + "\n")

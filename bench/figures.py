"""Figures as they are kept: with the day and the machine they were measured on, as JSON."""

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil


def measured_here() -> dict[str, Any]:
    """The head of a figure's record."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": psutil.cpu_count(), "cpu": platform.processor() or platform.machine()},
    }


def tell(result: dict[str, Any], file: Path | None) -> None:
    """Prints the record, and writes it to the file if one is given."""
    text = json.dumps(result, indent=2)
    print(text)
    if file:
        file.write_text(text + "\n")

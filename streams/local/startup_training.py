"""Makes the start-up cache of the broker: `python -m streams.local.startup_training`.

Java writes it when a broker that was started for the purpose stops: 8 s on one core. Meant to run
beside a stack as a supervised child, once a machine, at low priority.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from streams.local.broker import LocalBroker
from streams.local.cache import cache_folder, exclusive
from streams.local.errors import LocalStackError
from streams.local.interruption import Interruption
from streams.local.java import KafkaRuntime
from streams.local.kafka_jars import kafka_runtime
from streams.local.maven_fetch import Say
from streams.local.startup_cache import startup_cache, writing_flags

FIRST_JAVA = 25  # earlier ones need three runs to make one
WRITE_TIMEOUT = 90.0
NICENESS = 15

log = logging.getLogger(__name__)


def make_startup_cache(runtime: KafkaRuntime, say: Say = log.info) -> bool:
    """Make the cache unless it is there; True if there is one now.

    Blocks about 10 s, and on another process that makes it. Starts and stops a broker of its own
    in a temporary folder. Raises LocalStackError if that broker does not start.
    """
    path = startup_cache(runtime)
    if int(runtime.java_version.partition(".")[0]) < FIRST_JAVA:
        return False
    with exclusive(cache_folder() / "startup.lock"):
        if path.exists():
            return True
        _forget_former()
        say(f"making the start-up cache of the broker, once, in {path}")
        with tempfile.TemporaryDirectory(prefix="startup-", dir=cache_folder()) as scratch:
            draft = Path(scratch) / "draft.aot"
            folder = Path(scratch) / "kafka"
            broker = LocalBroker(folder, runtime=runtime, jvm_flags=writing_flags(draft))
            try:
                broker.start()
                broker.stop(WRITE_TIMEOUT)
            finally:
                broker.kill()  # when interrupted: also the process that Java writes the cache with
            if draft.exists():
                os.replace(draft, path)
    return path.exists()


def main() -> int:
    """Make the cache at low priority; 0 also if it could not be made: nobody depends on it."""
    os.nice(NICENESS)
    Interruption().install()
    try:
        make_startup_cache(kafka_runtime(print), print)
    except LocalStackError as error:
        print(error, file=sys.stderr)
    return 0


def _forget_former() -> None:
    """Remove caches of other versions, 60 MB each, and what a killed training left behind."""
    for former in cache_folder().glob("startup-*"):
        if former.is_dir():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.unlink(missing_ok=True)  # a running broker keeps what it has mapped


if __name__ == "__main__":
    sys.exit(main())

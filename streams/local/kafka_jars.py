"""The class path of Apache Kafka: fetched once, pinned by digest, then found without network."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from streams.local.cache import cache_folder, exclusive
from streams.local.errors import LocalStackError, MissingDownload
from streams.local.java import KafkaRuntime, java_binary
from streams.local.maven_fetch import Say, fetch, repository_url

KAFKA_VERSION = "4.1.1"
ENDPOINT = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}+org.slf4j:slf4j-simple:1.7.36"
PINNED = Path(__file__).with_name("kafka_jars.sha256")

log = logging.getLogger(__name__)


def kafka_runtime(say: Say = log.info) -> KafkaRuntime:
    """Java and the Kafka jars, fetched if this user has not got them yet.

    Found: a few milliseconds, no network. Not found: blocks on the network, about 20 s, and on
    another process that is fetching at the same time. Each step goes to `say`.
    Raises JavaUnusable, MissingDownload, FolderUnwritable, LocalStackError.
    """
    java, version = java_binary()
    jars = cached_jars()
    if jars is None:
        with exclusive(cache_folder() / "kafka.lock"):
            jars = cached_jars() or _fetch_jars(say)
    return KafkaRuntime(java, version, jars)


def cached_jars() -> tuple[Path, ...] | None:
    """The jars that an earlier call fetched, or None if there are none or some are gone."""
    try:
        known = json.loads(_class_path_file().read_text())
        jars = {Path(path): size for path, size in known["jars"].items()}
        complete = all(path.stat().st_size == size for path, size in jars.items())
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    if not complete or known.get("digests") != _digest(PINNED):
        return None
    return tuple(jars)


def pinned_digests() -> dict[str, str]:
    """Name of each jar -> its SHA-256, for KAFKA_VERSION."""
    lines = (line.split() for line in PINNED.read_text().splitlines())
    return {name: digest for digest, name in lines}


def mismatches(jars: Iterable[Path]) -> list[str]:
    """What differs between these jars and the pinned set, a line each; empty if nothing does."""
    pinned = pinned_digests()
    found = {jar.name: _digest(jar) for jar in jars}
    return sorted(
        [f"{name} is missing" for name in pinned.keys() - found.keys()]
        + [f"{name} is not in {PINNED.name}" for name in found.keys() - pinned.keys()]
        + [
            f"{name} has other content"
            for name in pinned.keys() & found.keys()
            if pinned[name] != found[name]
        ]
    )


def _fetch_jars(say: Say) -> tuple[Path, ...]:
    folder = cache_folder() / f"kafka-{KAFKA_VERSION}"
    say(
        f"fetching Apache Kafka {KAFKA_VERSION} ({len(pinned_digests())} jars, 43 MB, once) "
        f"from {repository_url()} to {folder}"
    )
    jars, wrong = _attempt(folder, say)
    if wrong:
        # Most likely a download that was cut by a kill: jgo would take the stump for the jar.
        say(f"fetching again from the start: {wrong[0]}")
        shutil.rmtree(folder, ignore_errors=True)
        jars, wrong = _attempt(folder, say)
    if wrong:
        raise LocalStackError(
            "the Kafka jars are not the expected ones",
            repository_url(),
            "\n".join(wrong),
            "look whether a proxy or mirror alters downloads; then start again",
        )
    _remember(jars)
    say(f"Apache Kafka {KAFKA_VERSION} is ready in {folder}")
    return tuple(jars)


def _attempt(folder: Path, say: Say) -> tuple[list[Path], list[str]]:
    """Jars and what is wrong with them. Raises MissingDownload."""
    try:
        jars = fetch(ENDPOINT, folder, say)
    except MissingDownload:
        raise
    except Exception as error:  # jgo on a damaged POM or jar: any parser's exception
        log.debug("jgo failed", exc_info=True)
        return [], [f"{type(error).__name__}: {error}"]
    return jars, mismatches(jars)


def _remember(jars: list[Path]) -> None:
    known = {"digests": _digest(PINNED), "jars": {str(jar): jar.stat().st_size for jar in jars}}
    target = _class_path_file()
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(known, indent=1))
    os.replace(draft, target)


def _class_path_file() -> Path:
    return cache_folder() / f"kafka-{KAFKA_VERSION}.json"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

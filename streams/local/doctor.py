"""Whether this machine can run the local stack: one check a line, each with how to mend it."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from streams.local.errors import GIB, LocalStackError
from streams.local.folder import NEEDED, DataFolder
from streams.local.java import java_binary
from streams.local.kafka_jars import KAFKA_VERSION, cached_jars
from streams.local.maven_fetch import reason, repository_url
from streams.local.ports import free_ports, require_free

OLDEST_PYTHON = (3, 11)
NETWORK_TIMEOUT = 5.0
MEMORY = 3 * GIB // 2
REINSTALL = "install the locked packages again: remove .venv, then run ./rightstream"

# Module to import -> the distribution that brings it.
PACKAGES = {
    "faust": "faust-streaming",
    "kafka": "kafka-python",
    "avro": "avro",
    "fastavro": "fastavro",
    "clickhouse_driver": "clickhouse-driver",
    "chdb": "chdb",
    "numpy": "numpy",
    "cramjam": "cramjam",
    "jgo": "jgo",
}


@dataclass(frozen=True)
class Check:
    """The outcome of one check; `mend` is empty when it is ok."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


def checks(folder: Path | None = None, port: int | None = None) -> list[Check]:
    """All checks for a stack on this data folder (default: the usual one), on this port if given.

    Blocks some seconds, importing packages; at most 5 s on the network, and only if the Kafka jars
    are not here yet. Changes nothing and raises nothing: an unexpected failure is a failed check.
    """
    data = DataFolder(folder)
    todo: list[tuple[str, Callable[[], Check]]] = [
        ("python", _python),
        *((name, partial(_package, name)) for name in PACKAGES),
        ("compression", _compression),
        ("java", _java),
        ("kafka jars", _kafka),
        ("ports", lambda: _ports(port)),
        ("disk", lambda: _disk(data.root)),
        ("data folder", lambda: _folder(data)),
        ("machine", _machine),
    ]
    return [_guarded(name, check) for name, check in todo]


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except LocalStackError as error:
        return Check(name, False, f"{error.what}: {error.why} ({error.where})", error.mend)
    except Exception as error:  # a broken package may raise anything
        return Check(name, False, f"{type(error).__name__}: {error}", REINSTALL)


def _python() -> Check:
    version = sys.version_info
    detail = f"{version.major}.{version.minor}.{version.micro} ({sys.executable})"
    mend = "install Python 3.11 or later"
    return _check("python", version[:2] >= OLDEST_PYTHON, detail, mend)


def _package(module: str) -> Check:
    importlib.import_module(module)
    return Check(module, True, importlib.metadata.version(PACKAGES[module]))


def _compression() -> Check:
    """A worker without its codecs dies on the first compressed batch."""
    cramjam = importlib.import_module("cramjam")
    sample = b"rightstream " * 1000
    codecs = {"lz4": cramjam.lz4, "zstd": cramjam.zstd, "snappy": cramjam.snappy}
    broken = [
        name
        for name, codec in codecs.items()
        if bytes(codec.decompress(bytes(codec.compress(sample)))) != sample
    ]
    detail = f"{', '.join(broken)} do not round-trip" if broken else ", ".join(codecs)
    return _check("compression", not broken, detail, REINSTALL)


def _java() -> Check:
    java, version = java_binary()
    return Check("java", True, f"{version} ({java})")


def _kafka() -> Check:
    if cached_jars() is not None:
        return Check("kafka jars", True, f"{KAFKA_VERSION}, fetched")
    import requests

    url = repository_url()
    mend = (
        "behind a proxy set HTTPS_PROXY, behind a company certificate REQUESTS_CA_BUNDLE, "
        "with a Maven mirror RIGHTSTREAM_MAVEN_URL"
    )
    jar = f"{url}/org/apache/kafka/kafka_2.13/{KAFKA_VERSION}/kafka_2.13-{KAFKA_VERSION}.pom"
    try:
        status = requests.head(jar, timeout=NETWORK_TIMEOUT, allow_redirects=True).status_code
    except requests.RequestException as error:
        return Check("kafka jars", False, f"not fetched, and {url}: {reason(error)}", mend)
    detail = f"{KAFKA_VERSION}, to be fetched from {url} (43 MB): status {status}"
    return _check("kafka jars", status == 200, detail, mend)


def _ports(port: int | None) -> Check:
    if port is not None:
        require_free(port)
        return Check("ports", True, f"{port} is free")
    return Check("ports", True, f"free: {', '.join(map(str, free_ports(2)))}")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(_nearest(folder)).free
    detail = f"{free / GIB:.1f} GiB free for {folder}"
    return _check("disk", free >= NEEDED, detail, "free some space, or name another folder: --data")


def _folder(data: DataFolder) -> Check:
    name = "data folder"
    if not os.access(_nearest(data.root), os.W_OK):
        return Check(name, False, f"{data.root} is not writable", "name another folder: --data")
    owner = data.lock.owner()
    if owner is not None:
        return Check(name, True, f"{data.root}, a stack runs on it (pid {owner})")
    left = [process.pid for process in data.ledger.running()]
    if left:
        detail = f"{data.root}, left by a crashed run: pid {', '.join(map(str, left))}"
        return Check(name, True, f"{detail}; the next start stops them")
    return Check(name, True, str(data.root))


def _machine() -> Check:
    memory = psutil.virtual_memory()
    cores = os.cpu_count() or 1
    detail = f"{cores} cores, {memory.available / GIB:.1f} of {memory.total / GIB:.1f} GiB free"
    return _check("machine", memory.available >= MEMORY, detail, "close other programs")


def _check(name: str, ok: bool, detail: str, mend: str) -> Check:
    return Check(name, ok, detail, "" if ok else mend)


def _nearest(folder: Path) -> Path:
    """The folder, or its nearest parent that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())

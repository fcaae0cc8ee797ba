"""The broker's data folder: formatted once, its cluster id kept."""

from __future__ import annotations

import base64
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

from streams.local.broker_faults import diagnose
from streams.local.errors import LocalStackError
from streams.local.java import KafkaRuntime

FORMAT_TIMEOUT = 60.0
META = "meta.properties"
# What the storage tool writes before META: an interrupted format leaves no more than these.
FORMAT_FILES = {"bootstrap.checkpoint", "bootstrap.checkpoint.tmp", f"{META}.tmp"}


def format_storage(
    runtime: KafkaRuntime, flags: Sequence[str], properties: Path, data: Path
) -> None:
    """Format `data` with Kafka's own tool unless that was done. Blocks under a second.

    Raises LocalStackError: the tool failed, or `data` holds records but no META any more.
    """
    if (data / META).exists():
        return
    _clear_half_format(data)
    command = runtime.command(
        "kafka.tools.StorageTool",
        *("format", "--cluster-id", new_cluster_id(), "--config", str(properties)),
        flags=flags,
    )
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=FORMAT_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise diagnose(None, str(error), data) from error
    if done.returncode != 0:
        raise diagnose(done.returncode, done.stdout + done.stderr, data)


def new_cluster_id() -> str:
    """A random id as Kafka writes them: 16 bytes in URL-safe base 64, not starting with a dash."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):  # the storage tool would take it for an option
            return text


def cluster_id(data: Path) -> str | None:
    """The id of the cluster whose data this is; None before formatting."""
    try:
        lines = (data / META).read_text().splitlines()
    except OSError:
        return None
    return next((line.partition("=")[2] for line in lines if line.startswith("cluster.id=")), None)


def _clear_half_format(data: Path) -> None:
    left = {path.name: path for path in data.iterdir()} if data.exists() else {}
    foreign = sorted(left.keys() - FORMAT_FILES)
    if foreign:
        raise LocalStackError(
            "the Kafka data folder is damaged",
            data,
            f"it holds {', '.join(foreign[:5])} but no {META}",
            "restore the folder from a copy, or remove it to start with an empty broker",
        )
    for path in left.values():
        path.unlink()

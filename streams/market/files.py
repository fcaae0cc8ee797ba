"""A market as files: one Avro object container a topic, the labels, and what they amount to."""

import hashlib
from pathlib import Path
from typing import Any, Final, cast

from fastavro.write import Writer

from schemas import topics
from schemas.registry import current_schema

from .market import Market
from .plan import MarketPlan

LABELS: Final = "labels.json"


def write_market(plan: MarketPlan, folder: Path) -> dict[str, Any]:
    """Writes the market into `folder`, over what is there. Returns names, records and SHA-256.

    The files of a plan are the same bytes everywhere: blocks are not compressed, as the output of
    zlib differs between its builds, and the sync markers are fixed. Blocks on the disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    market = Market(plan)
    files = {topic: (folder / f"{topic}.avro").open("wb") for topic in topics.INPUTS}
    try:
        writers = {topic: _writer(topic, file) for topic, file in files.items()}
        for event in market.events():
            writers[event.topic].write(event.record)
        for writer in writers.values():
            writer.flush()
    finally:
        for file in files.values():
            file.close()
    (folder / LABELS).write_text(market.labels.to_json(), encoding="utf-8")
    return {
        "lines": market.labels.lines_in,
        "events": dict(market.labels.events),
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in (*(folder / f"{topic}.avro" for topic in topics.INPUTS), folder / LABELS)
        },
    }


def _writer(topic: str, file: Any) -> Any:
    marker = hashlib.sha256(f"rightstream market {topic}".encode()).digest()[:16]
    return cast(Any, Writer)(file, current_schema(topic), codec="null", sync_marker=marker)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

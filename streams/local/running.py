"""Finds the stack that runs on a data folder, for commands that only look."""

import json
from pathlib import Path

from schemas.settings import Settings

from .data_folders import meant_folder
from .errors import LocalStackError
from .kafka_probe import answers

STACK_FILE = "stack.json"


def running_settings(data: Path | None) -> Settings:
    """Settings of the stack on the folder, or those of the environment when no folder is meant.

    Raises LocalStackError when no broker answers there.
    """
    folder = meant_folder(data)
    ports = folder / "kafka" / "ports.json"
    configured = Settings()
    if data is None and "bootstrap" in configured.model_fields_set:
        return configured
    if ports.exists():
        port = int(json.loads(ports.read_text())[0])
        if answers(port):
            return _as_left_in(folder).model_copy(update={"bootstrap": f"127.0.0.1:{port}"})
    raise LocalStackError(
        what="no running stack",
        where=str(folder),
        why="no Kafka broker answers there",
        mend="start one with `./rightstream up` or `./rightstream demo`, "
        "or name its folder with --data",
    )


def reading_settings(data: Path | None) -> Settings:
    """Settings of readers of the folder's warehouse, whether or not a stack runs on it."""
    return _as_left_in(meant_folder(data))


def _as_left_in(folder: Path) -> Settings:
    """Settings with what the last stack on the folder said of itself. The environment goes first.

    Raises LocalStackError when what it left is not readable.
    """
    configured = Settings()
    file = folder / STACK_FILE
    try:
        told = json.loads(file.read_text()) if file.exists() else {}
        left = {name: told[name] for name in told.keys() - configured.model_fields_set}
        return Settings(**left, data=folder)
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise LocalStackError(
            what="the stack's own description cannot be read",
            where=str(file),
            why=str(fault),
            mend="remove the file and start the stack again",
        ) from fault

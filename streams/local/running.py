"""Finds the stack that runs on a data folder, for commands that only look."""

import json
from pathlib import Path

from schemas.settings import Settings

from .data_folders import meant_folder
from .errors import LocalStackError
from .kafka_probe import answers


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
            return Settings(bootstrap=f"127.0.0.1:{port}", data=folder)
    raise LocalStackError(
        what="no running stack",
        where=str(folder),
        why="no Kafka broker answers there",
        mend="start one with `./rightstream up` or `./rightstream demo`, "
        "or name its folder with --data",
    )

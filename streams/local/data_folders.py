"""Data folders of this checkout: one for the demo, one for `up`, and the one a command means."""

from pathlib import Path

from .folder import default_folder


def demo_folder() -> Path:
    return default_folder() / "demo"


def main_folder() -> Path:
    return default_folder() / "main"


def torture_folder() -> Path:
    return default_folder() / "torture"


def meant_folder(data: Path | None) -> Path:
    """The folder named, else the one whose sink runs, else the one used last."""
    if data is not None:
        return data
    known = [folder for folder in (demo_folder(), main_folder()) if folder.exists()]
    running = [folder for folder in known if any(folder.glob("sql*.json"))]
    return max(running or known or [main_folder()], key=_used)


def _used(folder: Path) -> float:
    return folder.stat().st_mtime if folder.exists() else 0.0

"""Inputs that once broke something: kept small, by target, and run by the tests for ever."""

from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


def kept(name: str) -> list[Path]:
    folder = FOLDER / name
    return sorted(folder.glob("*.bin")) if folder.is_dir() else []


def keep(name: str, data: bytes) -> Path:
    path = FOLDER / name / f"{sha256(data).hexdigest()[:12]}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path

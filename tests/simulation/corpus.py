"""Seeds that once failed, and why: they are run first, always."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KnownSeed:
    """A seed and the defect it found."""

    seed: int
    why: str


def corpus() -> list[KnownSeed]:
    """Of all files in `corpus/`, each an array with one seed a line."""
    files = sorted((Path(__file__).parent / "corpus").glob("*.json"))
    return [KnownSeed(**one) for file in files for one in json.loads(file.read_text())]

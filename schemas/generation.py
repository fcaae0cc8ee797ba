"""Generations: everything computed from the inputs, under names of its own.

A generation shares the input topics and the evidence log with all others and has the rest for
itself, so another release or other rules can compute everything again beside what is running. Code
speaks of topics by the names in `schemas.topics`; only where a name reaches the broker, a folder or
the warehouse is it made that of the generation.
"""

import re
from dataclasses import dataclass
from typing import Final

from . import topics

MOST_CHARACTERS: Final = 24
_NAME: Final = re.compile(rf"[a-z][a-z0-9]{{0,{MOST_CHARACTERS - 1}}}")
_RESERVED: Final = "default"


class BadGeneration(ValueError):
    """A name that no generation may have."""


def checked_name(name: str) -> str:
    """The name, if topics, folders and databases can be called after it; "" is the unnamed one.

    Raises BadGeneration.
    """
    if name and (name == _RESERVED or not _NAME.fullmatch(name)):
        raise BadGeneration(
            f"{name[:100]!r} is no name for a generation: use 1 to {MOST_CHARACTERS} small letters "
            f"and digits, a letter first, and not {_RESERVED!r}"
        )
    return name


@dataclass(frozen=True, slots=True)
class Generation:
    """Where a generation's topics, groups, folders and database are. The unnamed one has the plain
    names. Raises BadGeneration."""

    name: str = ""

    def __post_init__(self) -> None:
        checked_name(self.name)

    @classmethod
    def called(cls, word: str) -> "Generation":
        """As people name it: `default` is the unnamed one. Raises BadGeneration."""
        return cls("" if word == _RESERVED else word)

    def __str__(self) -> str:
        return self.name or _RESERVED

    def topic(self, topic: str) -> str:
        """The topic on the broker. Inputs and the evidence log are those of all generations."""
        return self.group(topic) if topic in topics.DERIVED else topic

    def topic_names(self) -> dict[str, str]:
        """Every topic on the broker, by the name the code knows it by."""
        return {topic: self.topic(topic) for topic in topics.ALL}

    def group(self, plain: str) -> str:
        """Name of a consumer group or Faust app."""
        return f"{plain}.{self.name}" if self.name else plain

    def entry(self, plain: str) -> str:
        """Name of a file or folder in a data folder."""
        stem, dot, ending = plain.partition(".")
        return f"{stem}-{self.name}{dot}{ending}" if self.name else plain

    def database(self, plain: str) -> str:
        """Name of a database on a ClickHouse server."""
        return f"{plain}_{self.name}" if self.name else plain


UNNAMED: Final = Generation()

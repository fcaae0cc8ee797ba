"""A range of a table's natural key, as a condition in SQL that its index can use."""

from dataclasses import dataclass
from itertools import pairwise

from sinks.chdb_warehouse import literal

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Keys greater than `after` and not greater than `upto`; None: no bound."""

    after: Key | None = None
    upto: Key | None = None

    def condition(self, columns: tuple[str, ...]) -> str:
        """What rows of the range satisfy. Written out column by column: a comparison of tuples
        would read the whole table."""
        bounds = []
        if self.after is not None:
            bounds.append(_beyond(columns, self.after, ">", ends_with_equal=False))
        if self.upto is not None:
            bounds.append(_beyond(columns, self.upto, "<", ends_with_equal=True))
        return " AND ".join(bounds) if bounds else "1 = 1"

    def cut_at(self, keys: list[Key]) -> list["Span"]:
        """The same range in pieces that end at these keys, which are ascending and within it."""
        ends = [self.after, *keys, self.upto]
        return [Span(*pair) for pair in pairwise(ends)]


def equals(columns: tuple[str, ...], key: Key) -> str:
    """The condition of one row."""
    return " AND ".join(
        f"{name} = {literal(value)}" for name, value in zip(columns, key, strict=True)
    )


def _beyond(columns: tuple[str, ...], key: Key, sign: str, *, ends_with_equal: bool) -> str:
    (name, value), *rest = zip(columns, map(literal, key), strict=True)
    if not rest:
        return f"{name} {sign}{'=' if ends_with_equal else ''} {value}"
    inner = _beyond(columns[1:], key[1:], sign, ends_with_equal=ends_with_equal)
    # The first condition follows from the second: it is there for the index of old servers.
    return f"({name} {sign}= {value} AND ({name} {sign} {value} OR {inner}))"

"""Reads the packaged table once, at import: ``tis.tsv`` (territories) and ``leaves.tsv`` (indexes).

Raises ValueError at import if the two files contradict each other: a wrong table must not start.
"""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from types import MappingProxyType

from processors.territories.entry import Entry, Membership, TerritoryCode, TerritoryKind

EPOCH = date(1970, 1, 1)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    header, *rows = lines
    for row in rows:
        yield dict(zip(header, row, strict=True))


def _first(text: str) -> int | None:
    return (date.fromisoformat(text) - EPOCH).days if text else None


def _end(text: str) -> int | None:
    """The table keeps the last day, as CISAC does; in memory intervals are half-open."""
    return (date.fromisoformat(text) - EPOCH).days + 1 if text else None


def _membership(text: str) -> Membership:
    code, _, span = text.partition("@")
    first, _, last = span.partition("/")
    return Membership(TerritoryCode(code), _first(first), _end(last))


def _entry(row: dict[str, str]) -> Entry:
    kind = TerritoryKind(row["kind"])
    ended = kind is TerritoryKind.FORMER
    code = row["tis"] if ended or not row["alpha2"] else row["alpha2"]
    return Entry(
        code=TerritoryCode(code or row["alpha2"]),
        name=row["name"],
        kind=kind,
        tis=int(row["tis"]) if row["tis"] else None,
        alpha2=row["alpha2"] or None,
        alpha3=row["alpha3"] or None,
        spellings=tuple(row["other"].split()),
        from_day=_first(row["first_day"]),
        until_day=_end(row["last_day"]),
        leaf=TerritoryCode(row["leaf"]) if row["leaf"] else None,
        members=tuple(_membership(text) for text in row["members"].split()),
    )


def _read_leaves() -> tuple[TerritoryCode, ...]:
    rows = list(_rows("leaves.tsv"))
    if [row["index"] for row in rows] != [str(index) for index in range(len(rows))]:
        raise ValueError("leaves.tsv: indexes must count up from 0 without a gap")
    return tuple(TerritoryCode(row["code"]) for row in rows)


def _check() -> None:
    if len(set(LEAVES)) != len(LEAVES):
        raise ValueError("leaves.tsv: a code has two indexes")
    homes = {entry.leaf for entry in ENTRIES.values() if entry.leaf}
    if homes != set(LEAVES):
        raise ValueError(f"leaves and table differ: {sorted(homes ^ set(LEAVES))}")
    for entry in ENTRIES.values():
        for membership in entry.members:
            if membership.member not in ENTRIES:
                raise ValueError(f"{entry.code}: unknown member {membership.member}")


ENTRIES = MappingProxyType({entry.code: entry for entry in map(_entry, _rows("tis.tsv"))})
"""Every territory by its own code."""

LEAVES: tuple[TerritoryCode, ...] = _read_leaves()
"""The smallest territories we tell apart. Position is the leaf's index, for ever: append only."""

INDEX_OF_LEAF = MappingProxyType({code: index for index, code in enumerate(LEAVES)})

_check()

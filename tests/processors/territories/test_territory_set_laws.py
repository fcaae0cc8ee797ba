"""Sets of territories against brute force: plain sets of codes, and the table read anew."""

from datetime import date
from importlib.resources import files

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.territories import (
    LEAVES,
    WORLD,
    TerritorySet,
    from_text,
    leaf_index,
    territory_set,
)

Entries = list[tuple[str, str]]


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def _table() -> dict[str, dict[str, str]]:
    text = files("processors.territories").joinpath("tis.tsv").read_text(encoding="utf-8")
    header, *lines = [line.split("\t") for line in text.splitlines() if line[0] != "#"]
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    return {
        r["tis"] if r["kind"] == "former" and r["tis"] else r["alpha2"] or r["tis"]: r for r in rows
    }


TABLE = _table()
codes = st.sampled_from(sorted(TABLE))
days = st.integers(day("1900-01-01"), day("2100-01-01"))
masks = st.integers(0, WORLD.mask)
entry_lists = st.lists(st.tuples(st.sampled_from("IE"), codes), max_size=8)


def covers(code: str, leaf: str, on: str) -> bool:
    """Whether territory ``code`` covers ``leaf`` on a day: follows the table's rows, no masks."""
    if TABLE[code]["leaf"] == leaf:
        return True
    for member in TABLE[code]["members"].split():
        name, _, span = member.partition("@")
        first, _, last = span.partition("/")
        if (first or "0000") <= on <= (last or "9999") and covers(name, leaf, on):
            return True
    return False


def one_leaf(ordered: Entries, leaf: str, on: str) -> bool:
    """The last entry that speaks of the leaf decides."""
    for sign, code in reversed(ordered):
        if covers(code, leaf, on):
            return sign == "I"
    return False


@settings(max_examples=400)
@given(entry_lists, st.lists(st.sampled_from(LEAVES), min_size=1, max_size=3), days)
def test_entries_decide_leaf_by_leaf(ordered: Entries, leaves: list[str], on_day: int) -> None:
    on = date.fromordinal(on_day + date(1970, 1, 1).toordinal()).isoformat()
    territories = territory_set(ordered, on_day)
    for leaf in leaves:
        assert (leaf in territories) is one_leaf(ordered, leaf, on)


@given(entry_lists)
def test_no_day_means_the_latest_state(ordered: Entries) -> None:
    assert territory_set(ordered, None) == territory_set(ordered, day("2999-01-01"))


@given(days)
def test_world_is_all_leaves_on_every_day(on_day: int) -> None:
    assert territory_set([("I", "2136")], on_day) == WORLD


@given(masks, masks)
def test_algebra_is_that_of_sets(left: int, right: int) -> None:
    a, b = TerritorySet.from_mask(left), TerritorySet.from_mask(right)
    plain_a, plain_b = set(a), set(b)
    assert set(a & b) == plain_a & plain_b
    assert set(a | b) == plain_a | plain_b
    assert set(a - b) == plain_a - plain_b
    assert (a <= b) is (plain_a <= plain_b)
    assert a - b <= a <= a | b
    assert len(a) == len(plain_a)
    assert bool(a) is bool(plain_a)
    assert (a == b) is (plain_a == plain_b)
    assert hash(a) == hash(TerritorySet.from_mask(left))


@given(masks)
def test_iteration_membership_and_flags_agree(mask: int) -> None:
    territories = TerritorySet.from_mask(mask)
    assert [leaf for leaf in LEAVES if leaf in territories] == list(territories)
    column = np.array([leaf_index(leaf) for leaf in LEAVES])
    assert territories.flags()[column].tolist() == [leaf in territories for leaf in LEAVES]


@given(st.one_of(masks, st.builds(lambda o: territory_set(o, None).mask, entry_lists)))
def test_text_says_the_set_again(mask: int) -> None:
    territories = TerritorySet.from_mask(mask)
    assert from_text(str(territories)) == territories


@given(entry_lists)
def test_text_is_no_longer_than_the_entries(ordered: Entries) -> None:
    """Shortest over the tree of World: no longer than any statement that uses only that tree."""
    tree = [(sign, code) for sign, code in ordered if code in TABLE and _in_world_tree(code)]
    territories = territory_set(tree, None)
    words = str(territories).replace("-", "+").split("+")
    assert len(words) <= max(1, len(tree))


def _in_world_tree(code: str, under: str = "2136") -> bool:
    if code == under:
        return True
    members = [m.partition("@") for m in TABLE[under]["members"].split()]
    return any(
        _in_world_tree(code, name) for name, _, span in members if not span.partition("/")[2]
    )

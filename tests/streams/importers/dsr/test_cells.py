"""The cell grammar: cells, values, escapes, and what is left of them after a round trip."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr import cells

TEXTS = st.text(st.characters(exclude_characters="\n", codec="utf-8"))
#: Texts made mostly of what the grammar cares about.
TRICKY = st.text(st.sampled_from("\\|\t:a "))


def test_empty_cells_count():
    assert cells.split_cells("AS01\t1\t\t") == ["AS01", "1", "", ""]


def test_escaped_pipe_belongs_to_the_text():
    assert cells.split_values(r"Let Me Get \| This Right") == ["Let Me Get | This Right"]


def test_unescaped_pipe_separates_values():
    assert cells.split_values("Lennon|McCartney") == ["Lennon", "McCartney"]


def test_first_value_may_be_empty():
    assert cells.split_values("|myns::4534") == ["", "myns::4534"]


def test_escaped_backslash_before_a_pipe_does_not_escape_it():
    assert cells.split_values(r"AC\\|DC") == ["AC\\", "DC"]


def test_escaped_tab_does_not_end_a_cell():
    record = "MW01\tA\\\tB\tC"
    assert [cells.unescape(cell) for cell in cells.split_cells(record)] == ["MW01", "A\tB", "C"]


def test_backslash_that_escapes_nothing_is_kept_and_noticed():
    assert cells.split_values(r"AC\DC") == [r"AC\DC"]
    assert cells.has_bad_escape(r"AC\DC")
    assert not cells.has_bad_escape(r"AC\\DC\|x")


def test_text_that_ends_in_a_backslash_is_still_a_text():
    assert cells.split_values("odd\\") == ["odd\\"]


@pytest.mark.parametrize(
    ("written", "namespace", "identifier"),
    [
        ("ISNI::0000000081266409", "ISNI", "0000000081266409"),
        ("myns::4534", "myns", "4534"),
        ("4534", "", "4534"),
        ("a::b::c", "a", "b::c"),
    ],
)
def test_namespace_stands_before_two_colons(written, namespace, identifier):
    assert cells.split_namespace(written) == (namespace, identifier)


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS | TRICKY, min_size=1), min_size=1))
def test_any_table_of_texts_survives_writing_and_reading(table):
    record = cells.join_cells(cells.join_values(values) for values in table)
    assert [cells.split_values(cell) for cell in cells.split_cells(record)] == table


@settings(deadline=None)
@given(TRICKY)
def test_reading_any_text_gives_cells_that_join_to_it(text):
    assert cells.join_cells(cells.split_cells(text)) == text


@settings(deadline=None)
@given(TRICKY)
def test_has_several_values_says_what_splitting_does(text):
    assert cells.has_several_values(text) == (len(cells.split_values(text)) > 1)


def test_a_million_escaped_tabs_are_read_at_once():
    record = "\\\t" * 1_000_000
    assert len(cells.split_cells(record)) == 1

"""Rows: the fast reading by pattern and the reading cell by cell say the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr.cell_kinds import KINDS
from streams.importers.dsr.faults import FaultLog, FileFindings
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS
from streams.importers.dsr.row_reader import RowReader, place_of

#: Values of each kind, right and nearly right.
VALUES = {
    "": ["", "a", "B7", "two words", "a|b", r"a\|b", "a\\"],
    "i": ["0", "12", "-1", "+1", "1.0", "007", "1|2"],
    "n": ["0", "1.5", "5.", "-1", "1e3", "0." + "3" * 30, "0." + "3" * 31, "1|2"],
    "d": ["0", "-1.5", "x"],
    "b": ["true", "false", "0", "TRUE", "yes"],
    "D": ["20151231", "2015-12-31", "2015-02-30", "2015", "1"],
    "P": ["PT4M5S", "PT0H0M0S", "P1D", "4:05"],
    "R": ["PerformingRight", "Right"],
    "K": ["SoundRecording", "Sound"],
    "N": ["a::b", "::", "ab", "a::b|c::d"],
    "S": ["USSM19803037", "us-sm1-98-03037", "US"],
    "W": ["T9109247316", "T9109247317", "T"],
    "I": ["0602537817825", "1"],
    "A": ["0" * 24, "x"],
}

#: Record types whose right rows are read by their pattern.
FAST = [
    record
    for record in ALL_RECORDS.values()
    if not record.any_cells and all(cell.kind in VALUES for cell in record.cells if cell.mandatory)
]


def rows_of(record):
    """Rows of a record type, each cell right, nearly right or empty."""
    return st.tuples(
        st.just(record.name),
        *(st.just("") | st.sampled_from(VALUES.get(cell.kind, [""])) for cell in record.cells),
    )


@pytest.mark.parametrize("record", FAST, ids=lambda record: record.name)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_row_read_by_its_pattern_reads_the_same_cell_by_cell(record, data):
    line = "\t".join(data.draw(rows_of(record)))
    wanted = tuple(cell.name for cell in record.cells)
    quick = RowReader(record, wanted, FileFindings("f", FaultLog()))
    by_cell = FileFindings("f", FaultLog())
    slow = RowReader(record, wanted, by_cell)
    slow._match = lambda _: None
    row = quick.read(1, line)
    assert plain(record, row) == plain(record, slow.read(1, line))
    assert quick._findings.log == by_cell.log


def plain(record, row):
    """A row with the spellings that mean the same made one: 007 and 7, 1 and true."""
    kinds = [cell.kind for cell in record.cells]
    return [
        KINDS[kind].check(value).value if value and kind in "inb" and "|" not in value else value
        for kind, value in zip(kinds, row, strict=True)
    ]


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\n", codec="utf-8")))
def test_any_line_is_read_without_an_error(text):
    for record in ALL_RECORDS.values():
        reader = RowReader(record, ("BlockId", "Usages"), FileFindings("f", FaultLog()))
        assert len(reader.read(1, f"{record.name}\t{text}")) == 2


def test_place_of_a_cell_counts_the_record_type_as_the_first():
    place = place_of("SU03.01", 7, "Usages", value="x")
    assert str(place) == "line 7, SU03.01, cell 6 (Usages)"


def test_a_reader_returns_several_cells():
    with pytest.raises(ValueError, match="two cells"):
        RowReader(ALL_RECORDS["AS01"], ("BlockId",), FileFindings("f", FaultLog()))

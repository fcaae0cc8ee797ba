"""Two warehouses row by row: every kind of difference is found, wherever it is, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest

from sinks.comparison.both import BothWarehouses
from sinks.comparison.comparison import Counts, Found, RowDifference, TableComparison
from sinks.comparison.side import columns_of
from sinks.comparison.tables import LEFT_OUT_COLUMNS, NOT_COMPARED, TABLES
from tests.sinks.comparison.two_databases import TwoDatabases

ROWS = 9_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDatabases]:
    databases = TwoDatabases(tmp_path_factory.mktemp("two"))
    yield databases
    databases.close()


@pytest.fixture
def lines(made: TwoDatabases) -> TwoDatabases:
    """The same accrual lines on both sides, in other batches and under other versions."""
    made.empty("accrual_lines")
    made.add_lines("running", 0, ROWS, version=3)
    made.add_lines("new", 4_000, ROWS, version=1)
    made.add_lines("new", 0, 5_000, version=9)
    return made


def compared(databases: TwoDatabases, table: str = "accrual_lines") -> TableComparison:
    """In ranges of a few hundred rows, so that there are many."""
    (found,) = (one for one in TABLES if one.name == table)
    return TableComparison(databases.text("running"), databases.text("new"), found, 1_000, 100)


def differences(comparison: TableComparison, found: Found) -> list[RowDifference]:
    return comparison.first_differences(found, 1_000)


def line_key(number: int) -> tuple[str | int, ...]:
    return (
        f"dsp-{number % 2}", f"R-{number // 1000}", 1, number % 3, 77, number,
        f"work:{number % 7}",
    )  # fmt: skip


NUMBERS = sorted(range(ROWS), key=line_key)


@dataclass(frozen=True)
class Place:
    """A line by where it is in the order of the key."""

    name: str
    number: int


PLACES = (
    Place("first of all", NUMBERS[0]),
    Place("in the middle", NUMBERS[ROWS // 2]),
    Place("last of all", NUMBERS[-1]),
)


def test_other_batches_and_versions_are_no_difference(lines: TwoDatabases) -> None:
    found = compared(lines).everything()
    assert found.counts == Counts(ROWS)
    assert found.leaves == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_row_that_is_missing(lines: TwoDatabases, place: Place) -> None:
    """What was said and taken back, state MOVED, is not there for readers."""
    lines.take_back("new", place.number)
    comparison = compared(lines)
    found = comparison.everything()
    assert found.counts == Counts(ROWS - 1, only_running=1)
    assert differences(comparison, found) == [
        RowDifference(line_key(place.number), "only running", {})
    ]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_row_too_many(lines: TwoDatabases, place: Place) -> None:
    lines.take_back("running", place.number)
    comparison = compared(lines)
    found = comparison.everything()
    assert found.counts == Counts(ROWS - 1, only_new=1)
    assert differences(comparison, found) == [RowDifference(line_key(place.number), "only new", {})]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_an_amount_that_is_one_unit_off(lines: TwoDatabases, place: Place) -> None:
    """The smallest unit there is, 10^-8 of a currency."""
    number = place.number
    lines.change_line("new", number, royalty_e8=number * 10 + 1, version=20)
    comparison = compared(lines)
    found = comparison.everything()
    assert found.counts == Counts(ROWS - 1, different=1)
    assert differences(comparison, found) == [
        RowDifference(
            line_key(number),
            "different",
            {"royalty_e8": (str(number * 10), str(number * 10 + 1))},
        )
    ]


def test_entries_that_changed_places(lines: TwoDatabases) -> None:
    """Two holders with each other's amounts: every sum is as it was."""
    swapped = "arrayReverse(entry_amount_e8)"
    lines.change_line("new", 4_711, column="entry_amount_e8", value=swapped, version=20)
    comparison = compared(lines)
    (row,) = differences(comparison, comparison.everything())
    assert row.columns == {"entry_amount_e8": ("[18844,28266]", "[28266,18844]")}


@pytest.mark.parametrize("seed", range(4))
def test_any_mixture_is_counted_as_a_dictionary_would(lines: TwoDatabases, seed: int) -> None:
    """Random rows taken back or changed on either side, against sets in Python."""
    draw = Random(seed)
    sides: dict[str, dict[int, int]] = {
        name: {number: number * 10 for number in range(ROWS)} for name in ("running", "new")
    }
    for number in draw.sample(range(ROWS), draw.choice([1, 5, 25])):
        name = draw.choice(["running", "new"])
        if draw.random() < 0.5:
            del sides[name][number]
            lines.take_back(name, number)
        else:
            sides[name][number] += 7
            lines.change_line(name, number, royalty_e8=number * 10 + 7, version=30)
    running, new = sides["running"], sides["new"]
    shared = running.keys() & new.keys()
    same = sum(running[number] == new[number] for number in shared)
    comparison = compared(lines)
    found = comparison.everything()
    assert found.counts == Counts(
        same, len(running.keys() - new.keys()), len(new.keys() - running.keys()),
        len(shared) - same,
    )  # fmt: skip
    keys = {row.key for row in differences(comparison, found)}
    assert keys == {
        line_key(number) for number in range(ROWS) if running.get(number) != new.get(number)
    }


@pytest.mark.parametrize(("emptied", "said"), [("new", "only running"), ("running", "only new")])
def test_an_empty_side(lines: TwoDatabases, emptied: str, said: str) -> None:
    """All rows are told of, and it takes no more statements than there are ranges."""
    lines.execute(emptied, "TRUNCATE TABLE accrual_lines")
    lines.statements = 0
    comparison = compared(lines)
    found = comparison.everything()
    assert found.counts.differences == ROWS
    assert found.counts.same == 0
    assert lines.statements < 60
    rows = comparison.first_differences(found, 3)
    assert [(row.key, row.kind) for row in rows] == [
        (line_key(number), said) for number in NUMBERS[:3]
    ]


def test_only_ranges_that_differ_are_read_by_row(lines: TwoDatabases) -> None:
    lines.change_line("new", 5_000, royalty_e8=1, version=20)
    lines.statements = 0
    found = compared(lines).everything()
    assert len(found.leaves) == 1
    assert lines.statements < 150


def test_what_was_only_behind_is_the_same_when_looked_at_again(lines: TwoDatabases) -> None:
    """A row that the other side had not got yet, one that it has meanwhile with another amount,
    and one that differs for good."""
    lines.take_back("new", 10)
    lines.change_line("new", 20, royalty_e8=5, version=20)
    comparison = compared(lines)
    before = comparison.everything()
    assert before.counts == Counts(ROWS - 2, only_running=1, different=1)
    lines.change_line("new", 10, royalty_e8=100, column="state_code", value="1", version=40)
    again = comparison.again(before)
    assert again.counts == Counts(ROWS - 1, different=1)
    assert comparison.again(again).counts == again.counts
    assert [leaf.signature for leaf in comparison.again(again).leaves] == [
        leaf.signature for leaf in again.leaves
    ]


def test_names_of_any_characters_are_keys(made: TwoDatabases) -> None:
    """Quotes, backslashes, tabs, wide and combining characters, in the key of both sides."""
    made.empty("receipt_rows")
    keys = ["a'b", "a\\", "tab\there", "line\nend", "著作権", "e\u0301", "%s {x}", "--", ""]
    for number, key in enumerate(keys):
        text = key.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        for name, lines in (("running", 1), ("new", 1 + number % 2)):
            made.execute(
                name,
                "INSERT INTO receipt_rows (receipt_key, lines, version) "
                f"VALUES ('{text}', {lines}, 1)",
            )
    (table,) = (one for one in TABLES if one.name == "receipt_rows")
    comparison = TableComparison(made.text("running"), made.text("new"), table, 2, 1)
    found = comparison.everything()
    assert found.counts == Counts(5, different=4)
    assert {row.key for row in comparison.first_differences(found, 10)} == {
        (key,) for key in keys[1::2]
    }


def test_bytes_that_are_no_text_are_compared_byte_by_byte(made: TwoDatabases) -> None:
    made.empty("dead_letter_rows")
    for name, value in (("running", "\\xff\\xfe"), ("new", "\\xff\\xfd")):
        made.execute(
            name,
            "INSERT INTO dead_letter_rows (topic, kafka_partition, kafka_offset, message) VALUES "
            f"('ipr.usage', 0, 1, '{value}'), ('ipr.facts.green', 0, 1, '{name}')",
        )
    comparison = compared(made, "dead_letter_rows")
    found = comparison.everything()
    assert found.counts == Counts(0, different=1)
    (row,) = differences(comparison, found)
    assert row.columns == {"message": ("FFFE", "FFFD")}


def test_another_release_may_have_more_columns_and_wider_ones(made: TwoDatabases) -> None:
    """Values are compared as text where types differ; what one side does not know is named."""
    made.empty("case_rows")
    made.execute("new", "ALTER TABLE case_rows ADD COLUMN deadline Int32")
    made.execute("new", "ALTER TABLE case_rows MODIFY COLUMN at_day Date32")
    for name in ("running", "new"):
        made.execute(
            name,
            "INSERT INTO case_rows (case_id, work, at_day) VALUES ('c', 'w', '2026-03-07')",
        )
    comparison = compared(made, "case_rows")
    assert comparison.everything().counts == Counts(1)
    assert comparison.columns_only_new == ["deadline"]
    assert comparison.columns_only_running == []


def test_every_table_is_compared_or_left_out_for_a_reason(made: TwoDatabases) -> None:
    """A table made later cannot be forgotten here, and keys are those the warehouse sorts by."""
    rows = made.text("running")(
        "SELECT name, sorting_key FROM system.tables WHERE database = 'running' "
        "AND engine LIKE '%MergeTree' ORDER BY name",
        "TSV",
    )
    sorted_by = dict(row.split("\t") for row in rows.splitlines())
    assert set(sorted_by) == {table.name for table in TABLES} | set(NOT_COMPARED)
    assert {table.name: ", ".join(table.key) for table in TABLES} == {
        table.name: sorted_by[table.name] for table in TABLES
    }
    for table in TABLES:
        columns = columns_of(made.text("running"), table.name)
        assert columns.keys() & LEFT_OUT_COLUMNS.keys() == {"version"}


def test_all_tables_at_once_and_what_is_not_compared(lines: TwoDatabases) -> None:
    lines.empty("anomaly_rows")
    lines.execute(
        "new",
        "INSERT INTO anomaly_rows (kind, subject, detail, active) VALUES "
        "('UnlicensedUsage', 'work:a', 'by another partition', 1), ('Overclaim', 'work:a', '', 0)",
    )
    for same_partitions, expected in ((True, 1), (False, 0)):
        both = BothWarehouses(
            lines.text("running"), lines.text("new"), same_partitions=same_partitions
        )
        both.compare(lambda _: None)
        reports = {report.name: report for report in both.reports(5)}
        assert reports["anomaly_rows"].counts == Counts(only_new=expected)
        assert reports["accrual_lines"].counts == Counts(ROWS)
        left_out = both.left_out()
        assert sum("unlicensed usage" in one for one in left_out) == 1 - expected
        assert sum("evidence_rows" in one for one in left_out) == 1

"""Dates and periods as half-open days since 1970-01-01."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr import periods


def days(first: str, last: str) -> tuple[int, int]:
    """Half-open days of a first and a last date."""
    epoch = date(1970, 1, 1)
    return (
        (date.fromisoformat(first) - epoch).days,
        (date.fromisoformat(last) - epoch).days + 1,
    )


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("20151231", "2015-12-31", "2015-12-31"),
        ("2015-12-31", "2015-12-31", "2015-12-31"),
        ("2015-02", "2015-02-01", "2015-02-28"),
        ("2016", "2016-01-01", "2016-12-31"),
    ],
)
def test_date_cell_covers_its_days(cell, first, last):
    assert periods.date_days(cell) == days(first, last)


@pytest.mark.parametrize("cell", ["2015-13-01", "20150229", "201510", "2015-1001", "0000-01-01"])
def test_date_cell_outside_the_calendar_is_none(cell):
    assert periods.date_days(cell) is None


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2015-Q4", "2015-10-01", "2015-12-31"),
        ("2015-02", "2015-02-01", "2015-02-28"),
        ("2015-060", "2015-03-01", "2015-03-01"),
        ("2015-W01", "2014-12-29", "2015-01-04"),
        ("2015-10-05", "2015-10-05", "2015-10-05"),
        ("2015-10-05--2015-11-04", "2015-10-05", "2015-11-04"),
    ],
)
def test_period_of_a_file_name(part, first, last):
    assert periods.period_days(part) == days(first, last)


@pytest.mark.parametrize(
    "part", ["", "2015-Q5", "2015-366", "2015-W54", "20151001", "2015-11-04--2015-10-05", "Q4"]
)
def test_period_of_a_file_name_that_is_none(part):
    assert periods.period_days(part) is None


def test_creation_time_may_be_named_in_local_time_or_in_utc():
    assert periods.creation_times("2016-01-21T15:09:26Z") == ("20160121T150926",) * 2
    assert periods.creation_times("2016-01-21T15:09:26") == ("20160121T150926",)
    assert periods.creation_times("2016-01-01T00:30:00+01:00") == (
        "20160101T003000",
        "20151231T233000",
    )


@pytest.mark.parametrize(
    "cell",
    [
        "2016-01-21",
        "2016-01-21T25:00:00Z",
        "2016-01-21T15:09:26+99:00",
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_creation_time_that_is_none(cell):
    assert periods.creation_times(cell) is None


@settings(deadline=None)
@given(st.text(st.characters(codec="ascii")) | st.from_regex(r"[0-9-]{4,22}", fullmatch=True))
def test_any_text_is_a_period_or_none(text):
    for read in (periods.date_days, periods.period_days):
        found = read(text)
        assert found is None or found[0] < found[1]


def test_last_days_of_the_calendar_are_days():
    assert periods.date_days("9999") == days("9999-01-01", "9999-12-31")
    assert periods.days_text(days("9999-12-31", "9999-12-31")).startswith("9999-12-31")

"""Transactions as large as a sender can make them are judged in time, with errors in proportion."""

from dataclasses import replace
from time import perf_counter

from processors.cwr.acknowledgement import Standing, decide
from processors.cwr.edits import edit_work
from processors.cwr.status import StatusTable
from processors.territories import resolve
from processors.territories.table import ENTRIES
from tests.processors.cwr.works import DAY, a_work, opu, owr, pwr, shares, spt, swr, swt

COUNTRIES = [
    f"{entry.tis:04}" for entry in ENTRIES.values() if entry.tis and entry.from_day is None
]
MANY = 5_000
SECONDS = 20.0
"""Far above what it takes (about 1 s), far below what a square of MANY would take."""


def test_thousands_of_parties_and_territories() -> None:
    held = shares(1, 1, 1)
    publishers = tuple(
        replace(
            opu(index, "E", held),
            ip_number=f"P{index}",
            collections=(spt(f"P{index}", "I", COUNTRIES[index % len(COUNTRIES)], 1, held),),
        )
        for index in range(1, MANY)
    )
    writers = tuple(
        swr("CA", f"W{index}", held, pwr(f"W{index}", f"P{index}", index))
        for index in range(1, MANY)
    )
    work = a_work(publishers=publishers, writers=writers)
    began = perf_counter()
    edited = edit_work(work, DAY)
    decision = decide(edited, (), Standing(), StatusTable.OF_2)
    assert perf_counter() - began < SECONDS
    assert not decision.accepted
    assert len(edited.errors) <= 2 * MANY


def test_one_party_with_thousands_of_territory_records() -> None:
    records = tuple(
        swt("W1", "IE"[index % 2], COUNTRIES[index % len(COUNTRIES)], index, shares(index % 100))
        for index in range(1, MANY)
    )
    writer = replace(owr("CA", shares(10000)), ip_number="W1", collections=records)
    began = perf_counter()
    edit_work(a_work(publishers=(), writers=(writer,)), DAY)
    assert perf_counter() - began < SECONDS


def test_the_countries_are_real() -> None:
    assert len(COUNTRIES) > 150
    assert all(resolve(code).tis == int(code) for code in COUNTRIES)

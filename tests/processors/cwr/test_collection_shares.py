"""Edits of collection shares: sums by right and place."""

from dataclasses import replace

import pytest

from processors.cwr.edits import edit_work
from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import Shares
from processors.cwr.version import CwrVersion
from tests.processors.cwr.works import (
    DAY,
    EUROPE,
    UK,
    USA,
    WORLD,
    a_work,
    opu,
    owr,
    pwr,
    shares,
    spt,
    spu,
    swr,
    swt,
    told,
    uncontrolled,
    writers_half,
)

HALF = shares(5000, 10000, 10000)
NOTHING = shares(0)


def publisher(*records: Collection, owned: Shares = HALF) -> Publisher:
    return spu(1, "E", "P1", owned, collections=records)


def writer(*records: Collection) -> Writer:
    return swr("CA", "W1", shares(5000), pwr("W1", "P1", 1), collections=records)


def everywhere(held: Shares, change: bool = False) -> Collection:
    return spt("P1", "I", WORLD, 1, held, shares_change=change)


@pytest.mark.parametrize(
    ("pr", "mr", "edits"),
    [(5000, 0, []), (5006, 6, []), (5007, 0, ["T014"]), (5000, 7, ["T014"]), (9999, 0, ["T014"])],
)
def test_edit_14_nobody_collects_more_than_100_percent_within_0_06(
    pr: int, mr: int, edits: list[str]
) -> None:
    work = a_work(
        publishers=(publisher(everywhere(HALF)),),
        writers=(writer(swt("W1", "I", WORLD, 1, shares(pr, mr))),),
    )
    assert told(work) == [("NWR", edit) for edit in edits]


def test_edit_14_sums_a_group_and_a_country_in_it() -> None:
    records = (swt("W1", "I", UK, 1, shares(5000)), swt("W1", "I", USA, 2, shares(6000)))
    work = a_work(
        publishers=(publisher(spt("P1", "I", EUROPE, 1, HALF)),), writers=(writer(*records),)
    )
    assert told(work) == []  # the writer's 60 % are outside Europe
    records = (replace(records[0], shares=shares(5100)), records[1])
    work = replace(work, writers=(writer(*records),))
    (error,) = edit_work(work, DAY).errors
    assert error.edit == "T014"
    assert "101.00 % of PR in GB" in error.why


def test_edit_44_counts_other_parties_too_from_2_2() -> None:
    others = (uncontrolled(swt("", "I", USA, 1, shares(2600))),)
    mine = shares(2500)
    writers = (
        swr("C", "W1", mine, pwr("W1", "P1", 1), collections=(swt("W1", "I", WORLD, 1, mine),)),
        owr("A", mine, collections=others),
    )
    work = a_work(publishers=(publisher(everywhere(HALF)),), writers=writers)
    assert told(work) == [("NWR", "T044")]
    (error,) = edit_work(work, DAY).errors
    assert error.why == "controlled and other parties collect 101.00 % of PR in US"
    kept = replace(writers[1], collections=(replace(others[0], shares=shares(2506)),))
    assert told(replace(work, writers=(writers[0], kept))) == []


def test_edit_44_does_not_repeat_what_14_tells() -> None:
    work = a_work(
        publishers=(publisher(everywhere(HALF)),),
        writers=(writer(swt("W1", "I", WORLD, 1, shares(6000))),),
    )
    assert told(work) == [("NWR", "T014")]


COLLECTED = [
    # collected PR, MR of a chain that owns 50 % of PR and 100 % of MR
    (5000, 10000, False, []),
    (4994, 10000, False, []),
    (4993, 10000, False, ["T027"]),
    (0, 10000, False, ["T027"]),
    (4000, 10000, True, []),
    (5000, 1, False, []),  # only performing rights are compared
]


@pytest.mark.parametrize(("pr", "mr", "change", "edits"), COLLECTED)
def test_edit_27_a_chain_collects_the_pr_its_original_publisher_owns(
    pr: int, mr: int, change: bool, edits: list[str]
) -> None:
    work = a_work(publishers=(publisher(everywhere(shares(pr, mr), change)),))
    assert told(work) == [("NWR", edit) for edit in edits]


def test_edit_27_adds_up_who_collects_for_the_owner_and_what_the_acquirer_owns() -> None:
    publishers = (
        spu(1, "E", "P1", NOTHING),
        spu(1, "AQ", "P2", HALF, collections=(spt("P2", "I", WORLD, 1, shares(4000, 10000)),)),
        spu(1, "SE", "P3", NOTHING, collections=(spt("P3", "I", EUROPE, 1, shares(1000)),)),
    )
    (error,) = edit_work(a_work(publishers=publishers), DAY).errors
    assert error.edit == "T027"
    assert "collects 40.00 % in World-2120" in error.why


@pytest.mark.parametrize("participant", [opu(2, "PA", NOTHING), owr("PA", NOTHING)])
def test_edit_27_does_not_hold_with_an_income_participant(participant: Publisher | Writer) -> None:
    first = publisher(everywhere(shares(4000, 10000)))
    if isinstance(participant, Publisher):
        assert told(a_work(publishers=(first, participant))) == []
    else:
        assert told(a_work(publishers=(first,), writers=(*writers_half(), participant))) == []


def test_edit_27_looks_only_where_the_chain_collects() -> None:
    record = spt("P1", "I", UK, 1, HALF)
    assert told(a_work(publishers=(publisher(record),))) == []


def test_edit_27_a_flag_counts_where_its_record_does() -> None:
    records = (
        spt("P1", "I", WORLD, 1, HALF),
        spt("P1", "I", USA, 2, shares(4000, 10000), shares_change=True),
        spt("P1", "I", UK, 3, shares(4000, 10000)),
    )
    (error,) = edit_work(a_work(publishers=(publisher(*records),)), DAY).errors
    assert error.edit == "T027"
    assert error.why.endswith("in GB")


def test_spt_and_swt_r001_what_is_included_has_a_share() -> None:
    record = spt("P1", "I", USA, 2, NOTHING, shares_change=True)
    assert told(a_work(publishers=(publisher(everywhere(HALF), record),))) == [("SPT", "R001")]
    nobody = (writer(swt("W1", "I", WORLD, 1, Shares())),)
    assert told(a_work(writers=nobody)) == [("SWT", "R001")]


RANGES = [
    ((5001, 0, 0), "F006"),
    ((0, 10001, 0), "F007"),
    ((0, 0, 10001), "F008"),
    ((0, -1, 0), "F007"),
]


@pytest.mark.parametrize(("held", "edit"), RANGES)
def test_spt_f006_f007_f008_the_range_of_one_record(held: tuple[int, int, int], edit: str) -> None:
    record = everywhere(shares(*held), change=True)
    assert ("SPT", edit) in told(a_work(publishers=(publisher(record),)))


def test_swt_f003_f004_f005_a_writer_may_collect_all() -> None:
    for held, edit in ((10001, 0, 0), "F003"), ((0, 10001, 0), "F004"), ((0, 0, 10001), "F005"):
        record = swt("W1", "I", WORLD, 1, shares(*held))
        assert ("SWT", edit) in told(a_work(publishers=(), writers=(writer(record),)))
    whole = swr("CA", "W1", shares(10000), collections=(swt("W1", "I", WORLD, 1, shares(10000)),))
    assert told(a_work(publishers=(), writers=(whole,))) == []


def test_spt_r005_one_publisher_of_a_chain_collects_a_right_in_a_territory() -> None:
    publishers = (
        publisher(everywhere(shares(2500, 10000))),
        spu(1, "AM", "P2", NOTHING, collections=(spt("P2", "I", WORLD, 1, shares(2500)),)),
    )
    assert told(a_work(publishers=publishers)) == [("SPT", "R005")]


def test_spt_r005_co_publishers_and_other_rights_are_apart() -> None:
    pr, mr = shares(2500), shares(0, 10000)
    publishers = (
        publisher(everywhere(pr), owned=shares(2500, 10000)),
        spu(1, "AM", "P2", NOTHING, collections=(spt("P2", "I", WORLD, 1, mr),)),
        spu(2, "E", "P3", pr, collections=(spt("P3", "I", WORLD, 1, pr),)),
    )
    assert told(a_work(publishers=publishers)) == []


def test_an_unknown_territory_is_told_and_sums_wait_for_it() -> None:
    publishers = (publisher(everywhere(shares(1000)), spt("P1", "I", "0001", 2, HALF)),)
    assert told(a_work(publishers=publishers)) == [("SPT", "F009")]


def test_a_2_0_file_has_no_uncontrolled_collection() -> None:
    assert not CwrVersion.V20.has_uncontrolled_collection
    assert CwrVersion.V22.has_uncontrolled_collection

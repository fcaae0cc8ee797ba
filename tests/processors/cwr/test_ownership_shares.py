"""Edits of ownership shares: sums within 0.06 %, what each type of publisher may own."""

from dataclasses import replace

import pytest

from processors.cwr.edits import edit_work
from processors.cwr.parties import Societies, Writer
from processors.cwr.transaction import WorkTransaction
from tests.processors.cwr.works import (
    a_work,
    opu,
    owr,
    publishers_half,
    pwr,
    shares,
    spt,
    spu,
    swr,
    told,
    writers_half,
)


def work_of(
    publisher_owns: tuple[int, int, int], writer_owns: tuple[int, int, int]
) -> WorkTransaction:
    """One uncontrolled publisher, one uncontrolled writer: only ownership is judged."""
    publishers = (opu(1, "E", shares(*publisher_owns)),)
    return a_work(publishers=publishers, writers=(owr("CA", shares(*writer_owns)),))


def test_a_work_that_keeps_all_edits_has_no_error() -> None:
    assert told(a_work()) == []


OF_ALL = [
    # publishers and writers own (PR, MR, SR); edits that object
    ((5000, 10000, 10000), (5000, 0, 0), []),
    ((5000, 10000, 10000), (5006, 0, 0), []),
    ((5000, 10000, 10000), (5007, 0, 0), ["T011"]),
    ((5000, 10000, 10000), (4994, 0, 0), []),
    ((4999, 10000, 10000), (4994, 0, 0), ["T011"]),
    ((5000, 9994, 10000), (5000, 0, 6), []),
    ((5000, 10000, 10000), (5000, 0, 7), ["T011"]),
    ((5000, 9993, 10000), (5000, 0, 0), ["T011"]),
    ((5000, 10000, 9993), (5000, 0, 0), ["T011"]),
    ((5000, 5000, 10000), (5000, 5000, 0), []),
    ((0, 10000, 0), (0, 0, 0), []),
    ((0, 0, 0), (0, 0, 0), []),
    ((1, 10000, 10000), (0, 0, 0), ["T011"]),
    ((5000, 0, 10000), (5000, 1, 0), ["T011"]),
]


@pytest.mark.parametrize(("publisher", "writer", "edits"), OF_ALL)
def test_edit_11_ownership_of_all_adds_up_to_100_percent_within_0_06(
    publisher: tuple[int, int, int], writer: tuple[int, int, int], edits: list[str]
) -> None:
    assert told(work_of(publisher, writer)) == [("NWR", edit) for edit in edits]


OF_PUBLISHERS = [
    # two publishers own together (PR, MR, SR), writers the rest of PR
    ((5000, 10000, 10000), 5000, []),
    ((5006, 10006, 10006), 5000, []),
    ((5007, 10000, 10000), 4994, ["T004"]),
    ((5000, 10007, 10000), 5000, ["T004", "T011"]),
    ((5000, 10000, 10007), 5000, ["T004", "T011"]),
]


@pytest.mark.parametrize(("owned", "writer", "edits"), OF_PUBLISHERS)
def test_edit_4_publishers_own_at_most_50_percent_of_pr_and_100_of_mr_and_sr(
    owned: tuple[int, int, int], writer: int, edits: list[str]
) -> None:
    pr, mr, sr = owned
    publishers = (
        opu(1, "E", shares(2000, 4000, 4000)),
        opu(2, "E", shares(pr - 2000, mr - 4000, sr - 4000)),
    )
    work = a_work(publishers=publishers, writers=(owr("CA", shares(writer)),))
    assert told(work) == [("NWR", edit) for edit in edits]


OF_WRITERS = [
    # publishers' PR, writers' PR; edits that object
    (5000, 5000, []),
    (5006, 4994, []),
    (5007, 4993, ["T004", "T009"]),
    (0, 10006, []),
    (0, 10007, ["T009", "T011"]),
    (5000, 6, ["T011"]),  # no performing right within the tolerance, yet 50.06 % is owned
    (5000, 7, ["T009", "T011"]),
]


@pytest.mark.parametrize(("publisher", "writers", "edits"), OF_WRITERS)
def test_edit_9_writers_own_no_pr_or_half_of_it_and_at_most_100_percent(
    publisher: int, writers: int, edits: list[str]
) -> None:
    two = (owr("C", shares(writers // 2)), owr("A", shares(writers - writers // 2)))
    half = publisher // 2
    owners = (opu(1, "E", shares(half)), opu(2, "E", shares(publisher - half)))
    work = a_work(publishers=owners, writers=two)
    assert told(work) == [("NWR", edit) for edit in edits]


@pytest.mark.parametrize("right", [(0, 10007, 0), (0, 0, 10007)])
def test_edit_9_holds_for_mr_and_sr_too(right: tuple[int, int, int]) -> None:
    two = (owr("C", shares(5000, right[1] - 1, right[2])), owr("A", shares(5000, 1, 0)))
    edits = {edit for _, edit in told(a_work(publishers=(), writers=two))}
    assert "T009" in edits


@pytest.mark.parametrize(
    "writer",
    [
        owr("CA", shares(5000), last_name="DP"),
        owr("CA", shares(5000), last_name="Public Domain"),
        owr("CA", shares(5000), societies=Societies("000")),
    ],
)
def test_edit_24_nobody_owns_pr_when_all_writers_are_in_the_public_domain(writer: Writer) -> None:
    publishers = (opu(1, "E", shares(5000, 10000, 10000)),)
    assert told(a_work(publishers=publishers, writers=(writer,))) == [("NWR", "T024")]


def test_edit_24_is_kept_by_an_arrangement_whose_arranger_is_not_in_the_public_domain() -> None:
    writers = (
        owr("CA", shares(0), last_name="DP"),
        swr("AR", "W1", shares(5000), pwr("W1", "P1", 1)),
    )
    work = a_work(version_type="MOD", publishers=publishers_half(), writers=writers)
    assert told(work) == []


def test_edit_24_is_kept_when_nobody_owns_pr() -> None:
    publishers = (opu(1, "E", shares(0, 10000, 10000)),)
    writers = (owr("CA", shares(0), last_name="DP"),)
    assert told(a_work(publishers=publishers, writers=writers)) == []


@pytest.mark.parametrize("kind", ["SE", "AM", "PA", "ES"])
def test_spu_r003_only_original_publishers_and_acquirers_own(kind: str) -> None:
    held = shares(2500, 5000, 5000)
    whole = shares(5000, 10000, 10000)
    publishers = (
        spu(1, "E", "P1", held, collections=(spt("P1", "I", "2136", 1, whole),)),
        spu(1, kind, "P2", held),
    )
    (error,) = [e for e in told(a_work(publishers=publishers)) if e[1] == "R003"]
    assert error == ("SPU", "R003")


def test_spu_f019_another_type_does_not_own_either() -> None:
    publishers = (*publishers_half(), opu(2, "ET", shares(1)))
    assert ("OPU", "F019") in told(a_work(publishers=publishers))


def test_spu_r008_an_acquirer_owns_something() -> None:
    held = shares(5000, 10000, 10000)
    publishers = (
        spu(1, "E", "P1", held, collections=(spt("P1", "I", "2136", 1, held),)),
        spu(1, "AQ", "P2", shares(0)),
    )
    assert told(a_work(publishers=publishers)) == [("NWR", "T026"), ("SPU", "R008")]


SINGLE = [
    ((5000, 10000, 10000), []),
    ((5001, 10000, 10000), ["F013"]),
    ((5000, 10001, 10000), ["F016"]),
    ((5000, 10000, 10001), ["F018"]),
    ((-1, 10000, 10000), ["F013"]),
]


@pytest.mark.parametrize(("owned", "edits"), SINGLE)
def test_spu_f013_f016_f018_a_single_publisher_has_no_tolerance(
    owned: tuple[int, int, int], edits: list[str]
) -> None:
    publishers = (opu(1, "E", shares(*owned)),)
    writers = (owr("CA", shares(10000 - owned[0])),)
    found = [e for e in told(a_work(publishers=publishers, writers=writers)) if e[0] == "OPU"]
    assert found == [("OPU", edit) for edit in edits]


@pytest.mark.parametrize(
    ("owned", "edit"), [((10001, 0, 0), "F011"), ((5000, 10001, 0), "F013"), ((0, 0, -1), "F015")]
)
def test_swr_f011_f013_f015_a_single_writer_owns_0_to_100_percent(
    owned: tuple[int, int, int], edit: str
) -> None:
    writers = (owr("CA", shares(*owned)),)
    found = [e for e in told(a_work(publishers=(), writers=writers)) if e[0] == "OWR"]
    assert found == [("OWR", edit)]


def test_a_blank_share_counts_as_nothing() -> None:
    work = a_work(
        publishers=(opu(1, "E", shares(5000, None, None)),), writers=(owr("CA", shares(5000)),)
    )
    assert told(work) == []


def test_the_error_says_where_what_and_how_to_mend_it() -> None:
    work = a_work(writers=(replace(writers_half()[0], ownership=shares(4000)),))
    errors = {error.edit: error for error in edit_work(work, 20000).errors}
    whole = errors["T011"]
    assert whole.line == work.place.line
    assert "90.00 % of PR" in whole.why
    assert str(whole).startswith(f"TR line {work.place.line}: NWR T011: ownership_not_whole: ")

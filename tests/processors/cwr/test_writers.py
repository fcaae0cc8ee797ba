"""Edits of writers, their roles and the publishers that represent them."""

from typing import Any

import pytest

from processors.cwr.edits import edit_work
from processors.cwr.parties import Publisher
from processors.cwr.version import CwrVersion
from tests.processors.cwr.works import (
    DAY,
    WORLD,
    a_work,
    opu,
    owr,
    publishers_half,
    pwr,
    shares,
    spt,
    spu,
    swr,
    swt,
    told,
    writers_half,
)

MODIFIERS = ["AR", "AD", "SR", "SA", "TR"]
CREATORS = ["CA", "A", "C"]
HALF = shares(5000)


@pytest.mark.parametrize("modifier", MODIFIERS)
def test_edit_10_a_modified_version_has_somebody_who_modified_it(modifier: str) -> None:
    modified = (*writers_half(), owr(modifier, shares(0)))
    assert told(a_work(version_type="MOD", writers=modified)) == []
    assert told(a_work(version_type="MOD", writers=writers_half())) == [("NWR", "T010")]


@pytest.mark.parametrize("modifier", MODIFIERS)
def test_edit_23_an_original_work_has_nobody_who_modified_it(modifier: str) -> None:
    writers = (*writers_half(), owr(modifier, shares(0)))
    assert told(a_work(version_type="ORI", writers=writers)) == [("NWR", "T023")]


def test_edit_12_a_work_has_a_writer() -> None:
    publishers = (opu(1, "E", shares(0, 10000, 10000)),)
    found = told(a_work(publishers=publishers, writers=()))
    assert found == [("NWR", "T012"), ("NWR", "T015")]


@pytest.mark.parametrize("role", [*CREATORS, "PA", "AR", ""])
def test_edit_15_a_work_has_a_composer_or_author(role: str) -> None:
    writers = (owr(role, HALF),)
    found = told(a_work(publishers=(opu(1, "E", HALF),), writers=writers, version_type=""))
    assert found == ([] if role in CREATORS else [("NWR", "T015")])


@pytest.mark.parametrize("role", ["CA", "A", "SA", "TR", "C", "AR"])
def test_edit_45_music_only_has_no_writer_of_words_from_2_2(role: str) -> None:
    writers = (owr("C", shares(2500)), owr(role, shares(2500)))
    said = {"publishers": (opu(1, "E", HALF),), "writers": writers, "version_type": ""}
    found = told(a_work(text_music="MUS", **said))
    assert found == ([("NWR", "T045")] if role in ("CA", "A", "SA", "TR") else [])
    assert told(a_work(text_music="MTX", **said)) == []
    assert told(a_work(text_music="MUS", version=CwrVersion.V21, **said)) == []


def test_swr_f020_of_a_version_a_creator_without_shares_needs_a_modifier_with_shares() -> None:
    creator = owr("CA", shares(0))
    arranger = swr("AR", "W1", HALF, pwr("W1", "P1", 1))
    said = {"version_type": "MOD", "publishers": publishers_half()}
    assert told(a_work(writers=(creator, arranger), **said)) == []
    uncontrolled = told(a_work(writers=(creator, owr("AR", HALF)), **said))
    assert uncontrolled == [("OWR", "F020")]


def test_swr_r002_a_controlled_writer_of_a_published_work_has_a_link() -> None:
    writers = (swr("CA", "W1", HALF, collections=(swt("W1", "I", WORLD, 1, HALF),)),)
    assert told(a_work(writers=writers)) == [("SWR", "R002")]


def test_swr_r002_an_unpublished_work_needs_none() -> None:
    writers = (swr("CA", "W1", shares(10000, 9994, 0)),)
    assert told(a_work(publishers=(), writers=writers)) == []


def test_edit_39_a_film_work_names_its_production() -> None:
    assert told(a_work(work_type="FM")) == [("NWR", "T039")]


def test_edit_53_a_serious_work_has_instruments_from_2_2() -> None:
    assert told(a_work(distribution_category="SER")) == [("NWR", "T053")]
    assert told(a_work(distribution_category="SER", version=CwrVersion.V21)) == []


TWO_CHAINS = (
    spu(1, "E", "P1", shares(2500), collections=(spt("P1", "I", WORLD, 1, shares(2500)),)),
    spu(2, "E", "P2", shares(2500), collections=(spt("P2", "I", WORLD, 1, shares(2500)),)),
)

LINKS_2_2 = [
    # publisher number, chain, changes; what objects
    (("P2", 2), {}, []),
    (("P2", 1), {}, [("PWR", "F012"), ("PWR", "F013")]),
    (("P2", 3), {}, [("PWR", "F007")]),
    (("P2", None), {}, [("PWR", "F007")]),
    (("P2", 2), {"writer_ip_number": ""}, [("PWR", "F008")]),
    (("P2", 2), {"writer_ip_number": "W9"}, [("PWR", "F011")]),
    (("P2", 2), {"publisher_ip_number": ""}, [("PWR", "F009")]),
    (("P2", 2), {"publisher_name": ""}, [("PWR", "F010")]),
    (("P2", 2), {"publisher_name": "OTHERWISE"}, [("PWR", "F013")]),
]


@pytest.mark.parametrize(("names", "changes", "found"), LINKS_2_2)
def test_pwr_f007_to_f013_a_link_of_2_2_names_a_chain(
    names: tuple[str, int | None], changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    link = pwr("W1", *names, **changes)
    assert told(a_work(publishers=TWO_CHAINS, writers=(swr("CA", "W1", HALF, link),))) == found


def test_pwr_links_of_uncontrolled_writers_may_be_blank_in_2_2() -> None:
    link = pwr("", "", 2, publisher_name="")
    writers = (owr("CA", HALF, publishers=(link,)),)
    assert told(a_work(publishers=TWO_CHAINS, writers=writers)) == []


LINKS_2_1 = [
    ("P2", {}, []),
    ("P9", {}, [("PWR", "F001")]),
    ("", {}, [("PWR", "F001")]),
    ("P2", {"publisher_name": "OTHERWISE"}, [("PWR", "F002")]),
    ("P2", {"writer_ip_number": "W9"}, [("PWR", "F005"), ("SWR", "R002")]),
    ("P2", {"writer_ip_number": ""}, [("PWR", "F005"), ("SWR", "R002")]),  # it is left out
]


@pytest.mark.parametrize(("publisher", "changes", "found"), LINKS_2_1)
def test_pwr_f001_f002_f005_a_link_of_2_1_names_a_publisher(
    publisher: str, changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    writers = (swr("CA", "W1", HALF, pwr("W1", publisher, None, **changes)),)
    work = a_work(publishers=TWO_CHAINS, writers=writers, version=CwrVersion.V21)
    assert told(work) == found


def test_pwr_r001_of_2_1_no_link_of_an_uncontrolled_writer() -> None:
    writers = (owr("CA", HALF, publishers=(pwr("", "P1", None),)),)
    work = a_work(publishers=TWO_CHAINS, writers=writers, version=CwrVersion.V21)
    assert told(work) == [("PWR", "R001")]


def test_pwr_names_an_original_publisher_not_who_acts_for_it() -> None:
    publishers: tuple[Publisher, ...] = (*publishers_half(), spu(1, "AM", "P2", shares(0)))
    writers = (swr("CA", "W1", HALF, pwr("W1", "P2", None)),)
    work = a_work(publishers=publishers, writers=writers, version=CwrVersion.V21)
    assert told(work) == [("PWR", "F001")]


def test_pwr_f012_a_link_may_name_the_income_participant_of_a_chain() -> None:
    publishers = (*publishers_half(), spu(1, "PA", "P2", shares(0)))
    writers = (swr("CA", "W1", HALF, pwr("W1", "P2", 1)),)
    assert told(a_work(publishers=publishers, writers=writers)) == []


def test_pwr_f005_a_link_without_number_is_no_link_of_a_writer_without_number() -> None:
    writers = (swr("CA", "", HALF, pwr("", "P2", None)),)
    work = a_work(publishers=TWO_CHAINS, writers=writers, version=CwrVersion.V21)
    assert ("PWR", "F005") in told(work)


def test_pwr_f013_the_name_of_the_publisher_itself_is_taken() -> None:
    wrong = pwr("W1", "P2", 2, publisher_name="OTHERWISE")
    edited = edit_work(a_work(publishers=TWO_CHAINS, writers=(swr("CA", "W1", HALF, wrong),)), DAY)
    assert edited.work.writers[0].publishers[0].publisher_name == "PUBLISHER P2"
    blank = pwr("", "", 2, publisher_name="")
    others = (owr("CA", HALF, publishers=(blank,)),)
    edited = edit_work(a_work(publishers=TWO_CHAINS, writers=others), DAY)
    assert edited.work.writers[0].publishers[0].publisher_name == ""


def test_errors_say_whether_a_number_is_missing_or_wrong() -> None:
    for chain, said in (None, "no sequence number"), (7, "sequence number 7"):
        writers = (swr("CA", "W1", HALF, pwr("W1", "P2", chain)),)
        (error,) = edit_work(a_work(publishers=TWO_CHAINS, writers=writers), DAY).errors
        assert said in error.why

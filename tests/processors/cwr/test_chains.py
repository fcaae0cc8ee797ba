"""Edits of publisher chains."""

import pytest

from processors.cwr.edits import edit_work
from processors.cwr.parties import Publisher
from processors.cwr.version import CwrVersion
from tests.processors.cwr.works import (
    CANADA,
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
    told,
)

HALF = shares(5000, 10000, 10000)
QUARTER = shares(2500, 5000, 5000)
NOTHING = shares(0)


def owner(chain: int, ip: str = "P1", kind: str = "E", share: object = HALF) -> Publisher:
    """A publisher that owns and collects everywhere."""
    return spu(chain, kind, ip, HALF, ownership=share, collections=(spt(ip, "I", WORLD, 1, share),))  # type: ignore[arg-type]


def collector(chain: int, ip: str, kind: str) -> Publisher:
    """A publisher that owns nothing and collects 50 % of PR everywhere."""
    return spu(chain, kind, ip, NOTHING, collections=(spt(ip, "I", WORLD, 1, HALF),))


def test_edit_16_an_uncontrolled_publisher_is_not_in_a_controlled_chain() -> None:
    publishers = (*publishers_half(), opu(1, "AM", NOTHING))
    assert told(a_work(publishers=publishers)) == [("NWR", "T016")]


def test_edit_16_is_kept_by_a_chain_of_its_own() -> None:
    publishers = (owner(1, share=QUARTER), opu(2, "E", QUARTER), opu(2, "AM", NOTHING))
    assert told(a_work(publishers=publishers)) == []


@pytest.mark.parametrize("kind", ["E", ""])
def test_edit_17_one_original_publisher_a_chain(kind: str) -> None:
    publishers = (owner(1, share=QUARTER), opu(2, "E", QUARTER), opu(2, kind, NOTHING))
    assert told(a_work(publishers=publishers)) == [("NWR", "T017")]


def test_edit_17_is_kept_by_a_chain_that_an_income_participant_starts() -> None:
    publishers = (*publishers_half(), opu(2, "PA", NOTHING), opu(2, "AM", NOTHING))
    assert told(a_work(publishers=publishers)) == []


@pytest.mark.parametrize("owned", [shares(1), shares(0, 1), shares(0, 0, 1)])
def test_edit_25_a_controlled_chain_owns_something_of_one_right(owned: object) -> None:
    rest = opu(2, "E", shares(5000, 10000, 10000))
    writers = (swr("CA", "W1", shares(5000), pwr("W1", "P1", 1)),)
    owns = spu(1, "E", "P1", NOTHING, ownership=owned)
    owns_nothing = spu(1, "E", "P1", NOTHING)
    assert told(a_work(publishers=(owns, rest), writers=writers)) == []
    found = told(a_work(publishers=(owns_nothing, rest), writers=writers))
    assert found == [("NWR", "T025")]


def test_edit_26_the_original_publisher_before_an_acquirer_owns_nothing() -> None:
    acquired = (spu(1, "E", "P1", NOTHING), owner(1, "P2", "AQ"))
    kept_some = (spu(1, "E", "P1", QUARTER), owner(1, "P2", "AQ", QUARTER))
    assert told(a_work(publishers=acquired)) == []
    assert ("NWR", "T026") in told(a_work(publishers=kept_some))


def test_spu_f032_an_acquirer_follows_an_original_publisher() -> None:
    after_e = (
        spu(1, "E", "P1", NOTHING),
        owner(1, "P2", "AQ", QUARTER),
        spu(1, "AQ", "P3", QUARTER),
    )
    after_am = (spu(1, "E", "P1", NOTHING), spu(1, "AM", "P2", NOTHING), owner(1, "P3", "AQ"))
    assert ("SPU", "F032") not in told(a_work(publishers=after_e))
    assert told(a_work(publishers=after_am)) == [("SPU", "F032")]


@pytest.mark.parametrize("kind", ["AM", "SE", "AQ", "ES"])
def test_spu_r002_a_controlled_chain_starts_with_e_or_pa(kind: str) -> None:
    publishers = (*publishers_half(), spu(2, kind, "P2", NOTHING))
    assert ("SPU", "R002") in told(a_work(publishers=publishers))


def test_spu_r005_administrators_act_for_somebody_of_their_chain() -> None:
    publishers = (*publishers_half(), opu(2, "AM", NOTHING))
    assert told(a_work(publishers=publishers)) == [("OPU", "R005")]


NUMBERS = [
    ([1, 1, 2], 0),
    ([1, 2, 3], 0),
    ([2], 1),
    ([0, 1], 1),
    ([1, 3], 1),
    ([1, 2, 1], 1),
    ([None, 1], 1),
    ([1, None, 2], 1),
]


@pytest.mark.parametrize(("numbers", "count"), NUMBERS)
def test_spu_f001_chains_are_numbered_in_order(numbers: list[int | None], count: int) -> None:
    publishers = tuple(
        opu(number, "SE" if number in numbers[:index] else "E", NOTHING)
        for index, number in enumerate(numbers)
    )
    found = told(a_work(publishers=publishers, writers=()))
    assert found.count(("OPU", "F001")) == count


def test_spu_f040_a_collecting_publisher_has_an_ipi_number_from_2_2() -> None:
    held = HALF
    for ipi in ("", "00000000000"):
        publisher = spu(
            1, "E", "P1", held, ipi_name_number=ipi, collections=(spt("P1", "I", WORLD, 1, held),)
        )
        assert told(a_work(publishers=(publisher,))) == [("SPU", "F040")]
        older = a_work(publishers=(publisher,), version=CwrVersion.V21)
        assert told(older) == []


def test_spu_f003_a_number_names_one_controlled_publisher() -> None:
    twice = spu(1, "SE", "P1", NOTHING, name="SOMEBODY ELSE")
    same = spu(1, "SE", "P1", NOTHING, name="Publisher  P1")
    assert told(a_work(publishers=(*publishers_half(), twice))) == [("SPU", "F003")]
    assert told(a_work(publishers=(*publishers_half(), same))) == []
    other = opu(2, "E", NOTHING, ip_number="P1", name="SOMEBODY ELSE")
    assert told(a_work(publishers=(*publishers_half(), other))) == []
    unnumbered = (spu(1, "SE", "", NOTHING, name=name) for name in ("ONE", "TWO"))
    assert told(a_work(publishers=(*publishers_half(), *unnumbered))) == []


def test_spu_f040_who_is_only_excluded_does_not_collect() -> None:
    records = (spt("P2", "E", CANADA, 1, NOTHING),)
    administrator = spu(1, "AM", "P2", NOTHING, ipi_name_number="", collections=records)
    assert told(a_work(publishers=(*publishers_half(), administrator))) == []


def test_an_administrator_and_a_sub_publisher_collect_for_the_owner() -> None:
    publishers = (
        spu(1, "E", "P1", HALF),
        collector(1, "P2", "AM"),
        spu(1, "SE", "P3", NOTHING, collections=(spt("P3", "I", CANADA, 1, HALF),)),
    )
    excluded = spt("P2", "E", CANADA, 2, NOTHING)
    administrator = spu(
        1, "AM", "P2", NOTHING, collections=(spt("P2", "I", WORLD, 1, HALF), excluded)
    )
    assert told(a_work(publishers=(publishers[0], administrator, publishers[2]))) == []
    assert ("NWR", "T014") in told(a_work(publishers=publishers))


def test_errors_of_chain_numbers_say_what_came() -> None:
    for number, said in (None, "no sequence number after"), (7, "sequence number 7 after"):
        publishers = (opu(1, "E", HALF), opu(number, "E", NOTHING))
        work = a_work(publishers=publishers, writers=(owr("CA", shares(5000)),))
        (error,) = edit_work(work, DAY).errors
        assert (error.edit, said in error.why) == ("F001", True)

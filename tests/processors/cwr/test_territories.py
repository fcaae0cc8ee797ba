"""Territory records: ordered lists, codes and their dates, numbers and signs."""

from datetime import date

import pytest

from processors.cwr.edits import edit_work
from processors.cwr.parties import Collection
from processors.cwr.shares import Shares
from processors.cwr.territories import collected_areas, included
from processors.cwr.version import CwrVersion
from processors.days import day_of
from processors.territories import UnknownTerritory, resolve
from tests.processors.cwr.works import (
    CANADA,
    COMMONWEALTH,
    DAY,
    EUROPE,
    IRELAND,
    UK,
    USA,
    WORLD,
    a_work,
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

LISTS = [
    # the manual's own examples
    ([("I", WORLD), ("E", COMMONWEALTH), ("I", CANADA)], {"CA": True, "GB": False, "US": True}),
    ([("I", WORLD), ("I", CANADA), ("E", COMMONWEALTH)], {"CA": False, "GB": False, "US": True}),
    ([("I", EUROPE), ("E", UK), ("E", IRELAND)], {"FR": True, "GB": False, "IE": False}),
    ([("E", COMMONWEALTH), ("I", WORLD), ("I", CANADA)], {"CA": True, "GB": True}),
    ([("I", "56")], {"BE": True, "NL": False}),
    ([], {"CA": False}),
]


@pytest.mark.parametrize(("entries", "covered"), LISTS)
def test_later_territories_override_earlier_ones(
    entries: list[tuple[str, str]], covered: dict[str, bool]
) -> None:
    area = included(entries, DAY)
    assert {code: code in area for code in covered} == covered


@pytest.mark.parametrize(("entries", "covered"), LISTS)
def test_records_follow_their_sequence_numbers_not_their_lines(
    entries: list[tuple[str, str]], covered: dict[str, bool]
) -> None:
    records = [
        spt("P1", sign, tis, number, HALF) for number, (sign, tis) in enumerate(entries, start=1)
    ]
    areas = collected_areas(records[::-1], DAY)
    assert {code: any(code in a.area for a in areas) for code in covered} == covered


def test_a_home_territory_with_its_own_share_needs_no_exclusion() -> None:
    world, home = shares(2500), shares(5000)
    with_exclusion = [
        swt("W1", "I", WORLD, 1, world),
        swt("W1", "E", USA, 2, NOTHING),
        swt("W1", "I", USA, 3, home),
    ]
    without = [swt("W1", "I", WORLD, 1, world), swt("W1", "I", USA, 2, home)]
    areas = collected_areas(without, DAY)
    assert areas == collected_areas(with_exclusion, DAY)
    assert {a.shares: "US" in a.area for a in areas} == {world: False, home: True}


def test_records_without_numbers_are_read_in_their_order() -> None:
    records = [spt("P1", "I", WORLD, None, HALF), spt("P1", "E", USA, None, NOTHING)]
    (area,) = collected_areas(records, DAY)
    assert "US" not in area.area
    assert collected_areas(records[::-1], DAY)[0].area == included([("I", WORLD)], DAY)


def test_a_group_has_the_members_of_the_day() -> None:
    union = "2123"
    before, after = day_of(date(2020, 1, 31)), day_of(date(2020, 2, 1))
    assert "GB" in included([("I", union)], before)
    assert "GB" not in included([("I", union)], after)


def test_an_unknown_code_raises_for_who_does_not_look_at_the_errors() -> None:
    with pytest.raises(UnknownTerritory):
        collected_areas([spt("P1", "I", "0001", 1, HALF)], DAY)
    with pytest.raises(ValueError, match="must be I"):
        included([("X", WORLD)], DAY)


def chain_of(*records: Collection, **said: object) -> list[tuple[str, str]]:
    """What is told of a work whose only publisher has these territory records."""
    publisher = spu(1, "E", "P1", HALF, collections=records)
    return told(a_work(publishers=(publisher,), **said))


CODES = [
    (WORLD, True),
    ("0056", True),
    ("56", True),
    ("0001", False),
    ("", False),
    ("0000", False),
    ("US", False),
    ("World", False),
    ("²136", False),
]


@pytest.mark.parametrize(("tis", "known"), CODES)
def test_spt_f009_the_code_is_one_of_the_territory_information_system(
    tis: str, known: bool
) -> None:
    assert chain_of(spt("P1", "I", tis, 1, HALF)) == ([] if known else [("SPT", "F009")])


def test_swt_f006_the_code_of_a_writer_is_known() -> None:
    records = (swt("W1", "I", "9999", 1, shares(5000)),)
    writers = (swr("CA", "W1", shares(5000), pwr("W1", "P1", 1), collections=records),)
    assert told(a_work(writers=writers)) == [("SWT", "F006")]


FORMER = [
    # Czechoslovakia ended with 1992, Montenegro began on 2006-06-03
    ("0200", date(1992, 12, 31), True),
    ("0200", date(1993, 1, 1), False),
    ("0499", date(2006, 6, 2), False),
    ("0499", date(2006, 6, 3), True),
]


@pytest.mark.parametrize(("tis", "made", "in_force"), FORMER)
def test_a_code_is_in_force_on_the_day_of_the_file(tis: str, made: date, in_force: bool) -> None:
    work = a_work(
        publishers=(spu(1, "E", "P1", HALF, collections=(spt("P1", "I", tis, 1, HALF),)),)
    )
    assert told(work, day_of(made)) == ([] if in_force else [("SPT", "F009")])
    assert resolve(tis).name


@pytest.mark.parametrize("sign", ["", "i", "X", "+"])
def test_spt_f010_and_swt_f007_the_sign_is_i_or_e(sign: str) -> None:
    assert chain_of(spt("P1", sign, WORLD, 1, HALF)) == [("SPT", "F010")]
    records = (swt("W1", sign, WORLD, 1, shares(5000)),)
    writers = (swr("CA", "W1", shares(5000), pwr("W1", "P1", 1), collections=records),)
    assert told(a_work(writers=writers)) == [("SWT", "F007")]


def test_spt_f002_a_territory_record_follows_its_party() -> None:
    assert chain_of(spt("P2", "I", WORLD, 1, HALF)) == [("SPT", "F002")]


SEQUENCES = [
    ([1, 2, 3], []),
    ([None, 2, 3], ["F012"]),
    ([2, 3, 4], ["F013"]),
    ([1, 1, 2], ["F013"]),
    ([1, 3, 4], ["F013"]),
    ([1, 2, None], ["F012"]),
]


@pytest.mark.parametrize(("numbers", "edits"), SEQUENCES)
def test_spt_f012_f013_records_are_numbered_and_others_left_out(
    numbers: list[int | None], edits: list[str]
) -> None:
    records = [
        spt("P1", "I", tis, number, HALF)
        for tis, number in zip((UK, USA, CANADA), numbers, strict=True)
    ]
    assert chain_of(*records) == [("SPT", edit) for edit in edits]
    assert chain_of(*records, version=CwrVersion.V20) == []


def test_opt_records_are_counted_with_spt_records_or_apart() -> None:
    for number in (1, 2):
        other = uncontrolled(spt("P1", "I", USA, number, HALF))
        assert chain_of(spt("P1", "I", UK, 1, HALF), other, writers=writers_half()) == []


def test_swt_r003_shares_of_an_exclusion_are_taken_as_nothing() -> None:
    half = shares(5000)
    records = (swt("W1", "I", WORLD, 1, half), swt("W1", "E", USA, 2, Shares(5000)))
    writers = (swr("CA", "W1", half, pwr("W1", "P1", 1), collections=records),)
    assert told(a_work(writers=writers)) == [("SWT", "R003")]


def test_errors_of_numbers_say_what_came() -> None:
    for number, said in (None, "is none, not 1"), (7, "is 7, not 1"):
        publisher = spu(1, "E", "P1", HALF, collections=(spt("P1", "I", WORLD, number, HALF),))
        (error,) = edit_work(a_work(publishers=(publisher,)), DAY).errors
        assert (error.level, said in error.why) == ("RR", True)


@pytest.mark.parametrize(
    ("tis", "made", "said"),
    [("0200", date(1993, 1, 1), "until 1992-12-31"), ("0499", date(2006, 6, 2), "only later")],
)
def test_errors_of_former_territories_say_until_when(tis: str, made: date, said: str) -> None:
    publisher = spu(1, "E", "P1", HALF, collections=(spt("P1", "I", tis, 1, HALF),))
    (error,) = edit_work(a_work(publishers=(publisher,)), day_of(made)).errors
    assert error.why.endswith(said)

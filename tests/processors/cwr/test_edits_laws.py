"""Laws: order does not matter, a moved share is told, places are counted leaf by leaf."""

from dataclasses import replace
from itertools import accumulate, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.cwr.collection_shares import collection_of_all
from processors.cwr.collection_sums import parts_of_the_world
from processors.cwr.edits import edit_work
from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import RIGHTS, Shares
from processors.cwr.territories import collected_areas
from processors.cwr.transaction import WorkTransaction
from processors.territories import LEAVES, TerritorySet, territory_set
from tests.processors.cwr.works import DAY, a_work, opu, owr, shares, spt, swt

WHOLE, HALF, TOLERANCE = 10_000, 5_000, 6


def split(total: int, cuts: list[int]) -> list[int]:
    """``total`` in parts that add up to it, one more than there are cuts."""
    ends = [0, *sorted(cut % (total + 1) for cut in cuts), total]
    return [end - start for start, end in pairwise(ends)]


@st.composite
def whole_works(draw: st.DrawFn) -> WorkTransaction:
    """Uncontrolled publishers who own half of PR and all of MR and SR; writers the other half."""
    cuts = st.lists(st.integers(0, WHOLE), min_size=1, max_size=4)
    pr, mr = split(HALF, draw(cuts)), split(WHOLE, draw(cuts))
    count = min(len(pr), len(mr))
    pr[count - 1 :] = [sum(pr[count - 1 :])]
    mr[count - 1 :] = [sum(mr[count - 1 :])]
    publishers = tuple(
        opu(chain, "E", shares(p, m, m)) for chain, (p, m) in enumerate(zip(pr, mr, strict=True), 1)
    )
    roles = st.sampled_from(["CA", "C", "A"])
    writers = tuple(owr(draw(roles), shares(part)) for part in split(HALF, draw(cuts)))
    return a_work(publishers=publishers, writers=writers)


def renumbered(publishers: list[Publisher]) -> tuple[Publisher, ...]:
    return tuple(replace(p, chain=chain) for chain, p in enumerate(publishers, start=1))


@settings(deadline=None)
@given(whole_works(), st.randoms())
def test_shares_that_add_up_are_accepted_in_any_order(
    work: WorkTransaction, chance: object
) -> None:
    publishers, writers = list(work.publishers), list(work.writers)
    chance.shuffle(publishers)  # type: ignore[attr-defined]
    chance.shuffle(writers)  # type: ignore[attr-defined]
    work = replace(work, publishers=renumbered(publishers), writers=tuple(writers))
    assert edit_work(work, DAY).errors == ()


@settings(deadline=None)
@given(
    whole_works(),
    st.integers(0, 100),
    st.sampled_from(["pr_centi_percent", "mr_centi_percent", "sr_centi_percent"]),
    st.integers(-WHOLE, WHOLE).filter(lambda by: abs(by) > TOLERANCE),
)
def test_a_single_share_moved_by_more_than_the_tolerance_is_told(
    work: WorkTransaction, which: int, right: str, by: int
) -> None:
    parties: list[Publisher | Writer] = [*work.publishers, *work.writers]
    index = which % len(parties)
    party = parties[index]
    moved = replace(party.ownership, **{right: (getattr(party.ownership, right) or 0) + by})
    parties[index] = replace(party, ownership=moved)
    work = replace(
        work,
        publishers=tuple(p for p in parties if isinstance(p, Publisher)),
        writers=tuple(p for p in parties if isinstance(p, Writer)),
    )
    total = sum(getattr(p.ownership, right) for p in parties)
    errors = edit_work(work, DAY).errors
    # A share of MR or SR that all was and now is gone leaves a right that nobody owns.
    assert errors or total == 0


@settings(deadline=None)
@given(whole_works(), st.integers(0, 100), st.integers(-TOLERANCE, TOLERANCE))
def test_a_writer_share_moved_within_the_tolerance_is_not(
    work: WorkTransaction, which: int, by: int
) -> None:
    writers = list(work.writers)
    index = which % len(writers)
    pr = writers[index].ownership.of("PR") + by
    if pr < 0:
        return
    writers[index] = replace(writers[index], ownership=shares(pr))
    assert edit_work(replace(work, writers=tuple(writers)), DAY).errors == ()


CODES = ["2136", "2120", "2114", "2123", "0826", "0124", "0840", "0250", "0056", "2130", "0810"]
lists = st.lists(
    st.tuples(st.sampled_from("IE"), st.sampled_from(CODES), st.integers(1, 4)), max_size=8
)


def decided_by(entries: list[tuple[str, str, int]], leaf: str) -> int | None:
    """By hand: the share of the last entry that speaks of a leaf; None where it is out."""
    share = None
    for sign, code, said in entries:
        if leaf in territory_set([("I", code)], DAY):
            share = said if sign == "I" else None
    return share


def records_of(entries: list[tuple[str, str, int]], writer: bool) -> list[Collection]:
    make = swt if writer else spt
    return [
        make("X", sign, code, number, Shares(share * 2000, share * 1000, 0))
        for number, (sign, code, share) in enumerate(entries, start=1)
    ]


@settings(max_examples=60, deadline=None)
@given(lists)
def test_territory_lists_are_those_of_leaf_by_leaf(entries: list[tuple[str, str, int]]) -> None:
    areas = collected_areas(records_of(entries, False), DAY)
    for leaf in LEAVES:
        found = [area.shares for area in areas if leaf in area.area]
        share = decided_by(entries, leaf)
        expected = [] if share is None else [Shares(share * 2000, share * 1000, 0)]
        assert found == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(lists, min_size=1, max_size=4))
def test_sums_of_collection_are_those_of_leaf_by_leaf(
    all_entries: list[list[tuple[str, str, int]]],
) -> None:
    publishers = tuple(
        replace(opu(chain, "E", shares(0)), collections=tuple(records_of(entries, False)))
        for chain, entries in enumerate(all_entries, start=1)
    )
    work = a_work(publishers=publishers, writers=())
    told = {error.why.split(" of ")[1].split(" in ")[0] for error in collection_of_all(work, DAY)}
    most = dict.fromkeys(RIGHTS, 0)
    for leaf in LEAVES:
        here = sum(decided_by(entries, leaf) or 0 for entries in all_entries)
        most = {"PR": max(most["PR"], here * 2000), "MR": max(most["MR"], here * 1000), "SR": 0}
    assert told == {right for right, share in most.items() if share > WHOLE + TOLERANCE}


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(CODES), max_size=3), max_size=4))
def test_parts_of_the_world_make_up_every_set(lists_of_codes: list[list[str]]) -> None:
    sets = [territory_set([("I", code) for code in codes], DAY) for codes in lists_of_codes]
    parts = parts_of_the_world(sets)
    assert sum(len(part) for part in parts) == len(LEAVES)
    assert all(parts)
    for area in sets:
        inside = [part for part in parts if part <= area]
        joined = list(accumulate(inside, TerritorySet.__or__, initial=TerritorySet(0)))[-1]
        assert joined == area

"""Claims against a naive reading of the records: leaf by leaf, the last record that speaks wins."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.cwr.errors import Place
from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import Shares
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from processors.territories import LEAVES, resolve, territory_set
from streams.importers.cwr.claims import claims_of
from streams.importers.cwr.transmission import CwrFile, Header

FILE = CwrFile("any", header=Header("PB", "000000199", "NAME", 20_000, 0))
ON_DAY = 20_000
CODES = ("2136", "2120", "2114", "0826", "0124", "0250", "0036", "0156")
NOWHERE_PLACE = Place("SPT", 1)
RIGHTS = {"PR": "Performing", "MR": "Mechanical", "SR": "Synchronization"}


def leaves_of(code: str) -> set[int]:
    covered = territory_set([("I", code)], ON_DAY)
    return {index for index, leaf in enumerate(LEAVES) if resolve(leaf).area <= covered}


LEAVES_OF = {code: leaves_of(code) for code in CODES}

RECORDS = st.lists(
    st.tuples(
        st.sampled_from("IE"),
        st.sampled_from(CODES),
        st.tuples(*[st.integers(0, 2_500)] * 3),
    ),
    max_size=6,
)
PARTIES = st.lists(
    st.tuples(st.sampled_from(["P1", "P2"]), st.booleans(), RECORDS), min_size=1, max_size=4
)


def collections(
    ip: str, records: list[tuple[str, str, tuple[int, int, int]]]
) -> tuple[Collection, ...]:
    return tuple(
        Collection(NOWHERE_PLACE, True, ip, sign, tis, number, Shares(*shares))
        for number, (sign, tis, shares) in enumerate(records, start=1)
    )


def work_of(parties: list[tuple[str, bool, list]]) -> WorkTransaction:
    """Publishers each in a chain of their own, and writers; all controlled."""
    publishers = [
        Publisher(NOWHERE_PLACE, True, chain, "E", ip, collections=collections(ip, records))
        for chain, (ip, is_writer, records) in enumerate(parties)
        if not is_writer
    ]
    writers = [
        Writer(NOWHERE_PLACE, True, "CA", ip, collections=collections(ip, records))
        for ip, is_writer, records in parties
        if is_writer
    ]
    return WorkTransaction(
        Place("NWR", 1),
        "NWR",
        CwrVersion.V21,
        "A TITLE",
        "W1",
        publishers=tuple(publishers),
        writers=tuple(writers),
    )


@settings(max_examples=150, deadline=None)
@given(parties=PARTIES)
def test_each_leaf_is_claimed_as_its_last_record_says(
    parties: list[tuple[str, bool, list[tuple[str, str, tuple[int, int, int]]]]],
) -> None:
    expected: dict[tuple[str, str, int], int] = {}
    for ip, _, records in parties:
        for leaf in range(len(LEAVES)):
            held = (0, 0, 0)
            for sign, tis, shares in records:
                if leaf in LEAVES_OF[tis]:
                    held = shares if sign == "I" else (0, 0, 0)
            for right, share in zip(RIGHTS.values(), held, strict=True):
                key = (f"party:CWR-199-{ip}", right, leaf)
                expected[key] = expected.get(key, 0) + share * 100
    found: dict[tuple[str, str, int], int] = {}
    for claim in claims_of(FILE, work_of(parties), ON_DAY):
        if claim.right not in RIGHTS.values():
            continue
        ground = territory_set(claim.territories or [("I", "2136")], None)
        for leaf, code in enumerate(LEAVES):
            if resolve(code).area <= ground:
                key = (claim.party, claim.right, leaf)
                assert key not in found, "two claims of one party meet"
                found[key] = claim.share_ppm
    assert found == {key: share for key, share in expected.items() if share}


@settings(max_examples=50, deadline=None)
@given(parties=PARTIES)
def test_make_available_and_reproduction_are_claimed_as_performing_and_mechanical(
    parties: list[tuple[str, bool, list[tuple[str, str, tuple[int, int, int]]]]],
) -> None:
    claims = claims_of(FILE, work_of(parties), ON_DAY)

    def of(right: str) -> list[tuple[str, int, tuple[tuple[str, str], ...]]]:
        return [(c.party, c.share_ppm, c.territories) for c in claims if c.right == right]

    assert of("MakeAvailable") == of("Performing")
    assert of("Reproduction") == of("Mechanical")

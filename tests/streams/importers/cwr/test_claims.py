"""What controlled parties claim: worked examples, a share a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from processors.reports import RecordedAt
from processors.territories import territory_set
from processors.validation.events import event_faults
from schemas import topics
from schemas.codecs import codecs_of
from streams.importers.cwr_events import registration_events
from tests.streams.importers.cwr.cwr_text import (
    OTHER_IPI,
    OWN_IPI,
    WRITER_IPI,
    collects,
    cwr_file,
    hdr30,
    link,
    publisher,
    read_text,
    song,
    work,
    writer,
    writes,
)

Claim = tuple[str, str, int, str]
OWN, ANN, THIRD = f"ipi:{OWN_IPI}", f"ipi:{WRITER_IPI}", f"ipi:{OTHER_IPI}"


def bodies(folder: Path, text: str, name: str = "CW260001TST_000.V21") -> list[dict]:
    outcome = read_text(folder, text, name)
    events = [event for one in outcome.accepted() for event in registration_events(one)]
    for topic, key, record in events:
        assert topic == topics.REGISTRATIONS
        assert key.decode() == record["subject"] == record["body"][1]["work"]
        faults = event_faults(record, RecordedAt(record["occurred_at"] // 1000, 0, 0))
        assert faults.listed == []
        codecs = codecs_of(None)
        assert codecs.decode(topic, codecs.encode(topic, record))["body"][1] == record["body"][1]
    return [record["body"][1] for *_, record in events]


def claims(body: dict) -> set[Claim]:
    """(party, right, percent, territories as one text) of each claim of one right of each pair."""
    return {
        (
            claim["party"],
            claim["right"],
            claim["share_ppm"] // 10_000,
            "".join(f"{'+' if r['include'] else '-'}{r['code']}" for r in claim["territories"]),
        )
        for claim in body["claims"]
    }


def performing(body: dict) -> set[tuple[str, int, str]]:
    return {
        (party, share, where)
        for party, right, share, where in claims(body)
        if right == "Performing"
    }


def test_a_song_of_one_writer_and_one_publisher(tmp_path: Path) -> None:
    (body,) = bodies(tmp_path, cwr_file([song()]))
    assert body["work"] == "work:CWR-199-W1"
    assert body["registration_id"] == "W1"
    assert body["kind"] == "MusicalWork"
    assert body["title"] == "THE SONG"
    # 2026-01-03 12:00:00 in seconds from 2000-01-01: 9499 days and a half.
    assert body["revision"] == 9_499 * 86_400 + 43_200
    assert claims(body) == {
        (OWN, "Performing", 50, ""),
        (OWN, "MakeAvailable", 50, ""),
        (OWN, "Mechanical", 100, ""),
        (OWN, "Reproduction", 100, ""),
        (OWN, "Synchronization", 100, ""),
        (ANN, "Performing", 50, ""),
        (ANN, "MakeAvailable", 50, ""),
    }
    assert {claim["from_day"] for claim in body["claims"]} == {0}
    assert {claim["until_day"] for claim in body["claims"]} == {None}


def test_what_an_administrator_collects_is_not_claimed_by_the_owner_as_well(
    tmp_path: Path,
) -> None:
    chain = [
        publisher(),
        publisher(ip="P2", name="TWO ADMINISTRATION", kind="AM", ipi=OTHER_IPI, shares=(0, 0, 0)),
        collects("P2"),
    ]
    (body,) = bodies(tmp_path, cwr_file([[work(), *chain, writer(), writes(), link()]]))
    assert performing(body) == {(THIRD, 50, ""), (ANN, 50, "")}


def test_sub_publishers_claim_where_they_collect(tmp_path: Path) -> None:
    """The world without Australia is the owner's, Australia the sub-publisher's."""
    chain = [
        publisher(),
        collects(number=1),
        collects(tis="0036", sign="E", shares=(0, 0, 0), number=2),
        publisher(ip="P2", name="TWO SUB", kind="SE", ipi=OTHER_IPI, shares=(0, 0, 0)),
        collects("P2", tis="0036"),
    ]
    (body,) = bodies(tmp_path, cwr_file([[work(), *chain, writer(), writes(), link()]]))
    assert performing(body) == {(OWN, 50, "+World-AU"), (THIRD, 50, "+AU"), (ANN, 50, "")}


def test_later_records_of_a_list_decide(tmp_path: Path) -> None:
    """World without the Commonwealth but with Canada, as the user manual has it."""
    chain = [
        publisher(),
        collects(number=1),
        collects(tis="2114", sign="E", shares=(0, 0, 0), number=2),
        collects(tis="0124", number=3),
    ]
    (body,) = bodies(tmp_path, cwr_file([[work(), *chain, writer(), writes(), link()]]))
    (claim,) = [
        one for one in body["claims"] if (one["party"], one["right"]) == (OWN, "Performing")
    ]
    rules = [("I" if rule["include"] else "E", rule["code"]) for rule in claim["territories"]]
    covered = territory_set(rules, None)
    for country, expected in (("CA", True), ("US", True), ("GB", False), ("AU", False)):
        assert bool(covered & territory_set([("I", country)], None)) is expected


def test_a_writer_who_collects_more_at_home_has_two_claims(tmp_path: Path) -> None:
    home = [
        writes(shares=(5000, 0, 0), number=1),
        writes(tis="0752", sign="E", shares=(0, 0, 0), number=2),
        writes(tis="0752", shares=(6000, 1000, 0), number=3),
    ]
    chain = [publisher(), collects(), collects(tis="0752", sign="E", shares=(0, 0, 0), number=2)]
    (body,) = bodies(tmp_path, cwr_file([[work(), *chain, writer(), *home, link()]]))
    assert {one for one in performing(body) if one[0] == ANN} == {
        (ANN, 60, "+SE"),
        (ANN, 50, "+World-SE"),
    }
    assert (ANN, "Mechanical", 10, "+SE") in claims(body)


def test_a_party_in_two_chains_has_the_sum(tmp_path: Path) -> None:
    half = (2500, 5000, 5000)
    chains = [
        publisher(shares=half),
        collects(shares=half),
        publisher(chain=2, ip="P2", name="TWO", ipi=OTHER_IPI, shares=half),
        publisher(chain=2, kind="AM", shares=(0, 0, 0)),
        collects(shares=half),
    ]
    (body,) = bodies(tmp_path, cwr_file([[work(), *chains, writer(), writes(), link()]]))
    assert performing(body) == {(OWN, 50, ""), (ANN, 50, "")}
    assert {claim["role"] for claim in body["claims"] if claim["party"] == OWN} == {"E+AM"}


def test_parties_that_others_control_claim_nothing(tmp_path: Path) -> None:
    other = writer("OWR", "A2", "DOE", ipi=OTHER_IPI, shares=(2500, 0, 0))
    records = [
        *song()[:3],
        writer(shares=(2500, 0, 0)),
        writes(shares=(2500, 0, 0)),
        link(),
        other,
    ]
    (body,) = bodies(tmp_path, cwr_file([records]))
    assert performing(body) == {(OWN, 50, ""), (ANN, 25, "")}


def test_without_collection_records_ownership_is_claimed_worldwide(tmp_path: Path) -> None:
    unpublished = writer(shares=(10000, 10000, 10000))
    (body,) = bodies(tmp_path, cwr_file([[work(), unpublished]]))
    assert performing(body) == {(ANN, 100, "")}


@pytest.mark.parametrize("ipi", ["00000000198", "", "00000000000"])
def test_a_party_without_valid_ipi_has_the_senders_name_for_it(tmp_path: Path, ipi: str) -> None:
    records = [*song()[:3], writer(ipi=ipi), *song()[4:]]
    (body,) = bodies(tmp_path, cwr_file([records]))
    assert {party for party, *_ in performing(body)} == {OWN, "party:CWR-199-A1"}


def test_references_are_the_iswc_and_the_isrcs_of_its_recordings(tmp_path: Path) -> None:
    recording = f"REC|{'0' * 8}{'':60}{'0' * 6}{'':5}{'':151}USSM19803037"
    header = work(iswc="T0345246801")
    (body,) = bodies(tmp_path, cwr_file([[header, *song()[1:], recording, recording]]))
    assert body["references"] == ["iswc:T0345246801", "isrc:USSM19803037"]


def test_shares_of_3_0_stand_with_the_territories(tmp_path: Path) -> None:
    """The same song in 3.0: no ownership, the link names its publisher by numbers."""
    name = "CW260001TST_000_V3-0-0.SUB"
    shared = "052 044     "
    records = [
        f"WRK|{'THE SONG':60}{'':2}{'W1':14}{'':11}{'0' * 8}{'':12}POP{'0' * 6}Y{'':6}ORI",
        f"SPU|01{'P1':9}{'ONE PUBLISHING':45}NE {'0' * 9}{OWN_IPI}",
        f"SPT|001{'P1':9}050001000010000I2136{shared}{'':32}0000",
        f"SWR|{'A1':9}{'SMITH':45}{'ANN':30}NCA{'0' * 9}{WRITER_IPI}",
        f"SWT|001{'A1':9}050000000000000I2136{shared}{'':32}0000",
        f"PWR|01{'P1':9}{'A1':9}",
    ]
    text = cwr_file([records], header=hdr30(), group="GRHWRK0000103.000000000000")
    (body,) = bodies(tmp_path, text, name)
    assert body["work"] == "work:CWR-TST-W1"
    assert performing(body) == {(OWN, 50, ""), (ANN, 50, "")}


def test_a_writer_of_3_0_without_tax_id_is_read_too(tmp_path: Path) -> None:
    name = "CW260001TST_000_V3-0-0.SUB"
    records = [
        f"WRK|{'THE SONG':60}{'':2}{'W1':14}{'':11}{'0' * 8}{'':12}POP{'0' * 6}Y{'':6}ORI",
        f"SWR|{'A1':9}{'SMITH':45}{'ANN':30}NCA{WRITER_IPI}I-000000199-8 N",
        f"SWT|001{'A1':9}100001000010000I2136{'052 044     '}{'':32}0000",
    ]
    text = cwr_file([records], header=hdr30(), group="GRHWRK0000103.000000000000")
    (body,) = bodies(tmp_path, text, name)
    assert performing(body) == {(ANN, 100, "")}


def test_a_work_of_others_alone_is_registered_without_claims(tmp_path: Path) -> None:
    other = writer("OWR", "A2", "DOE", ipi=OTHER_IPI, shares=(10000, 10000, 10000))
    (body,) = bodies(tmp_path, cwr_file([[work(), other]]))
    assert body["claims"] == []

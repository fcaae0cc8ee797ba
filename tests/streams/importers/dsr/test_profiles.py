"""Profiles and record types: names as senders write them, and the notation of the tables."""

from __future__ import annotations

import pytest

from streams.importers.dsr.profiles.notation import read_table
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS, find_profile


@pytest.mark.parametrize("name", ["UgcProfile", "UGCProfile", "UGC Profile", "ugc", "Ugc-Profile"])
def test_spellings_of_a_profile_are_one_profile(name):
    profile = find_profile(name, "1.1.1")
    assert profile is not None
    assert profile.name == "UgcProfile"


@pytest.mark.parametrize(
    ("name", "versions"),
    [
        ("BasicAudioProfile", ["1.0", "1.1", "1.2"]),
        ("UgcProfile", ["1.0", "1.1", "1.1.1", "1.2"]),
        ("AudioVisualProfile", ["1.0", "1.1"]),
        ("RoyaltyReportingProfile", ["1.0", "1.0.1"]),
        ("MasterListProfile", ["1.0"]),
        ("RadioBroadcastProfile", ["1.0"]),
        ("FinancialReportingToRecordCompaniesProfileSRB", ["1.0"]),
    ],
)
def test_profiles_and_versions_are_known(name, versions):
    for version in versions:
        profile = find_profile(name, version)
        assert profile is not None
        assert all(profile.record(record_type) for record_type in profile.records)


def test_unknown_profiles_and_versions_are_none():
    assert find_profile("KaraokeProfile", "1.0") is None
    assert find_profile("UgcProfile", "1.3") is None
    assert find_profile("UgcProfileSRB", "1.0") is None


def test_single_record_variant_has_records_of_its_own():
    blocks = find_profile("BasicAudioProfile", "1.2")
    singles = find_profile("BasicAudioProfileSRB", "1.2")
    assert blocks is not None
    assert singles is not None
    assert "SR01" in singles.records
    assert "SU01" not in singles.records
    assert blocks.allows_single_blocks
    assert singles.single_blocks


def test_royalty_reporting_calls_its_claims_li01():
    profile = find_profile("RoyaltyReportingProfile", "1.0.1")
    assert profile is not None
    record = profile.record("LI01")
    assert record is not None
    assert record.name == "LI01"
    assert record.cells == ALL_RECORDS["LI01.01"].cells


@pytest.mark.parametrize(
    ("record_type", "cell_count"),
    [
        ("HEAD", 16),
        ("FOOT", 6),
        ("SRFO", 3),
        ("SY02", 17),
        ("SY02.01", 18),
        ("SY02.02", 22),
        ("SY10", 46),
        ("AS01", 11),
        ("AS02", 20),
        ("AS02.01", 21),
        ("AS03.01", 29),
        ("MW01", 15),
        ("MW01.01", 16),
        ("RU01", 5),
        ("SU01", 12),
        ("SU03.01", 9),
        ("SU03.02", 11),
        ("SU04.01", 23),
        ("LI01.01", 10),
        ("LI01.02", 11),
        ("SR01", 41),
        ("SR03", 46),
        ("SR04", 52),
        ("SR05", 49),
        ("SR08", 48),
    ],
)
def test_records_have_the_cells_of_the_standard(record_type, cell_count):
    assert ALL_RECORDS[record_type].cell_count == cell_count


def test_notation_marks_cells():
    record = read_table("XX01: A! B*:i C~:D ...")["XX01"]
    assert [(c.name, c.mandatory, c.several, c.descriptive) for c in record.cells] == [
        ("A", True, False, False),
        ("B", False, True, False),
        ("C", False, False, True),
    ]
    assert record.any_cells


def test_notation_refuses_what_is_no_cell():
    with pytest.raises(ValueError, match="not a cell"):
        read_table("XX01: 7")

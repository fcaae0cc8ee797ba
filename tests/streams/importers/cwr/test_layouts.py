"""Record layouts against positions taken from the specification and from files in circulation."""

from __future__ import annotations

import pytest

from processors.cwr.version import CwrVersion
from streams.importers.cwr.field_kinds import kind_of
from streams.importers.cwr.layouts import LAYOUTS
from streams.importers.cwr.record_writer import write_record

V21, V22, V30 = CwrVersion.V21, CwrVersion.V22, CwrVersion.V30

POSITIONS = [
    # CWR19-1070R1: the tables of each record, start and size as printed.
    (V21, "HDR", "sender_id", 6, 9),
    (V21, "HDR", "creation_time", 73, 6),
    (V22, "HDR", "version", 102, 3),
    (V22, "HDR", "software_version", 138, 30),
    (V21, "GRH", "version", 12, 5),
    (V21, "GRT", "record_count", 17, 8),
    (V21, "NWR", "submitter_work_number", 82, 14),
    (V21, "NWR", "version_type", 143, 3),
    (V21, "REV", "composite_count", 198, 3),
    (V21, "EXC", "priority", 260, 1),
    (V21, "SPU", "ipi_name", 88, 11),
    (V21, "SPU", "pr_share", 116, 5),
    (V21, "OPU", "sr_share", 132, 5),
    (V21, "SPU", "usa_license", 183, 1),
    (V21, "SPT", "tis", 51, 4),
    (V21, "SPT", "number", 56, 3),
    (V21, "SWR", "designation", 105, 2),
    (V21, "OWR", "sr_share", 146, 5),
    (V21, "SWR", "personal_number", 168, 12),
    (V21, "SWT", "sign", 44, 1),
    (V21, "PWR", "writer_ip_number", 102, 9),
    (V22, "PWR", "chain", 111, 2),
    (V21, "NPN", "name", 31, 480),
    (V21, "NWN", "first_name", 189, 160),
    (V21, "NAT", "title_type", 660, 2),
    (V21, "EWT", "submitter_work_number", 351, 14),
    (V21, "VER", "writer_2_ipi_name", 327, 11),
    (V21, "NOW", "position", 342, 1),
    (V21, "COM", "writer_2_ipi_base", 296, 13),
    (V21, "NPR", "performance_dialect", 368, 3),
    (V21, "REC", "isrc", 250, 12),
    (V22, "REC", "submitter_recording_id", 527, 14),
    (V21, "ORN", "library", 102, 60),
    (V22, "ORN", "eidr", 328, 21),
    (V21, "INS", "description", 26, 50),
    (V21, "IND", "players", 23, 3),
    (V21, "ARI", "note", 42, 160),
    (V22, "XRF", "validity", 38, 1),
    (V21, "AGR", "sales_manufacture", 105, 1),
    (V21, "AGR", "society_agreement", 108, 14),
    (V21, "IPA", "sr_share", 149, 5),
    (V21, "NPA", "language", 349, 2),
    (V21, "ACK", "status", 158, 2),
    (V21, "MSG", "text", 36, 150),
    # A file of 3.0 as publishers' software writes it.
    (V30, "HDR", "creation_date", 66, 8),
    (V30, "HDR", "version", 103, 3),
    (V30, "WRK", "lyric_adaptation", 152, 3),
    (V30, "WRK", "priority", 218, 1),
    (V30, "SPU", "ipi_base", 99, 13),
    (V30, "SPT", "tis", 48, 4),
    (V30, "SWT", "recipient", 96, 4),
    (V30, "PWR", "writer_ip_number", 31, 9),
    (V30, "OWK", "writer_1_last_name", 163, 45),
    (V30, "REC", "isrc", 34, 12),
    (V30, "XRF", "identifier", 24, 14),
]


@pytest.mark.parametrize(("version", "record", "name", "start", "size"), POSITIONS)
def test_a_field_stands_where_the_specification_puts_it(
    version: CwrVersion, record: str, name: str, start: int, size: int
) -> None:
    (field,) = [one for one in LAYOUTS[version][record].fields if one.name == name]
    assert (field.start, field.size) == (start, size)


@pytest.mark.parametrize("version", list(LAYOUTS))
def test_fields_follow_one_another_without_gap_or_overlap(version: CwrVersion) -> None:
    for record, layout in LAYOUTS[version].items():
        position = 4 if record in ("HDR", "GRH", "GRT", "TRL") else 20
        for field in layout.fields:
            assert field.start == position, f"{version} {record} {field.name}"
            position += field.size


@pytest.mark.parametrize("version", list(LAYOUTS))
def test_every_kind_of_field_has_a_rule(version: CwrVersion) -> None:
    kinds = {field.kind for layout in LAYOUTS[version].values() for field in layout.fields}
    assert all(callable(kind_of(kind)) for kind in kinds)


def test_records_of_2_2_are_not_in_2_1() -> None:
    assert set(LAYOUTS[V22]) - set(LAYOUTS[V21]) == {"OPT", "OWT", "XRF"}


def test_a_record_is_written_as_the_specification_shows_it() -> None:
    cells = {"ip_number": "P1", "pr_share": 2500, "sign": "I", "tis": "2136", "number": 1}
    line = write_record(LAYOUTS[V21]["SPT"], cells, transaction=7, record=3)
    assert line == "SPT0000000700000003P1             025000000000000I2136 001"


def test_a_number_too_long_for_its_field_is_not_cut() -> None:
    with pytest.raises(ValueError, match="no room"):
        write_record(LAYOUTS[V21]["GRT"], {"transaction_count": 10**8})

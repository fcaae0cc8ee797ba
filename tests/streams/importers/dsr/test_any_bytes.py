"""Whatever the bytes: `read_dsr` answers with an outcome."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr import DsrOutcome, read_dsr
from streams.importers.dsr.profiles.profile_versions import ALL_RECORDS

NAME = "DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.tsv"

RIGHT = (
    b"HEAD\tdsrf/3\tUgcProfile\t1.1.1\tM-1\t2016-01-21T15:09:26Z\t1\t1\t2015-10-01\t2015-12-31"
    b"\tPADPIDA2013020802I\tStreamer\tMusic\tPADPIDA2007062702I\tTEST\t\n"
    b"SY02.01\t1\t\t\tSubscriptionModel\tOnDemandStream\tIS\tMusic\t50\t\tUSD\t9\t\t\t\t\t\t\n"
    b"AS01\t1\tR\tA\tUSSM19803037\tSexual Healing\t\tMarvin Gaye\t\tPT4M5S\tSoundRecording\n"
    b"SU03.01\t1\tS\t1\tA\t50\t2.5\t20151001\t20151231\n"
    b"LI01.01\t1\t1\tPUB_1\t\t\t50\tPerformingRight\t1\t1.25\n"
    b"FOOT\t6\t6\t1\t1\t1\n"
)

CELLS = st.sampled_from(
    ["", "1", "2", "-1", "1.5", "true", "IS", "USD", "a|b", "a\\", "20151001", "A::1", "\r", "é"]
)
RECORDS = st.builds(
    lambda name, cells: "\t".join([name, *cells]),
    st.sampled_from([*ALL_RECORDS, "#HEAD", "", "XX01"]),
    st.lists(CELLS, max_size=20),
)
FILES = st.lists(RECORDS, max_size=20).map(lambda lines: "\n".join(lines).encode())


def answered(data: bytes, name: str = NAME) -> DsrOutcome:
    """The outcome of reading these bytes as a file of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return read_dsr([path])


def test_the_right_report_passes():
    assert answered(RIGHT).exit_code == 0


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(data):
    assert answered(data).exit_code == 2


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_packed_bytes_are_answered(data):
    assert answered(b"\x1f\x8b\x08" + data, NAME + ".gz").exit_code == 2


@settings(max_examples=200, deadline=None)
@given(FILES)
def test_any_records_are_answered(data):
    outcome = answered(data)
    assert (outcome.exit_code == 2) == bool(outcome.faults)
    assert len(outcome.reports) == outcome.files - outcome.refused_files


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_right_report_with_any_bytes_changed_is_answered(data):
    content = bytearray(RIGHT)
    for _ in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    outcome = answered(bytes(content))
    assert len(outcome.reports) == (0 if outcome.faults else 1)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="/\x00", codec="utf-8"), min_size=1, max_size=40))
def test_any_file_name_is_answered(name):
    assert read_dsr([Path("/nowhere", name)]).exit_code == 2

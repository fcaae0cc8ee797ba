"""Whatever the bytes: `read_cwr` answers with an outcome, and what it accepts can be published."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.reports import RecordedAt
from processors.validation.events import event_faults
from streams.importers.cwr import CwrOutcome, read_cwr
from streams.importers.cwr.acknowledgement_file import Recipient, acknowledgement_file
from streams.importers.cwr.layouts import LAYOUTS
from streams.importers.cwr_events import registration_events
from tests.streams.importers.cwr.cwr_text import cwr_file, song

TYPES = sorted({record for layouts in LAYOUTS.values() for record in layouts})
LINES = cwr_file([song(), song(number="W2"), song("REV", "W3")]).splitlines()
AT = datetime(2026, 1, 4, tzinfo=UTC)


def read(data: bytes, name: str = "any.dat") -> CwrOutcome:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_cwr([path], salvage=True)


def use(outcome: CwrOutcome) -> None:
    """Everything that is made of an outcome can be made of this one."""
    json.dumps(outcome.to_json())
    for one in outcome.accepted():
        ((_, _, event),) = registration_events(one)
        recorded = RecordedAt(event["occurred_at"] // 1000, 0, 0)
        assert event_faults(event, recorded).listed == []
    for file in outcome.files:
        text = acknowledgement_file(file, outcome.judged, Recipient("099", "TEST"), AT)
        assert text.startswith("HDRSO")


@given(data=st.binary(max_size=2_000))
def test_any_bytes(data: bytes) -> None:
    use(read(data))


CELLS = st.text(st.sampled_from("0123456789ABCIEN T.-é\0"), max_size=300)


@settings(max_examples=200)
@given(
    records=st.lists(st.builds(lambda kind, rest: kind + rest, st.sampled_from(TYPES), CELLS)),
    version=st.sampled_from(["02.10", "02.20", "03.00"]),
)
def test_any_records(records: list[str], version: str) -> None:
    lines = [LINES[0], f"GRHNWR00001{version}0000000000", *records, *LINES[-2:]]
    use(read("\r\n".join(lines).encode()))


@settings(max_examples=300)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.integers(0, 180),
            st.text(st.sampled_from("019XEI T"), min_size=1, max_size=12),
        ),
        max_size=4,
    )
)
def test_a_right_file_overwritten_at_random(edits: list[tuple[int, int, str]]) -> None:
    lines = list(LINES)
    for number, position, text in edits:
        line = f"{lines[number]:<{position}}"
        lines[number] = line[:position] + text + line[position + len(text) :]
    use(read("\r\n".join(lines).encode()))


@given(cut=st.integers(0, 2_000))
def test_a_file_cut_off_anywhere_is_refused(cut: int) -> None:
    whole = "\r\n".join(LINES)
    kept = whole[: min(cut, len(whole) - 1)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "CW260001TST_000.V21"
        path.write_text(kept)
        outcome = read_cwr([path])
    assert outcome.exit_code == 2
    assert outcome.accepted() == []

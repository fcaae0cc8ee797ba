"""DSR files of any bytes, plain or packed: an outcome, whose reports intake takes."""

import gzip
import tempfile
from collections.abc import Sequence
from pathlib import Path

from processors.intake import Intake, Received
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from streams.importers.dsr import read_dsr
from streams.importers.dsr_events import admission, created_micros, platform_of, usage_events
from tests.fuzzing.target import Target
from tests.streams.importers.dsr.test_any_bytes import NAME, RIGHT

_CODECS = codecs_of(None)
_INTAKE = Intake(2, SubjectIndex(canonical), lambda *_: True)
_FOLDER = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
_GZIP = b"\x1f\x8b"
_LATE = 10**15
"""Milliseconds far in the future: no date of a report is later."""


def run(data: bytes) -> None:
    packed = data.startswith(_GZIP)
    path = Path(_FOLDER.name, NAME + (".gz" if packed else ""))
    path.write_bytes(data)
    outcome = read_dsr([path])
    outcome.to_json()
    assert len(outcome.reports) == (0 if outcome.faults else 1)
    for finding in (*outcome.faults, *outcome.warnings):
        assert str(finding)
    for report in outcome.reports:
        at = created_micros(report)
        events = [admission(platform_of(report), report.sender_name, at), *usage_events(report)]
        for topic, key, event in events:
            value = _CODECS.encode(topic, event)
            received = Received(topic, RecordedAt(_LATE, 0, 1), key, value, {})
            read = _CODECS.decode_columns if topic == topics.USAGE else _CODECS.decode
            taken = _INTAKE.take(received, read(topic, value))
            assert taken.accepted, taken.outputs[0].record["faults"]


def seeds() -> Sequence[bytes]:
    lines = RIGHT.splitlines(keepends=True)
    return [
        RIGHT, RIGHT.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + RIGHT,
        gzip.compress(RIGHT, mtime=0),
        gzip.compress(RIGHT, mtime=0)[:-9], b"".join(lines[:2] + lines[2:5] * 2 + lines[5:]), b"",
        RIGHT.replace(b"50\t2.5", b"1e5\tNaN"), RIGHT.replace(b"2.5", b"-0.000000000000000001"),
        RIGHT.replace(b"Sexual Healing", "\u202eTitle\u3000\u200d".encode()),
    ]  # fmt: skip


def giants() -> Sequence[bytes]:
    """Bombs, lines without end, and rows that repeat."""
    lines = RIGHT.splitlines(keepends=True)
    bomb = gzip.compress(bytes(1 << 28), 9, mtime=0)
    return [
        bomb,
        gzip.compress(lines[0] + b"#" + b"x" * (1 << 27), 9, mtime=0),
        gzip.compress(RIGHT, mtime=0) * 20_000,
        b"HEAD" + b"\t" * (1 << 24),
        lines[0] + lines[1] + b"".join(lines[2:5]) * 20_000,
        lines[0] + lines[1] * 50_000,
        lines[0] + b"AS01.01\t" + b"|" * (1 << 22) + b"\n",
        (b"X%d\t\n" * 5) % (1, 2, 3, 4, 5) * 100_000,
        b"\xff\n" * (1 << 20),
        b"\n" * (1 << 22),
        b"".join(b"R%d\t1\n" % record for record in range(200_000)),
        RIGHT.replace(b"\t50\t2.5", b"\t" + b"9" * 100_000 + b"\t" + b"9" * 100_000),
    ]


TARGET = Target(
    name="dsr",
    says="DSR files, plain and gzip, through intake",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=512,
    seconds=60,
)

"""CWR files of any bytes: an outcome, its answer, and events that intake takes."""

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from processors.reports import RecordedAt
from processors.validation.events import event_faults
from schemas.codecs import codecs_of
from streams.importers.cwr import read_cwr
from streams.importers.cwr.acknowledgement_file import Recipient, acknowledgement_file
from streams.importers.cwr_events import registration_events
from tests.fuzzing.target import Target
from tests.streams.importers.cwr.cwr_text import cwr_file, grh, hdr, song

_CODECS = codecs_of(None)
_FOLDER = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
_AT = datetime(2026, 1, 4, tzinfo=UTC)


def run(data: bytes) -> None:
    path = Path(_FOLDER.name, "CW260001TST_000.V21")
    path.write_bytes(data)
    outcome = read_cwr([path], salvage=True)
    json.dumps(outcome.to_json())
    for one in outcome.accepted():
        for topic, key, event in registration_events(one):
            key.decode()
            decoded = _CODECS.decode(topic, _CODECS.encode(topic, event))
            recorded = RecordedAt(max(0, event["occurred_at"] // 1000), 0, 0)
            assert event_faults(decoded, recorded).listed == []
    for file in outcome.files:
        text = acknowledgement_file(file, outcome.judged, Recipient("099", "TEST"), _AT)
        assert text.startswith("HDRSO")
        text.encode()


def seeds() -> Sequence[bytes]:
    whole = cwr_file([song(), song("REV", "W2")])
    return [
        whole.encode(), whole.replace("\r\n", "\n").encode(), whole[:-30].encode(), b"",
        cwr_file([song()], header=hdr(version="2.2"), group=grh("NWR", "02.20")).encode(),
        whole.replace("THE SONG", "CAF\u00c9 \u202e").encode(),
        whole.replace("THE", "\xc9").encode("latin-1"),
    ]  # fmt: skip


def giants() -> Sequence[bytes]:
    lines = cwr_file([song()]).splitlines()
    head, body, foot = lines[:2], lines[2:-2], lines[-2:]

    def joined(*parts: list[str]) -> bytes:
        return "\r\n".join(line for part in parts for line in part).encode()

    return [
        joined(head, body * 2_000, foot),
        joined(head, [body[0]], body[1:] * 2_000, foot),
        joined(head, [line[:120] + "2136N001" for line in body[2:3]] * 10_000, foot),
        joined(head * 10_000),
        joined(foot * 10_000),
        b"x" * (1 << 24),
        b"\r\n" * (1 << 21),
        b"\xff\xfe\n" * (1 << 18),
        b"NWR" + bytes(8_000) + b"\n",
        joined(head, ["PWR" + "0" * 150] * 10_000, foot),
    ]


TARGET = Target(
    name="cwr",
    says="CWR files, their acknowledgements and events",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=512,
    seconds=60,
)

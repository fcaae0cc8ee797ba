"""The answer to a file is a CWR file, and says what was decided."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processors.cwr.version import CwrVersion
from processors.days import date_of
from streams.importers.cwr import CwrOutcome, read_cwr
from streams.importers.cwr.acknowledgement_file import Recipient, acknowledgement_file
from streams.importers.cwr.file_name import answer_name
from tests.streams.importers.cwr.cwr_text import (
    WRITER_IPI,
    cwr_file,
    grh,
    hdr,
    hdr30,
    read_text,
    song,
    told,
    work,
    writer,
)

AT = datetime(2026, 1, 5, 9, 30, 15, tzinfo=UTC)
SOCIETY = Recipient("052", "PRS")


def answer_to(outcome: CwrOutcome, folder: Path, name: str = "CW260001052_TST.V21") -> CwrOutcome:
    text = acknowledgement_file(outcome.files[0], outcome.judged, SOCIETY, AT)
    path = folder / name
    path.write_bytes(text.encode())
    return read_cwr([path])


def check_same(outcome: CwrOutcome, answered: CwrOutcome) -> None:
    """Every decision is read back with its messages, and the answer is a sound file."""
    assert told(answered) == []
    answers = [one.transaction.answer for one in answered.judged if one.transaction.answer]
    decided = [one for one in outcome.judged if one.decision]
    assert len(answers) == len(decided)
    for answer, one in zip(answers, decided, strict=True):
        assert one.decision is not None
        assert answer.status == one.decision.status.value
        assert answer.original_group == one.transaction.group
        assert answer.original_transaction == one.transaction.number
        assert answer.original_type == one.transaction.kind
        assert [
            (m.level, m.original_record, m.original_type, m.edit_level, m.validation, m.text)
            for m in answer.messages
        ] == [
            (m.kind, m.record_number, m.record, m.level, m.number, m.text.strip())
            for m in one.decision.messages
        ]


MIXED = [
    song(),
    [work(number="W2", title="BAD SUM"), *song()[1:3], writer(shares=(4000, 0, 0)), *song()[4:]],
    [work(number="W3", iswc="T0000000005"), *song()[1:]],
    song(number="W1"),
]


def test_each_decision_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file(MIXED))
    answered = answer_to(outcome, tmp_path)
    check_same(outcome, answered)
    answers = [one.transaction.answer for one in answered.judged if one.transaction.answer]
    assert [answer.status for answer in answers] == ["AS", "RJ", "AC", "DU"]
    first = answers[0]
    assert (date_of(first.created_day).isoformat(), first.created_second) == ("2026-01-03", 43_200)
    assert date_of(first.processing_day).isoformat() == "2026-01-05"
    assert (first.title, first.submitter_work_number) == ("THE SONG", "W1")
    assert first.recipient_work_number == "199-W1"
    assert answers[1].recipient_work_number == ""
    assert "T011" in {f"{m.edit_level}{m.validation}" for m in answers[1].messages}


def test_the_answer_as_a_recipient_would_write_it(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file([song()]))
    text = acknowledgement_file(outcome.files[0], outcome.judged, SOCIETY, AT)
    sent = cwr_file([song()]).splitlines()
    assert text.endswith("\r\n")
    lines = text.splitlines()
    assert lines[0] == f"HDRSO000000052{'PRS':45}01.102026010509301520260105"
    assert lines[1].rstrip() == "GRHACK0000102.100000000000"
    assert lines[2] == (
        f"ACK{0:08}{0:08}202601031200000000100000000NWR{'THE SONG':60}{'W1':20}{'199-W1':20}"
        "20260105AS"
    )
    assert [line[:19] for line in lines[3:9]] == [
        f"{record}{0:08}{number:08}"
        for number, record in enumerate(("NWR", "SPU", "SPT", "SWR", "SWT", "PWR"), start=1)
    ]
    assert [line[19:] for line in lines[3:9]] == [line[19:].rstrip() for line in sent[2:8]]
    assert lines[9] == f"GRT00001{1:08}{9:08}   0000000000"
    assert lines[10] == f"TRL00001{1:08}{11:08}"


@pytest.mark.parametrize(
    ("version", "name"), [("02.10", "CW260001052_TST.V21"), ("02.20", "CW260001052_TST.V22")]
)
def test_the_answer_has_the_version_of_the_file(tmp_path: Path, version: str, name: str) -> None:
    header = hdr(version="2.2") if version == "02.20" else hdr()
    text = cwr_file([song()], header=header, group=grh("NWR", version))
    outcome = read_text(tmp_path, text, name)
    answered = answer_to(outcome, tmp_path, name)
    check_same(outcome, answered)
    assert answered.files[0].version == outcome.files[0].version


def test_a_file_refused_as_a_whole_is_answered_on_its_trailer(tmp_path: Path) -> None:
    lines = cwr_file([song()]).splitlines()
    lines[-1] = "TRL000010000000900000009"
    outcome = read_text(tmp_path, "\r\n".join(lines))
    answered = answer_to(outcome, tmp_path)
    assert told(answered) == []
    on_file, on_work = (one.transaction.answer for one in answered.judged)
    assert on_file is not None
    assert (on_file.original_type, on_file.status) == ("TRL", "RJ")
    assert [message.level for message in on_file.messages] == ["E", "E"]
    assert on_work is not None
    assert (on_work.original_type, on_work.status) == ("NWR", "RJ")


def test_titles_beyond_ascii_come_back_in_utf_8(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, cwr_file([song(title="DÉJÀ VU")]))
    text = acknowledgement_file(outcome.files[0], outcome.judged, SOCIETY, AT)
    assert text.splitlines()[0][86:91] == "UTF-8"
    assert f"NWR{'DÉJÀ VU':60}" in text


LETTERS = st.text(string.ascii_uppercase + string.digits + " -'.", min_size=1, max_size=14)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    works=st.lists(
        st.tuples(LETTERS, LETTERS, st.integers(0, 10_000), st.sampled_from(["NWR", "REV"])),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_sent_the_answer_reads_back_equal(
    tmp_path: Path, works: list[tuple[str, str, int, str]]
) -> None:
    transactions = [
        [
            work(kind, title, number),
            *song()[1:3],
            writer(shares=(share, 0, 0)),
            *song()[4:],
        ]
        for title, number, share, kind in works
    ]
    outcome = read_text(tmp_path, cwr_file(transactions))
    check_same(outcome, answer_to(outcome, tmp_path))


NAMES = [
    ("CW260017ABC_052.V21", CwrVersion.V21, 0, "CW260017052_ABC.V21"),
    ("CW260017ABC_000.V22", CwrVersion.V22, 1, "CW260018052_ABC.V22"),
    ("songs.txt", CwrVersion.V21, 0, "CW260001052_000.V21"),
    ("CW260017ABCD_052_V3-0-0.SUB", CwrVersion.V30, 0, "CW260017052_ABCD_V3-0-0.ACK2"),
]


@pytest.mark.parametrize(("name", "version", "step", "expected"), NAMES)
def test_the_name_of_the_answer(name: str, version: CwrVersion, step: int, expected: str) -> None:
    assert answer_name(name, version, "052", 2026, step) == expected


def test_an_answer_in_3_0_uses_the_statuses_of_3_0(tmp_path: Path) -> None:
    shared = f"{'052 044     ':44}0000"
    records = [
        f"WRK|{'THE SONG':60}{'':2}{'W1':14}{'':11}{'0' * 8}{'':12}POP{'0' * 6}Y{'':6}ORI",
        f"SWR|{'A1':9}{'SMITH':45}{'ANN':30}NCA{'0' * 9}{WRITER_IPI}",
        f"SWT|001{'A1':9}100001000010000I2136{shared}",
    ]
    text = cwr_file([records], header=hdr30(), group="GRHWRK0000103.000000000000")
    outcome = read_text(tmp_path, text, "CW260001TST_052_V3-0-0.SUB")
    answered = answer_to(outcome, tmp_path, "CW260001052_TST_V3-0-0.ACK2")
    check_same(outcome, answered)
    assert answered.files[0].version is CwrVersion.V30
    (answer,) = [one.transaction.answer for one in answered.judged if one.transaction.answer]
    assert (answer.original_type, answer.status) == ("WRK", "SR")

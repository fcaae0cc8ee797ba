"""Line ends, encodings and lengths of lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.importers.cwr.physical_lines import MAX_LINE_BYTES
from tests.streams.importers.cwr.cwr_text import (
    cwr_file,
    hdr,
    read_text,
    song,
    statuses,
    told,
)

ONE_SONG = cwr_file([song()])


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_lines_end_with_cr_lf_or_lf_and_the_last_needs_none(tmp_path: Path, end: str) -> None:
    text = cwr_file([song()], end=end).removesuffix(end)
    assert told(read_text(tmp_path, text)) == []


@pytest.mark.parametrize("tail", ["\x1a", "\r\n\r\n", "\r\n   \r\n"])
def test_blank_lines_and_the_end_mark_of_old_systems_are_no_records(
    tmp_path: Path, tail: str
) -> None:
    assert told(read_text(tmp_path, ONE_SONG + tail)) == []


def test_blanks_at_the_end_of_records_may_be_there_or_not(tmp_path: Path) -> None:
    padded = "".join(f"{line:<260}\r\n" for line in ONE_SONG.splitlines())
    trimmed = "".join(f"{line.rstrip()}\r\n" for line in ONE_SONG.splitlines())
    assert told(read_text(tmp_path, padded)) == told(read_text(tmp_path, trimmed)) == []


def test_what_stands_behind_the_last_field_is_told_and_ignored(tmp_path: Path) -> None:
    lines = ONE_SONG.splitlines()
    lines[4] = f"{lines[4]:58}SURPLUS"
    outcome = read_text(tmp_path, "\r\n".join(lines))
    assert told(outcome) == [("FR", "SPT", "", "record-too-long")]
    assert statuses(outcome) == ["AC"]


ENCODED = [
    ("utf-8", "", ["character-set-not-named", "foreign-characters"]),
    ("latin-1", "", ["character-set-not-named", "foreign-characters"]),
    ("utf-8", "UTF-8", ["foreign-characters"]),
]


@pytest.mark.parametrize(("encoding", "named", "codes"), ENCODED)
def test_characters_beyond_ascii_are_read_in_their_encoding_and_told(
    tmp_path: Path, encoding: str, named: str, codes: list[str]
) -> None:
    header = f"{hdr():86}{named}"
    text = cwr_file([song(title="DÉJÀ VU")], header=header)
    outcome = read_text(tmp_path, text.encode(encoding))
    assert [code for *_, code in told(outcome)] == codes
    (judged,) = outcome.judged
    assert judged.edited is not None
    assert judged.edited.work.title == "DÉJÀ VU"
    assert judged.accepted


def test_chinese_in_big5_is_read_when_the_header_names_it(tmp_path: Path) -> None:
    title = f"NAT|{'月亮代表我的心':640}OTZH"
    text = cwr_file([[*song(), title]], header=f"{hdr():86}BIG5")
    outcome = read_text(tmp_path, text.encode("big5"))
    assert told(outcome) == []
    (judged,) = outcome.judged
    assert judged.edited is not None
    assert [one.title for one in judged.edited.work.titles] == ["月亮代表我的心"]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert told(read_text(tmp_path, b"\xef\xbb\xbf" + ONE_SONG.encode())) == []


def test_a_control_character_costs_the_record(tmp_path: Path) -> None:
    lines = ONE_SONG.splitlines()
    lines[4] = lines[4][:30] + "\0" + lines[4][31:]
    outcome = read_text(tmp_path, "\r\n".join(lines))
    assert ("RR", "SPT", "", "control-character") in told(outcome)


def test_a_line_without_end_is_given_up_before_it_fills_the_memory(tmp_path: Path) -> None:
    text = ONE_SONG[:200] + "A" * (MAX_LINE_BYTES * 3)
    outcome = read_text(tmp_path, text)
    assert ("ER", "", "", "line-too-long") in told(outcome)
    assert outcome.accepted() == []


def test_a_zip_archive_is_named_as_one(tmp_path: Path) -> None:
    outcome = read_text(tmp_path, b"PK\x03\x04" + b"\0" * 100, "CW260001TST_000.zip")
    assert told(outcome) == [("ER", "", "", "zip-archive")]

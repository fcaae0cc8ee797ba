"""Files as they lie on disk: packed, with other line ends, damaged, absent."""

from __future__ import annotations

import gzip

import pytest

from streams.importers.dsr import physical_lines, read_dsr

NAME = "DSR_TEST_Streamer_Music_2015-Q4_IS_1of1_20160121T150926.tsv"


def codes(outcome):
    return [fault.code for fault in outcome.faults]


def test_packed_file_is_read_like_the_plain_one(dsr):
    plain = dsr.accepted(dsr.ugc())
    packed = dsr.accepted(dsr.ugc(name=NAME + ".gz"))
    assert packed.reports[0].lines == plain.reports[0].lines


def test_windows_line_ends_are_line_ends(dsr):
    file = dsr.ugc()
    file.end = "\r\n"
    assert dsr.accepted(file).warnings == []


def test_last_line_needs_no_line_end(dsr):
    path = dsr.folder / NAME
    path.write_bytes(dsr.ugc().content().removesuffix(b"\n"))
    assert read_dsr([path]).exit_code == 0


def test_comments_and_empty_lines_count_as_lines(dsr):
    file = dsr.ugc().text("#FOOT\tNumberOfLinesInFile").text("").text("\t\t")
    assert dsr.accepted(file).warnings == []


def test_empty_lines_after_the_footer_may_count_or_not(dsr):
    path = dsr.folder / NAME
    path.write_bytes(dsr.ugc().content() + b"\n\n")
    assert read_dsr([path]).exit_code == 0


def test_spaces_around_cells_mean_nothing(dsr):
    file = dsr.ugc()
    file.set("AS01", "Title", " Sexual Healing ").set("SU03.01", "BlockId", "1 ")
    (report,) = dsr.accepted(file).reports
    assert report.lines.reference[0] == "isrc:USSM19803031"


def test_byte_order_mark_is_ignored_with_a_warning(dsr):
    path = dsr.folder / NAME
    path.write_bytes(b"\xef\xbb\xbf" + dsr.ugc().content())
    outcome = read_dsr([path])
    assert outcome.exit_code == 0
    assert [warning.code for warning in outcome.warnings] == ["byte-order-mark"]


def test_bytes_that_are_not_utf_8_are_a_fault_at_their_line(dsr):
    file = dsr.ugc()
    path = dsr.folder / NAME
    path.write_bytes(file.content().replace(b"Sexual", b"S\xe9xual", 1))
    (fault,) = read_dsr([path]).faults
    assert (fault.code, fault.line) == ("not-utf-8", file.line_of("AS01"))


def test_titles_in_every_script_are_text(dsr):
    file = dsr.ugc().set("AS01", "Title", "Лёт 夜に駆ける \u2028 שלום")
    assert dsr.accepted(file).warnings == []


def test_packed_file_that_is_cut_off_is_a_fault(dsr):
    path = dsr.folder / (NAME + ".gz")
    path.write_bytes(gzip.compress(dsr.ugc().content())[:-20])
    assert "gzip-damaged" in codes(read_dsr([path]))


def test_plain_file_named_as_packed_is_a_fault(dsr):
    path = dsr.folder / (NAME + ".gz")
    path.write_bytes(dsr.ugc().content())
    assert "gzip-damaged" in codes(read_dsr([path]))


def test_packed_file_that_explodes_is_not_read_on(dsr, monkeypatch):
    monkeypatch.setattr(physical_lines, "MIN_GZIP_LIMIT", 1 << 20)
    path = dsr.folder / (NAME + ".gz")
    path.write_bytes(gzip.compress(b"#" * 79 + (b"\n" + b"#" * 79) * 400_000))
    assert "gzip-too-large" in codes(read_dsr([path]))


def test_line_without_end_is_not_read_on(dsr, monkeypatch):
    monkeypatch.setattr(physical_lines, "MAX_LINE_BYTES", 1 << 20)
    path = dsr.folder / NAME
    path.write_bytes(b"#" * (1 << 22))
    assert "line-too-long" in codes(read_dsr([path]))


def test_file_of_several_batches_is_read_whole(dsr, monkeypatch):
    monkeypatch.setattr(physical_lines, "_CHUNK_BYTES", 7)
    seen = []
    path = dsr.ugc().write(dsr.folder)
    outcome = read_dsr([path], seen.append)
    assert outcome.exit_code == 0
    assert seen == sorted(seen)
    assert seen[-1] == len(path.read_bytes().splitlines())


def test_empty_file_is_a_fault(dsr):
    path = dsr.folder / NAME
    path.write_bytes(b"")
    assert codes(read_dsr([path])) == ["empty-file"]


@pytest.mark.parametrize("place", ["absent", "folder"])
def test_file_that_cannot_be_read_is_a_fault(dsr, place):
    path = dsr.folder / NAME
    if place == "folder":
        path.mkdir()
    assert codes(read_dsr([path])) == ["cannot-read"]


def test_no_files_are_no_faults():
    outcome = read_dsr([])
    assert (outcome.files, outcome.exit_code, outcome.reports) == (0, 0, [])


def test_files_of_one_name_in_two_folders_are_told_apart(dsr):
    other = dsr.folder / "other"
    other.mkdir()
    paths = [dsr.ugc().write(dsr.folder), dsr.ugc().write(other)]
    outcome = read_dsr(paths)
    assert "file-twice" in codes(outcome)
    assert {fault.file for fault in outcome.faults} <= {str(path) for path in paths}

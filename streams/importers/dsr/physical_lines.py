"""Lines of a DSR file as they lie on disk: `.tsv` or `.tsv.gz`, UTF-8, LF or CRLF.

Lines are read in batches, so that a file of gigabytes needs little memory. Damage to the bytes (not
UTF-8, control characters, a broken or exploding gzip) is reported here; what the lines say is not
looked at.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from streams.importers.dsr.faults import FileFindings, Place

_CHUNK_BYTES = 1 << 20
#: The longest line in bytes: an RU01 row lists every video of a work, here about a million of them.
MAX_LINE_BYTES = 1 << 24
#: A gzip may grow to this many times its size; text of this kind grows 5 to 30 times.
MAX_GZIP_GROWTH = 200
#: What every gzip may grow to, however small it is.
MIN_GZIP_LIMIT = 1 << 26

_BOM = b"\xef\xbb\xbf"
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n") + b"\x7f"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_LOOSE_SPACES = (" \t", "\t ", " \n", "\n ")

#: Number of the first line of a batch, and the lines without their ends.
Batch = tuple[int, list[str]]


def read_batches(path: Path, findings: FileFindings) -> Iterator[Batch]:
    """Batches of lines; ends early, with a fault, where the file cannot be read on."""
    try:
        with path.open("rb") as raw:
            if path.name.endswith(".gz"):
                limit = max(MIN_GZIP_LIMIT, path.stat().st_size * MAX_GZIP_GROWTH)
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield from _batches(unpacked, findings, limit)
            else:
                yield from _batches(raw, findings, None)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        why = f"the gzip is damaged or cut off ({error}): the report is not whole; send it again."
        findings.fault("gzip-damaged", why)
    except (OSError, ValueError) as error:
        # ValueError: a path with a null character cannot name a file.
        findings.fault("cannot-read", f"the file cannot be read ({error}); check path and rights.")


def _batches(
    source: IO[bytes] | gzip.GzipFile, findings: FileFindings, limit: int | None
) -> Iterator[Batch]:
    """Cut the bytes at line feeds and hand on whole lines."""
    first_line = 1
    read = 0
    held = b""
    while chunk := source.read(_CHUNK_BYTES):
        if read == 0 and chunk.startswith(_BOM):
            chunk = chunk[len(_BOM) :]
            why = "the file begins with a byte order mark; it is ignored, save as UTF-8 without it."
            findings.warn("byte-order-mark", why, Place(1))
        read += len(chunk)
        if limit is not None and read > limit:
            why = (
                f"the gzip grows to more than {limit} bytes, {MAX_GZIP_GROWTH} times its size;"
                " reading stopped. Send the report as several files or uncompressed."
            )
            findings.fault("gzip-too-large", why)
            return
        whole, feed, rest = chunk.rpartition(b"\n")
        if not feed:
            held += chunk
        else:
            lines = _decoded(held + whole, first_line, findings)
            yield first_line, lines
            first_line += len(lines)
            held = rest
        if len(held) > MAX_LINE_BYTES:
            why = f"the line is longer than {MAX_LINE_BYTES} bytes; records end with a line feed."
            findings.fault("line-too-long", why, Place(first_line))
            return
    if held:
        yield first_line, _decoded(held, first_line, findings)


def _decoded(data: bytes, first_line: int, findings: FileFindings) -> list[str]:
    """Lines of bytes cut at line feeds, with damage reported at its line."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").removesuffix(b"\r")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _decoded_with_damage(data, first_line, findings)
    lines = text.split("\n")
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        _report_control_characters(lines, first_line, findings)
    if any(space in text for space in _LOOSE_SPACES) or text[:1] == " " or text[-1:] == " ":
        lines = [_trimmed(line) for line in lines]
    return lines


def _decoded_with_damage(data: bytes, first_line: int, findings: FileFindings) -> str:
    """Text of bytes that are not all UTF-8, each damaged line reported."""
    for number, line in enumerate(data.split(b"\n"), start=first_line):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            why = (
                f"byte {error.start + 1} of the line is not UTF-8 ({error.reason}); titles and"
                " names would be lost. Save the file as UTF-8."
            )
            findings.fault("not-utf-8", why, Place(number))
    return data.decode(errors="replace")


def _report_control_characters(lines: list[str], first_line: int, findings: FileFindings) -> None:
    for number, line in enumerate(lines, start=first_line):
        if match := _CONTROL.search(line):
            why = (
                f"the control character U+{ord(match[0]):04X} stands in the line; a record ends"
                " with LF or CRLF and holds text and tabs only. Take it out."
            )
            findings.fault("control-character", why, Place(number))


def _trimmed(line: str) -> str:
    """A line without the spaces around its cells, which are allowed and mean nothing."""
    if " \t" in line or "\t " in line or line.startswith(" ") or line.endswith(" "):
        return "\t".join(cell.strip(" ") for cell in line.split("\t"))
    return line

"""CWR files through the whole stack: who owns a work, and what a later file changes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.main import app
from tests.streams.importers.cwr.cwr_text import (
    OWN_IPI,
    WRITER_IPI,
    cwr_file,
    hdr,
    song,
    work,
    writer,
    writes,
)
from tests.system.running_stack import RunningStack, running

pytestmark = pytest.mark.system

FIRST, LATER = "20200103120000", "20200204120000"


def imported(file: Path, folder: Path, expected_exit: int) -> list[str]:
    """Imports a file into the stack on the folder; the status of each registration."""
    told = file.with_suffix(".json")
    arguments = ["import", "cwr", str(file), "--data", str(folder), "--json", str(told)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == expected_exit, done.output
    return [one["status"] for one in json.loads(told.read_text())["acknowledgements"]]


def owners(stack: RunningStack, number: str, right: str) -> list[list[str]]:
    stack.rest()
    return stack.rows(
        "SELECT status, territories, holders, shares_ppm FROM ownership "
        f"WHERE work = 'work:CWR-199-{number}' AND right_name = '{right}' ORDER BY territories"
    )


def test_works_are_owned_as_the_file_says_until_a_later_one_revises_them(tmp_path: Path) -> None:
    files, folder = tmp_path / "files", tmp_path / "stack"
    files.mkdir()
    first, later = files / "CW200001TST_000.V21", files / "CW200002TST_000.V21"
    first.write_text(cwr_file([song(), song(number="W2")], header=hdr(created=FIRST)))
    at_home = [
        writes(number=1),
        writes(tis="0752", sign="E", shares=(0, 0, 0), number=2),
    ]
    revised = [work("REV", number="W2"), *song()[1:3], writer(), *at_home, song()[-1]]
    later.write_text(cwr_file([song(), revised], header=hdr(created=LATER)))
    own, ann = f"ipi:{OWN_IPI}", f"ipi:{WRITER_IPI}"
    both = ["Clear", "World", f"['{own}','{ann}']", "[500000,500000]"]
    with running(folder) as stack:
        stack.await_sink()
        assert imported(first, folder, 0) == ["AS", "AS"]
        for number in ("W1", "W2"):
            assert owners(stack, number, "Performing") == [both]
            assert owners(stack, number, "Mechanical") == [
                ["Clear", "World", f"['{own}']", "[1000000]"]
            ]
        # W1 is new no more, and a group of NWR has no REV: both are refused.
        assert imported(later, folder, 2) == ["RJ", "RJ"]
        later.write_text(cwr_file([revised], header=hdr(created=LATER), group="", kind="REV"))
        assert imported(later, folder, 0) == ["AS"]
        assert owners(stack, "W2", "Performing") == [
            ["Underclaimed", "SE", f"['{own}']", "[500000]"],
            ["Clear", "World-SE", f"['{own}','{ann}']", "[500000,500000]"],
        ]
        # The first file again: the same answer, and nothing is taken back.
        before = owners(stack, "W2", "Performing")
        assert imported(first, folder, 0) == ["AS", "AS"]
        assert owners(stack, "W2", "Performing") == before
        assert owners(stack, "W1", "Performing") == [both]
    answers = sorted(path.name for path in files.iterdir() if "099" in path.name)
    assert [name[4:] for name in answers] == [
        "0001099_TST.V21",
        "0002099_TST.V21",
        "0003099_TST.V21",
        "0004099_TST.V21",
    ]

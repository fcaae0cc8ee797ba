"""`import cwr` without a stack: exit codes, the JSON document, where answers are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.imports import app
from streams.importers.cwr import read_cwr
from streams.local.errors import LocalStackError
from tests.streams.importers.cwr.cwr_text import cwr_file, song, told, work, writer

SOUND = cwr_file([song()])
BAD_SUM = [work(), *song()[1:3], writer(shares=(4000, 0, 0)), *song()[4:]]


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["cwr", *arguments, "--data", str(folder / "no-stack")])
    return done.exit_code, done.output


def written(folder: Path, text: str, name: str = "CW260001TST_000.V21") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


EXITS = [
    (SOUND, 0),
    (cwr_file([[work(iswc="T0000000005"), *song()[1:]]]), 0),
    (cwr_file([BAD_SUM]), 2),
    (SOUND.replace("TRL00001", "TRL00002"), 2),
    ("no CWR at all", 2),
]


@pytest.mark.parametrize(("text", "expected"), EXITS)
def test_a_check_answers_by_its_exit_code_and_writes_nothing(
    tmp_path: Path, text: str, expected: int
) -> None:
    code, _ = run(tmp_path, written(tmp_path, text), "--check")
    assert code == expected
    assert [path.name for path in tmp_path.iterdir()] == ["CW260001TST_000.V21"]


def test_the_document_has_works_sums_errors_and_decisions(tmp_path: Path) -> None:
    file, document = written(tmp_path, cwr_file([song(), BAD_SUM])), tmp_path / "all.json"
    code, output = run(tmp_path, file, "--check", "--json", str(document))
    assert code == 2
    assert "1 accepted (1 ready for payment), 1 not" in output.replace("\n", " ").replace("  ", " ")
    told_all = json.loads(document.read_text())
    assert [work["ownership"]["PR"] for work in told_all["works"]] == ["100.00", "90.00"]
    assert [(one["work"], one["accepted"]) for one in told_all["works"]] == [
        ("work:CWR-199-W1", True),
        ("work:CWR-199-W1", False),
    ]
    assert told_all["works"][0]["collection"] == [
        {
            "territories": "World",
            "controlled": {"PR": "100.00", "MR": "100.00", "SR": "100.00"},
            "all": {"PR": "100.00", "MR": "100.00", "SR": "100.00"},
        }
    ]
    assert [one["status"] for one in told_all["acknowledgements"]] == ["AS", "RJ"]
    # 40 % of a writer: less than a half (edit 9), and not all with the publisher's (edit 11).
    (sum_error,) = [one for one in told_all["errors"] if one["edit"] == "T011"]
    assert (sum_error["level"], sum_error["line"], sum_error["transaction"]) == ("TR", 9, 1)
    assert set(sum_error) >= {"file", "record_type", "record", "field", "code", "why", "mend"}
    assert told_all["errors_by_level"] == {"FR": 0, "RR": 0, "TR": 2, "GR": 0, "ER": 0}


def test_answers_go_into_the_folder_named(tmp_path: Path) -> None:
    files = [written(tmp_path, SOUND, f"CW26000{n}TST_000.V21") for n in (1, 2)]
    answers = tmp_path / "answers"
    answers.mkdir()
    code, _ = run(tmp_path, *files, "--check", "--ack", str(answers), "--society", "052")
    # The second file registers the work again, at the same instant.
    assert code == 2
    names = ["CW260001052_TST.V21", "CW260002052_TST.V21"]
    found = sorted(path.name for path in answers.iterdir())
    assert [name[4:] for name in found] == [name[4:] for name in names]
    assert all(told(read_cwr([path])) == [] for path in answers.iterdir())


def test_an_answer_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = written(tmp_path, SOUND)
    for _ in range(2):
        run(tmp_path, file, "--check", "--ack", str(tmp_path))
    assert len(list(tmp_path.glob("CW*099_TST.V21"))) == 2


def test_an_answer_is_not_answered(tmp_path: Path) -> None:
    file, answer = written(tmp_path, SOUND), tmp_path / "CW260001099_TST.V21"
    run(tmp_path, file, "--check", "--ack", str(answer))
    folder = tmp_path / "answers"
    folder.mkdir()
    code, output = run(tmp_path, str(answer), "--check", "--ack", str(folder))
    assert code == 0
    assert "NWR W1 'THE SONG': AS" in output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("society", ["52", "PRS", "0520"])
def test_a_society_has_three_digits(tmp_path: Path, society: str) -> None:
    code, output = run(tmp_path, written(tmp_path, SOUND), "--check", "--society", society)
    assert code == 2
    assert "three digits" in output


def test_one_answer_file_cannot_hold_the_answers_to_several(tmp_path: Path) -> None:
    files = [written(tmp_path, SOUND, f"CW26000{n}TST_000.V21") for n in (1, 2)]
    code, output = run(tmp_path, *files, "--check", "--ack", str(tmp_path / "one.V21"))
    assert code == 2
    assert "name a folder" in output


def test_an_import_needs_a_running_stack(tmp_path: Path) -> None:
    arguments = ["cwr", written(tmp_path, SOUND), "--data", str(tmp_path / "no-stack")]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, LocalStackError)
    assert len(list(tmp_path.glob("CW*"))) == 1

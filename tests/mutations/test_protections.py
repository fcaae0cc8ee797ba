"""Each protection is taken out of a copy of the project: a named test must fail each time.

A mutation that survives says that the protection may go one day and nobody would notice.
"""

import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mutations.mutation import Mutation, TableOutOfDate
from tests.mutations.protections import MUTATIONS

ROOT = Path(__file__).parents[2]
_TESTS_FAILED = 1
_SECONDS = 120.0
_AT_ONCE = 2
_NEEDED = ("schemas", "processors", "streams", "sinks", "tests", "pyproject.toml")


def copy_of_project(to: Path) -> Path:
    """What git knows or would take in of what the named tests need."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *_NEEDED],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    return to


def run_tests(project: Path, names: tuple[str, ...]) -> tuple[int, str]:
    """Pytest's exit code and the end of what it said. A test that hangs counts as a failure of the
    table, not as a find."""
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *names],
        cwd=project, env=environment, timeout=_SECONDS, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout[-2_000:] + ended.stderr[-500:]


class Bench:
    """Copies of the project, one for each mutation under test at a time."""

    def __init__(self, folder: Path) -> None:
        self._copies: queue.Queue[Path] = queue.Queue()
        for number in range(_AT_ONCE):
            self._copies.put(copy_of_project(folder / str(number)))
        self._pool = ThreadPoolExecutor(_AT_ONCE)

    def unchanged(self, names: tuple[str, ...]) -> Future[tuple[int, str]]:
        return self._pool.submit(self._run, None, names)

    def outcome(self, mutation: Mutation) -> Future[tuple[int, str]]:
        return self._pool.submit(self._run, mutation, mutation.tests)

    def _run(self, mutation: Mutation | None, names: tuple[str, ...]) -> tuple[int, str]:
        project = self._copies.get()
        try:
            before = mutation.apply(project) if mutation else ""
            try:
                return run_tests(project, names)
            finally:
                if mutation:
                    (project / mutation.file).write_text(before)
        finally:
            self._copies.put(project)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("mutated"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def outcomes(bench: Bench, request: pytest.FixtureRequest) -> dict[str, Future[tuple[int, str]]]:
    """All that is asked for, begun at once."""
    names = {str(item.callspec.id) for item in request.session.items if hasattr(item, "callspec")}
    return {one.protection: bench.outcome(one) for one in MUTATIONS if one.protection in names}


def test_the_named_tests_pass_as_long_as_nothing_is_removed(bench: Bench) -> None:
    """Else their failures would say nothing."""
    names = tuple(sorted({name for mutation in MUTATIONS for name in mutation.tests}))
    code, said = bench.unchanged(names).result()
    assert code == 0, said


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.protection)
def test_a_protection_is_missed_when_it_is_removed(
    mutation: Mutation, outcomes: dict[str, Future[tuple[int, str]]]
) -> None:
    code, said = outcomes[mutation.protection].result()
    assert code == _TESTS_FAILED, f"'{mutation.protection}' can go and nobody notices:\n{said}"


def test_every_protection_has_one_name() -> None:
    names = [mutation.protection for mutation in MUTATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("source", ["", "once twice", "there there"])
def test_a_fragment_that_is_not_there_once_says_that_the_table_is_old(source: str) -> None:
    mutation = Mutation("a protection", "a.py", "there", "gone", ())
    with pytest.raises(TableOutOfDate, match=r"update tests/mutations/protections\.py"):
        mutation.applied_to(source)
    assert mutation.applied_to("it is there.") == "it is gone."


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.protection)
def test_the_table_fits_the_source(mutation: Mutation) -> None:
    changed = mutation.applied_to((ROOT / mutation.file).read_text())
    if mutation.file.endswith(".py"):
        compile(changed, mutation.file, "exec")

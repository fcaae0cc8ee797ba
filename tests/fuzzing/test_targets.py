"""Every target for a few seconds: its seeds, what once broke it, and inputs hypothesis makes."""

import json
import os
import subprocess
import sys

import pytest

from tests.fuzzing.campaign import PROJECT
from tests.fuzzing.corpus import FOLDER, kept
from tests.fuzzing.registry import NAMES, target_of
from tests.fuzzing.searching import as_hypothesis_test

_EXAMPLES = {"market": 250, "intake": 150, "registry_answers": 150, "dsr": 250, "cwr": 250}
_PATIENCE = 6
"""Machines that test several things at once are slower than the bound is meant for."""


@pytest.mark.parametrize("name", NAMES)
def test_seeds(name: str) -> None:
    target = target_of(name)
    seeds = target.seeds()
    assert seeds
    for seed in seeds:
        target.run(seed)


@pytest.mark.parametrize(
    ("name", "crasher"), [(name, path.name) for name in NAMES for path in kept(name)]
)
def test_what_once_broke_it(name: str, crasher: str) -> None:
    target_of(name).run((FOLDER / name / crasher).read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_any_input(name: str) -> None:
    as_hypothesis_test(target_of(name), _EXAMPLES.get(name, 800), derandomize=True)()


@pytest.mark.parametrize("name", [name for name in NAMES if target_of(name).giants()])
def test_giants_stay_within_bounds(name: str) -> None:
    """In a process of its own: memory over its start, and seconds of the processor for each."""
    target = target_of(name)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.fuzzing", "measure", name],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["giants"]
    assert found["mebibytes"] <= target.mebibytes, found
    assert found["slowest_seconds"] <= target.seconds * _PATIENCE, found

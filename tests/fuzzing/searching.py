"""Searches of a target in this process: by coverage (atheris), or by hypothesis."""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .corpus import kept
from .registry import GUIDES, target_of
from .target import Run, Target

_MEBIBYTE_KIBIBYTES = 1024
_MOST_LENGTH = 4_096
_PROCESS_MEBIBYTES = 2_048
"""libFuzzer's bound is on the whole process, and atheris 3.0 itself keeps every array that two
arrays were compared into. Memory is measured without it, on the giants."""


def by_coverage(name: str, seconds: int, folder: Path) -> None:
    """Ends the process, by libFuzzer: 0, or 77 with the crashing input in the folder."""
    import atheris

    with atheris.instrument_imports(include=list(GUIDES[name])):
        target = target_of(name)
    seeds = folder / "seeds"
    seeds.mkdir(parents=True)
    inputs = [*target.seeds(), *(path.read_bytes() for path in kept(name))]
    for number, seed in enumerate(inputs):
        (seeds / f"{number:04}").write_bytes(seed)
        target.run(seed)
    print(f"base_mebibytes: {peak_mebibytes():.0f}", file=sys.stderr, flush=True)
    limit = _PROCESS_MEBIBYTES + target.mebibytes
    arguments = [
        "fuzz", f"-max_total_time={seconds}", f"-timeout={int(target.seconds)}",
        f"-rss_limit_mb={limit}", f"-max_len={_MOST_LENGTH}", f"-artifact_prefix={folder}/",
        "-print_final_stats=1", "-len_control=0", str(seeds),
    ]  # fmt: skip
    atheris.Setup(arguments, target.run)
    atheris.Fuzz()


def inputs_of(target: Target) -> st.SearchStrategy[bytes]:
    """Any bytes, and seeds with a few of their bytes changed, cut or repeated."""
    seeds = list(target.seeds()) or [b""]

    def edited(seed: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
        for place, gone, put in edits:
            at = place % (len(seed) + 1)
            seed = seed[:at] + put + seed[at + gone :]
        return seed

    edits = st.lists(
        st.tuples(st.integers(0, 4_095), st.integers(0, 8), st.binary(max_size=8)), max_size=4
    )
    return st.one_of(st.binary(max_size=400), st.builds(edited, st.sampled_from(seeds), edits))


def as_hypothesis_test(target: Target, examples: int, *, derandomize: bool) -> Callable[[], None]:
    """A hypothesis test of the target."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=inputs_of(target))
    def test(data: bytes) -> None:
        target.run(data)

    return test


def by_hypothesis(name: str, seconds: int, folder: Path) -> None:
    """Ends the process with 77, the input that failed in the folder, or returns."""
    target = target_of(name)
    runs, slowest, last, end = 0, 0.0, b"", time.monotonic() + seconds

    def counted(data: bytes) -> None:
        nonlocal runs, slowest, last
        runs, last, began = runs + 1, data, time.monotonic()
        target.run(data)
        slowest = max(slowest, time.monotonic() - began)

    seeded: Run = counted
    test = as_hypothesis_test(Target(**{**_fields(target), "run": seeded}), 200, derandomize=False)
    print(f"base_mebibytes: {peak_mebibytes():.0f}", file=sys.stderr)
    try:
        while time.monotonic() < end:
            test()
    except Exception:
        (folder / "crash-hypothesis").write_bytes(last)
        raise
    finally:
        print(f"stat::number_of_executed_units: {runs}", file=sys.stderr)
        print(f"stat::slowest_unit_time_sec: {slowest:.2f}", file=sys.stderr)
        print(f"stat::peak_rss_mb: {peak_mebibytes():.0f}", file=sys.stderr)


def _fields(target: Target) -> dict[str, object]:
    return {name: getattr(target, name) for name in Target.__slots__}


def peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBIBYTE_KIBIBYTES

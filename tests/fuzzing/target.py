"""What is fuzzed: one function of bytes, and the bounds within which it must answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MEBIBYTE = 1 << 20

Run = Callable[[bytes], None]
Seeds = Callable[[], Sequence[bytes]]


def none() -> Sequence[bytes]:
    """Of a target whose ordinary seeds say all."""
    return ()


@dataclass(frozen=True, slots=True)
class Target:
    """`run` returns for any bytes: a clear error of the documented type counts as an answer, and a
    wrong value is an AssertionError.

    `giants` are inputs as large as a sender may make them, built to cost the most. No input takes
    more than `seconds`, on a quiet machine, nor more than `mebibytes` over what the process had
    once it had read the seeds.
    """

    name: str
    says: str
    run: Run
    seeds: Seeds
    mebibytes: int
    seconds: float
    giants: Seeds = none

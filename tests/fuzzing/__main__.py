"""`python -m tests.fuzzing --target NAME --seconds N --json F`, and the processes it starts."""

import argparse
import json
import sys
from pathlib import Path

from .campaign import MINIMISING_SECONDS, Outcome, engine, searched
from .measuring import measured
from .minimising import minimised
from .registry import NAMES, target_of
from .searching import by_coverage, by_hypothesis

_INSTALL = "atheris is not installed: uv pip install atheris (dependency group `fuzz`)"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["search", name, seconds, folder]:
            search = by_coverage if engine() == "atheris" else by_hypothesis
            search(name, int(seconds), Path(folder))
            return 0
        case ["minimise", name, crash, small]:
            data = minimised(target_of(name).run, Path(crash).read_bytes(), MINIMISING_SECONDS)
            Path(small).write_bytes(data)
            return 0
        case ["measure", name]:
            found = measured(target_of(name))
            print(json.dumps({field: getattr(found, field) for field in found.__slots__}))
            return 0
    return _campaign(arguments)


def _campaign(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./rightstream fuzz")
    parser.add_argument("--target", default="all", choices=("all", *NAMES))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    if engine() != "atheris":
        print(f"{_INSTALL}; searching with hypothesis, without coverage", file=sys.stderr)
    outcomes: list[Outcome] = []
    for name in NAMES if asked.target == "all" else (asked.target,):
        outcomes.append(searched(name, max(1, asked.seconds)))
        print(_line(outcomes[-1]), flush=True)
    if asked.json is not None:
        said = {"targets": [one.to_json() for one in outcomes]}
        asked.json.write_text(json.dumps(said, indent=2) + "\n")
    return 1 if any(one.crash for one in outcomes) else 0


def _line(one: Outcome) -> str:
    told = (
        f"{one.target}: {one.executions:,} executions in {one.seconds:.0f} s ({one.engine}), "
        f"slowest input {one.slowest_seconds:g} s, {one.mebibytes:.0f} MiB over its start"
    )
    return f"{told}\n  FAILED: {one.crash}\n  kept as {one.kept}" if one.crash else told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

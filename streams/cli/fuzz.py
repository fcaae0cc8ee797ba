"""`fuzz` searches for inputs that break readers, checks and stages."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from streams.stack import PROJECT


def fuzz(
    target: Annotated[
        str, typer.Option(help="What to fuzz: a name of tests/fuzzing/targets, or all")
    ] = "all",
    seconds: Annotated[int, typer.Option(help="For each target", min=1, max=86_400)] = 60,
    json_file: Annotated[Path | None, typer.Option("--json", help="File for the figures")] = None,
) -> None:
    """Search for inputs that break something. Exit 1 if one is found; it is kept as a test."""
    command = ["--target", target, "--seconds", str(seconds)]
    if json_file is not None:
        command += ["--json", str(json_file.absolute())]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.fuzzing", *command],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        check=False,
    )
    raise typer.Exit(done.returncode)

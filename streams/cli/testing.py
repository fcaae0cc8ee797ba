"""`test` runs every check of the project: style, types, layers, and all tests."""

import subprocess
import sys

import typer

from streams.stack import PROJECT

_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def test(context: typer.Context) -> None:
    """Lint, types, import layers and tests (real broker included). Arguments go to pytest."""
    arguments = list(context.args)
    failed = False
    if not arguments:
        for check in _CHECKS:
            typer.echo(f"$ {' '.join(check)}")
            failed |= _run(check[0], *check[1:]) != 0
    code = _run("pytest", *arguments)
    raise typer.Exit(code or int(failed))


def _run(tool: str, *arguments: str) -> int:
    command = (
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
        if tool == "lint-imports"
        else [sys.executable, "-m", tool]
    )
    return subprocess.run([*command, *arguments], cwd=PROJECT, check=False).returncode

"""What the tests of Faust's traps share: a process that ends without ending the tests."""

import os

import pytest


class Ended(BaseException):
    """The process would have ended here. Not an Exception: nothing may catch it and go on."""


@pytest.fixture
def exit_codes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """With which codes the process would have ended; `os._exit` raises Ended."""
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    return codes

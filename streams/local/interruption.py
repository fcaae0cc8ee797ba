"""Ctrl-C, SIGTERM and SIGHUP as exceptions in the main thread, so that `with` bodies clean up."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """Signal handlers for the time of a `with` body that must be left in good order.

    A signal raises KeyboardInterrupt (SIGINT) or SystemExit(128 + number). While `cleaning` is
    set it raises nothing, so that a clean-up is never cut in half, but sets `hasten`.
    In a thread other than the main one, where Python allows no handlers, it does nothing.
    """

    def __init__(self) -> None:
        self.cleaning = False
        self.hasten = threading.Event()
        self._former: dict[signal.Signals, Any] = {}

    def install(self) -> None:
        """Take the signals over, until restore()."""
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                    continue  # started with nohup: to outlive its terminal is what was asked for
                self._former[number] = signal.signal(number, self._handle)

    def restore(self) -> None:
        """Give the signals back to their former handlers."""
        while self._former:
            number, handler = self._former.popitem()
            signal.signal(number, handler)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.cleaning:
            self.hasten.set()
        elif number == signal.SIGINT:
            raise KeyboardInterrupt
        else:
            raise SystemExit(128 + number)

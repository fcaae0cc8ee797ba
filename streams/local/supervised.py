"""Processes that run for as long as a `with` block does, on a data folder of their own."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from .folder import DataFolder
from .supervisor import Supervisor


class Supervised(ABC):
    """To be used in a `with` statement: its processes are started at the beginning, and on leaving
    it, or when starting fails, none is left behind and the folder is free."""

    def __init__(self, folder: DataFolder, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self.supervisor = Supervisor(folder)

    @abstractmethod
    def _start(self) -> None:
        """Starts the processes. The folder is acquired, and the supervisor at work."""

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._folder.acquire(self._say)
            opened.callback(self._folder.release)
            opened.enter_context(self.supervisor)
            self._start()
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)

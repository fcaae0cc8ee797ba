"""Processes that run for as long as a `with` block does, on a data folder of their own."""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
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
        self._folder.acquire(self._say)
        try:
            self.supervisor.__enter__()
            try:
                self._start()
            except BaseException:
                self.supervisor.__exit__(*sys.exc_info())
                raise
        except BaseException:
            self._folder.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.supervisor.__exit__(kind, error, trace)
        finally:
            self._folder.release()

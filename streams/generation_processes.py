"""Workers and sink of a generation beside whatever runs, on its broker and data folder."""

import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

from schemas.settings import Settings

from .local.folder import DataFolder
from .local.supervisor import Supervisor
from .stack import StackPlan, child_of
from .topics_admin import ensure_topics

_BROKER_DECIDES = -1


class GenerationProcesses:
    """To be used in a `with` statement: on leaving it no process is left behind.

    State, warehouse and changelogs are where a stack of that generation looks for them; logs, lock
    and the record of its processes are in a folder of its own within the data folder, since the
    data folder itself may be in use. There is no evidence process: what its key signs is said once.
    """

    def __init__(
        self, settings: Settings, rights: int = 2, say: Callable[[str], None] = lambda _: None
    ) -> None:
        """`settings` are those of the generation, which must have a name."""
        assert settings.generation
        self._settings = settings
        self._plan = StackPlan(partitions=settings.partitions, rights=rights)
        self._folder = DataFolder(settings.data / settings.names.entry("rebuild"))
        self._say = say
        self.supervisor = Supervisor(self._folder)

    def __enter__(self) -> Self:
        # A port can be served once, and it is the running system's.
        os.environ.pop("RIGHTSTREAM_METRICS_PORT", None)
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

    def _start(self) -> None:
        settings = self._settings
        ensure_topics(settings.bootstrap, settings.partitions, _BROKER_DECIDES, settings.names)
        for stage, number in self._plan.workers():
            self.supervisor.start(
                child_of(f"{stage}-{number}", settings, "streams.worker", stage, number)
            )
        self.supervisor.start(child_of("sink", settings, "sinks.process"))

    def check(self) -> None:
        """Raises LocalStackError when a process was given up. Blocks for a moment."""
        self.supervisor.wait(0.01)

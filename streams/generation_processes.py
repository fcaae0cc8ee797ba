"""Workers and sink of a generation beside whatever runs, on its broker and data folder."""

import os
from collections.abc import Callable

from schemas.settings import Settings

from .local.folder import DataFolder
from .local.supervised import Supervised
from .stack import StackPlan, child_of
from .topics_admin import ensure_topics

_BROKER_DECIDES = -1


class GenerationProcesses(Supervised):
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
        super().__init__(DataFolder(settings.data / settings.names.entry("rebuild")), say)
        self._settings = settings
        self._plan = StackPlan(partitions=settings.partitions, rights=rights)

    def _start(self) -> None:
        # A port can be served once, and it is the running system's.
        os.environ.pop("RIGHTSTREAM_METRICS_PORT", None)
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

"""The whole pipeline on this machine: broker, workers, sink and evidence log, each a process."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.settings import Settings

from .local.broker import LocalBroker
from .local.child import ChildSpec
from .local.folder import DataFolder
from .local.restart_policy import RestartPolicy
from .local.running import STACK_FILE
from .local.supervised import Supervised
from .refusal_limit import LIMIT_EXIT_CODE
from .topics_admin import ensure_topics

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class StackPlan:
    """How many workers of each stage run. `partitions` is fixed once the topics are made."""

    partitions: int = 4
    intake: int = 1
    matching: int = 1
    rights: int = 2
    warehouse: str = "chdb"
    batch_messages: int = 256
    generation: str = ""

    def workers(self) -> list[tuple[str, str]]:
        counts = (("intake", self.intake), ("matching", self.matching), ("rights", self.rights))
        return [(stage, str(number)) for stage, count in counts for number in range(count)]


class Stack(Supervised):
    """To be used in a `with` statement: on leaving it, however, no process is left behind."""

    def __init__(
        self,
        root: Path | None,
        plan: StackPlan = StackPlan(),
        say: Callable[[str], None] = lambda _: None,
        *,
        restarts: RestartPolicy | None = None,
        broker_properties: Mapping[str, str] | None = None,
    ) -> None:
        """`restarts` says how often a process may crash before it is given up;
        `broker_properties` win over those of broker_config.py."""
        super().__init__(DataFolder(root), say)
        self._restarts = restarts or RestartPolicy()
        self.plan = plan
        self.broker = LocalBroker(
            self._folder.root / "kafka", properties=broker_properties, say=say
        )

    @property
    def data(self) -> Path:
        return self._folder.root

    @property
    def settings(self) -> Settings:
        """Settings of clients of this stack."""
        return Settings(
            bootstrap=self.broker.bootstrap,
            partitions=self.plan.partitions,
            warehouse=self.plan.warehouse,
            data=self.data,
            batch_messages=self.plan.batch_messages,
            generation=self.plan.generation,
        )

    def _start(self) -> None:
        self._say("starting Apache Kafka")
        self.supervisor.start(replace(self.broker.spec(), policy=self._restarts))
        settings = self.settings
        ensure_topics(settings.bootstrap, settings.partitions, generation=settings.names)
        self._tell_readers(settings)
        self._say("starting workers, the warehouse sink and the evidence log")
        for stage, number in self.plan.workers():
            self.start_worker(stage, number)
        self.supervisor.start(self.child("sink", "sinks.process"))
        self.supervisor.start(self.child("evidence", "streams.evidence.process"))

    def _tell_readers(self, settings: Settings) -> None:
        """Leaves in the folder what commands that only look must know of this stack."""
        told = {name: getattr(settings, name) for name in ("partitions", "generation", "warehouse")}
        (self.data / STACK_FILE).write_text(json.dumps(told))

    def start_worker(self, stage: str, instance: str, name: str | None = None) -> None:
        """Starts one more worker; `instance` must be its own within the stage."""
        self.supervisor.start(
            self.child(name or f"{stage}-{instance}", "streams.worker", stage, instance)
        )

    def check(self) -> None:
        """Raises LocalStackError when a child was given up. Blocks for a moment."""
        self.supervisor.wait(0.01)

    def await_workers(self, sink_ready: Callable[[], bool], timeout_seconds: float = 60.0) -> None:
        """Blocks until the sink answers. Raises what stopped a child, or TimeoutError."""
        deadline = time.monotonic() + timeout_seconds
        while not sink_ready():
            self.check()
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"the sink did not answer; see {self.data / 'logs' / 'sink.log'}"
                )
            time.sleep(0.1)

    def child(self, name: str, *module: str) -> ChildSpec:
        return replace(child_of(name, self.settings, *module), policy=self._restarts)


def child_of(name: str, settings: Settings, *module: str) -> ChildSpec:
    """A process of this release that is set up as `settings` say."""
    # Not through the command line: a worker need not import what it never uses.
    return ChildSpec(
        name,
        [sys.executable, "-m", *module],
        _environment(settings),
        cwd=PROJECT,
        final_codes=frozenset({LIMIT_EXIT_CODE}),
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "",
        "RIGHTSTREAM_BOOTSTRAP": settings.bootstrap,
        "RIGHTSTREAM_PARTITIONS": str(settings.partitions),
        "RIGHTSTREAM_WAREHOUSE": settings.warehouse,
        "RIGHTSTREAM_DATA": str(settings.data),
        "RIGHTSTREAM_GENERATION": settings.generation,
        "RIGHTSTREAM_BATCH_MESSAGES": str(settings.batch_messages),
        # Two cores: one thread a process is what there is.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }

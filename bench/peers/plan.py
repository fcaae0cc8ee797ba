"""What a peer's process is told on its command line, and what it tells back."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from bench.blocks import BenchMarket

from .job import Terms

COMMIT_SECONDS: Final = 1.0
"""How often every peer commits, as Rightstream does."""
LINGER_SECONDS: Final = 0.1
"""How long every peer's producer waits to fill a batch."""


@dataclass(frozen=True, slots=True)
class PeerPlan:
    """One peer on one broker. `folder` is the process's own, for its state and its mark."""

    peer: str
    bootstrap: str
    partitions: int
    works: int
    folder: str

    @property
    def group(self) -> str:
        """The consumer group; for plain Faust also the app's id."""
        return group_of(self.peer)

    @property
    def results(self) -> str:
        """The output topic, one for each peer."""
        return results_of(self.peer)

    @property
    def mark(self) -> Path:
        return Path(self.folder) / "first-line.json"

    def terms(self) -> Terms:
        return Terms(BenchMarket(works=self.works).setup())

    def mark_first_line(self) -> None:
        """Notes when the first line was handed over; the clock is the same for all processes."""
        self.mark.write_text(json.dumps([time.monotonic(), time.process_time()]))

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))


def group_of(peer: str) -> str:
    return f"peers-{peer}"


def results_of(peer: str) -> str:
    return f"peers.{peer}.accruals"

"""What can be done to a running stack, as data: drawn from a seed, told in the report."""

from dataclasses import dataclass
from enum import StrEnum

SESSION_SECONDS = 6.0
"""The session timeout of workers, sink and evidence: who is silent longer loses its partitions."""


class Kind(StrEnum):
    """A kind of fault."""

    KILL = "kill"
    """SIGKILL of a process other than the broker; the supervisor starts it again."""
    PAUSE = "pause"
    """SIGSTOP for a while, then SIGCONT: sockets stay open, nothing answers."""
    JOIN_LEAVE = "join and leave"
    """One more worker joins its group, and leaves it by SIGTERM."""
    JOIN_KILL = "join and kill"
    """One more worker joins its group, is killed, and is then told to leave."""
    BROKER_KILL = "broker kill"
    BROKER_PAUSE = "broker pause"
    BROKER_UNCLEAN = "broker unclean"
    """Killed; indexes and every note of a clean end are removed while it is down."""
    STATE_DISK_FULL = "state disk full"
    """Writes of workers, sink, evidence and chDB fail with ENOSPC."""
    LOG_DISK_FULL = "log disk full"
    """Writes of the broker fail with ENOSPC."""
    WAREHOUSE_KILL = "warehouse kill"
    """The ClickHouse server is killed, in the middle of an insert if there is one."""
    WAREHOUSE_PAUSE = "warehouse pause"


BROKER_KINDS = frozenset(
    {Kind.BROKER_KILL, Kind.BROKER_PAUSE, Kind.BROKER_UNCLEAN, Kind.LOG_DISK_FULL}
)
WAREHOUSE_KINDS = frozenset({Kind.WAREHOUSE_KILL, Kind.WAREHOUSE_PAUSE})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `target` is the name of a child of the stack, for JOIN_* the stage; `seconds` is
    how long it lasts, 0 where it is over at once."""

    kind: Kind
    target: str
    seconds: float

    def __str__(self) -> str:
        lasting = f" for {self.seconds:.1f} s" if self.seconds else ""
        return f"{self.kind} {self.target}{lasting}"


@dataclass(frozen=True, slots=True)
class Blow:
    """Faults that begin together, `after_seconds` after the blow before was healed."""

    after_seconds: float
    faults: tuple[Fault, ...]

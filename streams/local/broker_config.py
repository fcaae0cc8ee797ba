"""The configuration of the local broker: one node, small machine, nothing thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from streams.local.errors import LocalStackError

MIB = 1 << 20
YEARS = 10 * 365 * 24 * 60

ONE_NODE = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "inter.broker.listener.name": "CLIENT",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # After a kill the node waits for its own dead session before it may register again: with the
    # default of 9 s a restart takes 12 s, with this 3.5 s.
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "400",
}

SMALL = {
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "4",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.threads": "1",
    # The default, 128 MiB, is a quarter of the heap; this holds a million keys a pass.
    "log.cleaner.dedupe.buffer.size": str(32 * MIB),
}

SEMANTICS = {
    # A misspelt topic must be an error, not a new topic with one partition.
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(16 * MIB),
    "replica.fetch.max.bytes": str(16 * MIB),
    "log.retention.ms": "-1",
    "log.retention.bytes": "-1",
    # The default, a week, makes a stack that was left alone forget where its workers were.
    "offsets.retention.minutes": str(YEARS),
    "group.initial.rebalance.delay.ms": "0",
    # Workers use 6 s sessions, so that a killed one is replaced soon; tests go lower.
    "group.min.session.timeout.ms": "1000",
    "group.consumer.min.session.timeout.ms": "1000",
    "group.consumer.min.heartbeat.interval.ms": "300",
}


def broker_properties(
    data: Path, port: int, controller_port: int, overrides: Mapping[str, str]
) -> dict[str, str]:
    """All properties of the broker; `overrides` win.

    Raises LocalStackError for a folder that Kafka would take for two.
    """
    if "," in str(data):
        raise LocalStackError(
            "the data folder has a comma in its name",
            data,
            "Kafka separates folders by commas",
            "choose another folder with --data",
        )
    return {
        **ONE_NODE,
        **SMALL,
        **SEMANTICS,
        "listeners": f"CLIENT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENT://127.0.0.1:{port}",
        # Voters by configuration, not by the metadata log: the port may differ at each start.
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "log.dirs": str(data),
        **overrides,
    }


def render(properties: Mapping[str, str]) -> str:
    """The text of a Java properties file."""
    lines = (f"{key}={_escaped(value)}" for key, value in sorted(properties.items()))
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace("\n", "\\n")
    return "".join(one if ord(one) < 128 else _unicode(one) for one in plain)


def _unicode(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))

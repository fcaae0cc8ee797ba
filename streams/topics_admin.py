"""Creates the topics of a deployment explicitly, with kafka-python's admin client."""

from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

from schemas import topics
from schemas.generation import UNNAMED, Generation

from .app import app_id
from .changelog import changelog_topic

STATEFUL_STAGES = ("matching", "rights")

_CHANGELOG = {
    "cleanup.policy": "compact",
    "min.cleanable.dirty.ratio": "0.5",
    "segment.bytes": str(256 * 1024 * 1024),
}


class TopicMismatch(RuntimeError):
    """A topic exists with another number of partitions: works would be dealt out differently."""


class TopicsMissing(RuntimeError):
    """There are no such topics. A process that reads or writes them would wait for ever."""


def wanted_topics(
    partitions: int, replication: int = 1, generation: Generation = UNNAMED
) -> list[NewTopic]:
    """All topics of a generation, and the changelogs of its stateful stages."""
    plans = [
        NewTopic(
            generation.topic(plan.name),
            plan.partitions(partitions),
            replication,
            topic_configs=plan.configuration(),
        )
        for plan in topics.PLANS
    ]
    return plans + [
        NewTopic(name, partitions, replication, topic_configs=_CHANGELOG)
        for name in changelogs(generation)
    ]


def changelogs(generation: Generation = UNNAMED) -> list[str]:
    """Names of the changelogs of a generation."""
    return [changelog_topic(app_id(stage, generation), "state") for stage in STATEFUL_STAGES]


def ensure_topics(
    bootstrap: str, partitions: int, replication: int = 1, generation: Generation = UNNAMED
) -> list[str]:
    """Creates what is missing; names of what was. Raises TopicMismatch. Blocks on the broker.

    A named generation may have another number of partitions than what it shares.
    """
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        existing = set(admin.list_topics())
        wanted = wanted_topics(partitions, replication, generation)
        missing = [topic for topic in wanted if topic.name not in existing]
        try:
            if missing:
                admin.create_topics(missing, timeout_ms=30_000)
        except TopicAlreadyExistsError:
            pass  # another process made it meanwhile; the check below decides
        if missing:
            # The broker says they are made before its metadata says what they are.
            admin.wait_for_topics([topic.name for topic in missing], timeout_ms=30_000)
        _check_partitions(admin, _due(wanted, generation))
        return [topic.name for topic in missing]
    finally:
        admin.close()


def require_topics(bootstrap: str, partitions: int, generation: Generation = UNNAMED) -> None:
    """For a process before it reads or writes: raises TopicsMissing or TopicMismatch with how to
    mend it. Waits for the broker as long as the client does, and raises what it says then."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        wanted = wanted_topics(partitions, generation=generation)
        missing = sorted({topic.name for topic in wanted} - set(admin.list_topics()))
        if missing:
            raise TopicsMissing(
                f"the broker at {bootstrap} has no topic {', '.join(missing)}: make them with "
                "`./rightstream topics` first; the broker must not make topics by itself"
            )
        _check_partitions(admin, _due(wanted, generation))
    finally:
        admin.close()


def _due(wanted: list[NewTopic], generation: Generation) -> dict[str, int]:
    """Partitions each topic must have: those of the inputs a named generation only reads are not
    its own."""
    shared = set(topics.ALL) - set(topics.DERIVED) if generation.name else set()
    return {one.name: one.num_partitions for one in wanted if one.name not in shared}


def _check_partitions(admin: KafkaAdminClient, wanted: dict[str, int]) -> None:
    for described in admin.describe_topics(list(wanted)):
        name, count = described["name"], len(described["partitions"])
        if count != wanted[name]:
            raise TopicMismatch(
                f"{name} has {count} partitions, this deployment {wanted[name]}: "
                "start with the number it was made with, or on a new data folder"
            )

"""Which generations a broker holds, and how one is removed."""

import time

from kafka.admin import KafkaAdminClient

from schemas import topics
from schemas.generation import BadGeneration, Generation

from .lag import EVIDENCE_GROUP, GROUP_TOPICS
from .topics_admin import changelogs

_DELETE_MILLIS = 60_000
_SESSION_SECONDS = 20.0
"""A member with a name of its own stays one until its session ends."""
_GROUPS = tuple(group for group in GROUP_TOPICS if group != EVIDENCE_GROUP)


class GenerationInUse(RuntimeError):
    """Processes of the generation are running."""


def generations(bootstrap: str) -> list[Generation]:
    """Those with topics on the broker, the unnamed one first. Blocks on the broker."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        existing = set(admin.list_topics())
    finally:
        admin.close()
    found = [Generation()] if topics.FACTS in existing else []
    for topic in sorted(existing):
        prefix, _, name = topic.rpartition(".")
        if prefix == topics.FACTS:
            try:
                found.append(Generation(name))
            except BadGeneration:
                continue  # somebody else's topic
    return found


def refuse_in_use(bootstrap: str, generation: Generation) -> None:
    """Raises GenerationInUse when a worker or sink of the generation is a member of its group, and
    still is after some seconds."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        _refuse_in_use(admin, generation)
    finally:
        admin.close()


def drop_topics(bootstrap: str, generation: Generation) -> list[str]:
    """Deletes the topics, changelogs and offsets of a generation; names of the topics.

    The inputs and the evidence log stay. Raises GenerationInUse. Blocks on the broker.
    """
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        _refuse_in_use(admin, generation)
        existing = set(admin.list_topics())
        own = [generation.topic(topic) for topic in topics.DERIVED] + changelogs(generation)
        found = [topic for topic in own if topic in existing]
        if found:
            admin.delete_topics(found, timeout_ms=_DELETE_MILLIS)
        known = {group["group_id"] for group in admin.list_groups()}
        groups = [name for name in map(generation.group, _GROUPS) if name in known]
        if groups:
            admin.delete_groups(groups)
        return found
    finally:
        admin.close()


def _refuse_in_use(admin: KafkaAdminClient, generation: Generation) -> None:
    deadline = time.monotonic() + _SESSION_SECONDS
    while members := _members(admin, generation):
        if time.monotonic() > deadline:
            raise GenerationInUse(
                f"generation {generation} is in use: {members}; stop its processes first"
            )
        time.sleep(0.5)


def _members(admin: KafkaAdminClient, generation: Generation) -> str:
    """Which groups have how many members; empty when none has any."""
    wanted = {generation.group(group) for group in _GROUPS}
    known = [one["group_id"] for one in admin.list_groups() if one["group_id"] in wanted]
    described = admin.describe_groups(known) if known else {}
    counts = {name: len(one["members"]) for name, one in described.items()}
    return ", ".join(f"{name} has {count} members" for name, count in counts.items() if count)

"""The Faust app of a worker: what every stage sets the same way, and why."""

import faust

from schemas.settings import Settings

from .header_names import read_any_header_names
from .ordered_commits import OrderedCommitApp

STAGES = ("intake", "matching", "rights")


def app_id(stage: str) -> str:
    return f"rightstream-{stage}"


def make_app(stage: str, settings: Settings, instance: str) -> faust.App:
    """An app of one stage. `instance` names this worker in its group, and must be unique there."""
    read_any_header_names()
    return OrderedCommitApp(
        app_id(stage),
        broker=f"kafka://{settings.bootstrap}",
        datadir=settings.data / "faust" / f"{stage}-{instance}",
        processing_guarantee=settings.processing_guarantee,
        key_serializer="raw",
        value_serializer="raw",
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        table_standby_replicas=0,
        # A killed worker is replaced once its session ends: low, so that it is soon.
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=settings.session_timeout_seconds / 3,
        consumer_group_instance_id=f"{app_id(stage)}-{instance}",
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=8 * 1024 * 1024,
        broker_max_poll_records=settings.batch_messages,
        broker_commit_interval=1.0,
        # Blocks are large: a few hundred in memory are enough to keep the agent busy.
        stream_buffer_maxsize=2 * settings.batch_messages,
        stream_wait_empty=False,
        producer_max_batch_size=1024 * 1024,
        producer_max_request_size=16 * 1024 * 1024,
        producer_acks=-1,
        # While a batch becomes durable the next is taken in, so a few milliseconds cost nothing.
        producer_linger=0.005,
        web_enabled=False,
    )

"""The Faust app of a worker: what every stage sets the same way, and why."""

from schemas import topics
from schemas.generation import UNNAMED, Generation
from schemas.settings import Settings

from .header_names import read_any_header_names
from .informed_joining import METADATA_SECONDS
from .memory_bounds import fetch_bytes
from .ordered_commits import OrderedCommitApp
from .table_recovery import TakeoverTables

STAGES = ("intake", "matching", "rights")
_MOST_RESTORING_SECONDS = 6 * 3600.0


def app_id(stage: str, generation: Generation = UNNAMED) -> str:
    return generation.group(f"rightstream-{stage}")


def _places(stage: str, partitions: int) -> int:
    """Most partitions one worker of the stage can be given to read."""
    return partitions * len(topics.INPUTS) if stage == "intake" else partitions


def make_app(stage: str, settings: Settings, instance: str) -> OrderedCommitApp:
    """An app of one stage. `instance` names this worker in its group, and must be unique there."""
    read_any_header_names()
    name = app_id(stage, settings.names)
    return OrderedCommitApp(
        name,
        broker=f"kafka://{settings.bootstrap}",
        datadir=settings.data / settings.names.entry("faust") / f"{stage}-{instance}",
        processing_guarantee=settings.processing_guarantee,
        key_serializer="raw",
        value_serializer="raw",
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        TableManager=TakeoverTables,
        # A killed worker is replaced once its session ends: low, so that it is soon.
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=settings.session_timeout_seconds / 3,
        # Nothing is polled while state is read. What stands still then ends by RecoveryWatch.
        broker_max_poll_interval=_MOST_RESTORING_SECONDS,
        consumer_group_instance_id=f"{name}-{instance}",
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=int(METADATA_SECONDS * 1000),
        consumer_max_fetch_size=fetch_bytes(_places(stage, settings.partitions)),
        broker_max_poll_records=settings.batch_messages,
        broker_commit_interval=1.0,
        # Blocks are large: a few hundred in memory are enough to keep the agent busy. Bytes are
        # bounded by streams.memory_bounds.
        stream_buffer_maxsize=2 * settings.batch_messages,
        stream_wait_empty=False,
        producer_max_batch_size=1024 * 1024,
        producer_max_request_size=16 * 1024 * 1024,
        producer_acks=-1,
        # While a batch becomes durable the next is taken in, so a few milliseconds cost nothing.
        producer_linger=0.005,
        web_enabled=False,
    )

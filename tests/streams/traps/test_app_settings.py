"""What every worker is set to, where Faust's default loses, hangs or makes topics by itself."""

from pathlib import Path
from typing import Any

import pytest

from processors.rights.partition import RightsPartition
from schemas.codecs import codecs_of
from schemas.settings import Settings
from streams.agents import rights
from streams.app import STAGES, make_app
from streams.metrics import WorkerMetrics
from streams.ordered_commits import OrderedCommitConsumer, OrderedCommitTransport


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_is_set_to_lose_nothing(stage: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, session_timeout_seconds=3.0)
    app = make_app(stage, settings, "7")
    conf = app.conf
    assert conf.producer_acks == -1
    assert conf.consumer_auto_offset_reset == "earliest"
    assert conf.processing_guarantee.value == "at_least_once"
    assert conf.topic_allow_declare is False, "topics are made explicitly, with their partitions"
    assert conf.topic_disable_leader is True
    assert conf.stream_wait_empty is False
    assert conf.broker_session_timeout == 3.0, "a killed worker is replaced once its session ends"
    assert conf.broker_heartbeat_interval == 1.0
    assert conf.consumer_group_instance_id == f"rightstream-{stage}-7"
    assert app._new_transport().Consumer is OrderedCommitConsumer
    assert isinstance(app._new_transport(), OrderedCommitTransport)


def test_a_rights_worker_expects_rows_of_the_batches_that_may_have_been_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two batches before a crash, and all that a lost state is built again from."""
    made: list[Any] = []
    monkeypatch.setattr(rights, "add_partition_agent", lambda *arguments: made.append(arguments))
    settings = Settings(data=tmp_path, batch_messages=100)
    app = make_app("rights", settings, "0")
    rights.add_rights(app, settings, codecs_of(None), WorkerMetrics("rights"))
    (_, _, _, _, make, _, _) = made[0]
    partition: RightsPartition = make(0, {}, 88)
    assert partition._perhaps_sent == 288

"""The broker's storage: identities, and what to do with a half-formatted or damaged folder."""

from pathlib import Path

import pytest

from streams.local.broker_storage import cluster_id, format_storage, new_cluster_id
from streams.local.errors import JavaUnusable, LocalStackError
from streams.local.java import KafkaRuntime

NO_JAVA = KafkaRuntime(Path("/nowhere/java"), "25.0.0", ())


def test_cluster_ids_are_as_kafka_writes_them() -> None:
    ids = {new_cluster_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 22 and not one.startswith("-") for one in ids)


def test_formatted_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "meta.properties").write_text("#\ncluster.id=abc\nnode.id=1\n")
    format_storage(NO_JAVA, [], tmp_path / "server.properties", tmp_path)
    assert cluster_id(tmp_path) == "abc"


def test_interrupted_format_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "bootstrap.checkpoint").write_text("half")
    with pytest.raises(JavaUnusable):  # it comes as far as running the tool
        format_storage(NO_JAVA, [], tmp_path / "server.properties", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert cluster_id(tmp_path) is None


def test_records_without_identity_are_never_formatted_away(tmp_path: Path) -> None:
    (tmp_path / "ipr.usage-0").mkdir()
    with pytest.raises(LocalStackError, match="damaged"):
        format_storage(NO_JAVA, [], tmp_path / "server.properties", tmp_path)
    assert (tmp_path / "ipr.usage-0").exists()

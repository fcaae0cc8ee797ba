"""The broker's configuration, and the text of its properties file."""

from pathlib import Path

import pytest

from streams.local.broker_config import broker_properties, render
from streams.local.errors import LocalStackError


def test_one_node_on_loopback_that_makes_no_topics_by_itself() -> None:
    properties = broker_properties(Path("/d"), 21_000, 21_001, {})
    assert properties["listeners"] == "CLIENT://127.0.0.1:21000,CONTROLLER://127.0.0.1:21001"
    assert properties["auto.create.topics.enable"] == "false"
    assert properties["message.max.bytes"] == "16777216"
    factors = [value for key, value in properties.items() if key.endswith("replication.factor")]
    assert set(factors) == {"1"}


def test_overrides_win() -> None:
    properties = broker_properties(Path("/d"), 1, 2, {"log.retention.ms": "5", "own": "x"})
    assert properties["log.retention.ms"] == "5"
    assert properties["own"] == "x"


def test_folder_with_a_comma_is_refused() -> None:
    with pytest.raises(LocalStackError, match="comma"):
        broker_properties(Path("/a,b"), 1, 2, {})


def test_values_are_escaped_as_java_reads_them() -> None:
    assert render({"b": "C:\\x", "a": "é\n", "c": "𝄞"}) == (
        "a=\\u00e9\\n\nb=C:\\\\x\nc=\\ud834\\udd1e\n"
    )

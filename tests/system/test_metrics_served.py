"""What worker and sink count is served to whoever asks."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaProducer
from prometheus_client.parser import text_string_to_metric_families

from schemas import topics
from streams.local.broker import LocalBroker
from streams.local.ports import free_ports
from streams.topics_admin import ensure_topics

PROJECT = Path(__file__).parents[2]


@contextmanager
def process(log: Path, settings: dict[str, str], *module: str) -> Iterator[None]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=PROJECT,
            env={**os.environ, **settings, "PYTHONPATH": str(PROJECT)},
            stdout=output,
            stderr=output,
        )
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def scraped(port: int) -> dict[str, float]:
    """Samples by name and label values; empty as long as nothing is served."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return {}
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.system
def test_worker_and_sink_serve_what_they_count(tmp_path: Path) -> None:
    intake_port, sink_port = free_ports(2)
    with LocalBroker(tmp_path / "kafka") as broker:
        ensure_topics(broker.bootstrap, 2)
        settings = {
            "RIGHTSTREAM_BOOTSTRAP": broker.bootstrap,
            "RIGHTSTREAM_PARTITIONS": "2",
            "RIGHTSTREAM_DATA": str(tmp_path / "data"),
        }
        intake = {**settings, "RIGHTSTREAM_METRICS_PORT": str(intake_port)}
        sink = {**settings, "RIGHTSTREAM_METRICS_PORT": str(sink_port)}
        with (
            process(tmp_path / "intake.log", intake, "streams.worker", "intake", "0"),
            process(tmp_path / "sink.log", sink, "sinks.process"),
        ):
            producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
            producer.send(topics.USAGE, b"no frame").get(timeout=20)
            producer.close()
            deadline = time.monotonic() + 90
            while scraped(sink_port).get("rightstream_sink_batch_rows_sum") != 2:
                assert time.monotonic() < deadline, (tmp_path / "sink.log").read_text()[-2000:]
                time.sleep(0.1)
            told = scraped(intake_port)
            assert told["rightstream_events_taken_total intake ipr.usage"] == 1
            assert told["rightstream_dead_letters_total not_framed"] == 1
            assert told["rightstream_outputs_sent_total ipr.receipts"] == 1
            told = scraped(sink_port)
            assert told["rightstream_sink_rows_inserted_total receipt_rows"] == 1
            assert told["rightstream_sink_rows_inserted_total dead_letter_rows"] == 1

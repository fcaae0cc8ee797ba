"""The names of metrics that others rely on, and where they are served."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase
from pydantic import ValidationError

from schemas.settings import Settings
from sinks.metrics import SinkMetrics
from streams.evidence.metrics import EvidenceMetrics
from streams.metrics import WorkerMetrics
from tests.streams.metrics.counted import value

PROJECT = Path(__file__).parents[3]
OPERATING = PROJECT / "docs" / "operating.md"
PROMETHEUS = PROJECT / "deploy" / "prometheus"
SUFFIXES = {"histogram": ("_bucket", "_count", "_sum"), "counter": (), "gauge": ()}


Named = dict[str, tuple[str, tuple[str, ...]]]
"""(kind, labels) of metrics, by the name they are asked for."""


def everything() -> Named:
    found = {}
    processes = (WorkerMetrics("rights"), SinkMetrics(), EvidenceMetrics())
    for metric in (one for process in processes for one in vars(process).values()):
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            name = f"{family.name}_total" if family.type == "counter" else family.name
            found[name] = (family.type, tuple(metric._labelnames))
    return found


def series(names: Named) -> set[str]:
    return {name + suffix for name, (kind, _) in names.items() for suffix in ("", *SUFFIXES[kind])}


@pytest.mark.parametrize(
    "file", [OPERATING, *sorted(PROMETHEUS.glob("*.yml"))], ids=lambda file: file.name
)
def test_every_metric_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"\brightstream_[a-z_]+", file.read_text()))
    assert named <= series(everything())
    assert named or file.name == "prometheus.yml"


def test_every_metric_is_in_the_handbook_with_its_labels() -> None:
    rows = re.findall(r"^\| `(rightstream_\w+)` \| ([\w, ]*?) ?\|", OPERATING.read_text(), re.M)
    told = {name: tuple(labels.split(", ")) if labels else () for name, labels in rows}
    assert told == {name: labels for name, (_, labels) in everything().items()}


def test_names_keep_to_the_rules_of_prometheus() -> None:
    for name, (kind, _) in everything().items():
        assert re.fullmatch(r"rightstream_[a-z_]+", name)
        assert name.endswith("_total") == (kind == "counter")
        assert not re.search(r"_(ms|millis|count|sum|bucket)$", name)


def test_alerts_group_by_labels_that_are_there() -> None:
    known = {label for _, labels in everything().values() for label in labels}
    known |= {"le", "instance", "job", "group_id"}
    for labels in re.findall(r"\bby \(([^)]+)\)", (PROMETHEUS / "alerts.yml").read_text()):
        assert set(labels.split(", ")) <= known


def test_processes_share_no_registry() -> None:
    one, other = WorkerMetrics("rights"), WorkerMetrics("rights")
    one.took("ipr.facts")
    assert value(other, "events_taken_total", stage="rights", topic="ipr.facts") == 0
    assert not [name for name in REGISTRY._names_to_collectors if name.startswith("rightstream")]


def test_nothing_is_served_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIGHTSTREAM_METRICS_PORT", raising=False)
    assert Settings().metrics_port is None
    assert Settings().metrics_host == "127.0.0.1"
    monkeypatch.setenv("RIGHTSTREAM_METRICS_PORT", "9464")
    assert Settings().metrics_port == 9464


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("RIGHTSTREAM_METRICS_PORT", port)
    with pytest.raises(ValidationError, match="metrics_port"):
        Settings()

"""A market on disk: the same bytes for the same plan, readable by any Avro reader."""

import json
from pathlib import Path
from typing import Any, cast

import fastavro

from schemas import topics
from streams.market import Market, MarketPlan, write_market

PLAN = MarketPlan(works=60, lines=700, seed=8)


def test_the_same_plan_is_the_same_bytes(tmp_path: Path) -> None:
    first = write_market(PLAN, tmp_path / "one")
    second = write_market(PLAN, tmp_path / "two")
    assert first == second
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert (
        names
        == {f"{topic}.avro" for topic in topics.INPUTS} | {"labels.json"}
        == set(first["files"])
    )
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_files_hold_all_events_in_order(tmp_path: Path) -> None:
    summary = write_market(PLAN, tmp_path)
    market = Market(PLAN)
    sent = [(event.topic, event.record["event_id"]) for event in market.events()]
    for topic in topics.INPUTS:
        with (tmp_path / f"{topic}.avro").open("rb") as file:
            records = [cast(dict[str, Any], record) for record in fastavro.reader(file)]
        read = [record["event_id"] for record in records]
        assert read == [event_id for sent_to, event_id in sent if sent_to == topic]
        assert summary["events"][topic] == len(read)
    assert summary["lines"] == PLAN.lines


def test_labels_are_kept_beside_the_events(tmp_path: Path) -> None:
    write_market(PLAN, tmp_path)
    labels = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    assert labels["lines_in"] == PLAN.lines
    assert labels["seed"] == PLAN.seed
    assert sum(labels["events"].values()) == sum(1 for _ in Market(PLAN).events())


def test_writing_again_replaces_what_was_there(tmp_path: Path) -> None:
    write_market(MarketPlan(works=80, lines=2_000, seed=1), tmp_path)
    assert write_market(PLAN, tmp_path) == write_market(PLAN, tmp_path / "fresh")

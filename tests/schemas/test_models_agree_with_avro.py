"""The models are the .avsc files, field by field; any drift between the two fails here."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from schemas import models, topics
from schemas.enums import DEFAULTS, RightsCoverage
from schemas.models import MODELS, AvroRecord, Event, EventBody
from schemas.registry import CURRENT, current_schema
from tests.schemas.avro_agreement import Agreement

Change = Callable[[dict[str, Any]], None]


def faults(topic: str, schema: dict[str, Any] | None = None) -> list[str]:
    agreement = Agreement(packed=topic == topics.ACCRUALS)
    return agreement.faults(schema or current_schema(topic), MODELS[topic])


@pytest.mark.parametrize("topic", MODELS)
def test_a_model_is_its_avro_record(topic: str) -> None:
    assert faults(topic) == []


def test_every_schema_has_a_model_but_the_internal_ones() -> None:
    schemas = {file.stem for file in CURRENT.glob("*.avsc")}
    assert schemas == set(topics.ALL)
    assert schemas - MODELS.keys() == {"ipr.facts", "ipr.references"} == set(topics.INTERNAL)


def test_every_model_is_some_record_of_the_contract() -> None:
    met: set[type[AvroRecord]] = set()
    for topic, model in MODELS.items():
        agreement = Agreement(packed=topic == topics.ACCRUALS)
        agreement.faults(current_schema(topic), model)
        met |= agreement.models
    exported = [getattr(models, name) for name in models.__all__]
    records = {
        model for model in exported if isinstance(model, type) and issubclass(model, AvroRecord)
    }
    assert met == records - {AvroRecord, Event, EventBody}


def test_the_word_for_an_unknown_right_is_that_of_ddex() -> None:
    right = next(
        field["type"]["items"]
        for field in body(current_schema(topics.TRADES), "LicenceGranted")["fields"]
        if field["name"] == "rights"
    )
    assert right["default"] == DEFAULTS[RightsCoverage]


def body(schema: dict[str, Any], name: str) -> dict[str, Any]:
    bodies: list[dict[str, Any]] = field(schema, "body")["type"]
    return next(branch for branch in bodies if branch["name"] == name)


def field(record: dict[str, Any], name: str) -> dict[str, Any]:
    fields: list[dict[str, Any]] = record["fields"]
    return next(found for found in fields if found["name"] == name)


def in_licence(name: str, change: Change) -> Change:
    return lambda schema: change(field(body(schema, "LicenceGranted"), name))


def in_usage(name: str, change: Change) -> Change:
    return lambda schema: change(field(body(schema, "UsageReported"), name))


def top(name: str, change: Change) -> Change:
    return lambda schema: change(field(schema, name))


def amount(change: Change) -> Change:
    return top("amount", lambda found: change(found["type"]["items"]))


DRIFTS: dict[str, tuple[str, Change]] = {
    "a field is new": (
        topics.CASES,
        lambda schema: schema["fields"].append({"name": "judge", "type": "string", "default": ""}),
    ),
    "a field is gone": (topics.CASES, lambda schema: schema["fields"].pop()),
    "a field is renamed": (topics.CASES, top("reason", lambda found: found.update(name="why"))),
    "a record is renamed": (topics.CASES, lambda schema: schema.update(name="Case")),
    "a namespace is renamed": (topics.TRADES, lambda schema: schema.update(namespace="trades")),
    "a default is new": (topics.CASES, top("work", lambda found: found.update(default=""))),
    "a default is gone": (topics.CASES, top("reason", lambda found: found.pop("default"))),
    "a default is another": (
        topics.TRADES,
        in_licence("state", lambda found: found.update(default="Proposed")),
    ),
    "int became long": (topics.RECEIPTS, top("lines", lambda found: found.update(type="long"))),
    "long became int": (topics.RECEIPTS, top("offset", lambda found: found.update(type="int"))),
    "int became string": (topics.RECEIPTS, top("lines", lambda found: found.update(type="string"))),
    "bytes became string": (
        topics.USAGE,
        lambda schema: field(schema, "source").update(type="bytes"),
    ),
    "a date became a plain int": (
        topics.CASES,
        top("at_day", lambda found: found.update(type="int")),
    ),
    "a plain int became a date": (
        topics.USAGE,
        in_usage("part", lambda found: found.update(type={"type": "int", "logicalType": "date"})),
    ),
    "millis became micros": (
        topics.RECEIPTS,
        top("recorded_at", lambda found: found["type"].update(logicalType="timestamp-micros")),
    ),
    "micros became millis": (
        topics.USAGE,
        top("occurred_at", lambda found: found["type"].update(logicalType="timestamp-millis")),
    ),
    "a decimal is less precise": (
        topics.PLATFORM_ALLOCATIONS,
        amount(lambda items: items.update(precision=60)),
    ),
    "a decimal has another scale": (
        topics.PLATFORM_ALLOCATIONS,
        amount(lambda items: items.update(scale=31, precision=69)),
    ),
    "a decimal became a string": (
        topics.PLATFORM_ALLOCATIONS,
        top("amount", lambda found: found["type"].update(items="string")),
    ),
    "an enum has a new word": (
        topics.CASES,
        top("state", lambda found: found["type"]["symbols"].append("Appealed")),
    ),
    "an enum lost a word": (
        topics.CASES,
        top("state", lambda found: found["type"]["symbols"].remove("Moved")),
    ),
    "an enum is renamed": (
        topics.CASES,
        top("state", lambda found: found["type"].update(name="Standing")),
    ),
    "an enum became a string": (
        topics.CASES,
        top("state", lambda found: found.update(type="string")),
    ),
    "null is allowed": (
        topics.TRADES,
        in_licence("licensor", lambda found: found.update(type=["null", "string"])),
    ),
    "null is no longer allowed": (
        topics.TRADES,
        in_licence("parent_licence_id", lambda found: found.update(type="string", default="")),
    ),
    "one became several": (
        topics.CASES,
        top("work", lambda found: found.update(type={"type": "array", "items": "string"})),
    ),
    "several became one": (
        topics.OWNERSHIP,
        top("references", lambda found: found.update(type="string", default="")),
    ),
    "items are of another type": (
        topics.ANOMALIES,
        top("value", lambda found: found["type"].update(items="int")),
    ),
    "map values are of another type": (
        topics.REJECTED,
        top("headers", lambda found: found["type"].update(values="string")),
    ),
    "a nested record has a new field": (
        topics.TRADES,
        in_licence(
            "pricing", lambda found: found["type"]["fields"].append({"name": "cap", "type": "long"})
        ),
    ),
    "a nested record became a string": (
        topics.TRADES,
        in_licence("pricing", lambda found: found.update(type="string")),
    ),
    "a body is new": (
        topics.CONTROL,
        lambda schema: field(schema, "body")["type"].append(
            {"type": "record", "name": "ClockStopped", "fields": []}
        ),
    ),
    "a body is gone": (topics.CONTROL, lambda schema: field(schema, "body")["type"].pop()),
    "a packed column became a plain one": (
        topics.ACCRUALS,
        top("units", lambda found: found.update(type="long")),
    ),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_drift_is_noticed(drift: str) -> None:
    topic, change = DRIFTS[drift]
    schema = copy.deepcopy(current_schema(topic))
    change(schema)
    assert faults(topic, schema) != []

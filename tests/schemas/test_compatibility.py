"""The schemas against every version ever released, and the checker that says so."""

import copy
import json
from collections.abc import Callable
from typing import Any

import avro.schema
import fastavro
import pytest
from fastavro.schema import fingerprint, to_parsing_canonical_form

from schemas import topics
from schemas.registry import CURRENT, RELEASED, AvroSchema, current_schema
from schemas.release import incompatibilities, released_versions

Change = Callable[[AvroSchema], Any]


def canonical(schema: AvroSchema) -> str:
    return to_parsing_canonical_form(copy.deepcopy(schema))


def without_logical_types(schema: Any) -> Any:
    if isinstance(schema, dict):
        dropped = ("logicalType", "precision", "scale")
        return {
            name: without_logical_types(part)
            for name, part in schema.items()
            if name not in dropped
        }
    return [without_logical_types(part) for part in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("topic", topics.ALL)
def test_the_current_schema_is_released(topic: str) -> None:
    latest = released_versions(topic)[-1]
    assert canonical(current_schema(topic)) == canonical(latest)
    version = len(released_versions(topic))
    released = (RELEASED / topic / f"{version}.avsc").read_text()
    assert (CURRENT / f"{topic}.avsc").read_text() == released


@pytest.mark.parametrize("topic", topics.ALL)
def test_full_transitive(topic: str) -> None:
    versions = released_versions(topic)
    assert versions
    for old in versions:
        assert incompatibilities(current_schema(topic), old) == []


@pytest.mark.parametrize("topic", topics.ALL)
def test_both_libraries_parse_every_version(topic: str) -> None:
    for schema in released_versions(topic):
        name = f"{schema['namespace']}.{schema['name']}"
        parsed = avro.schema.parse(json.dumps(schema))
        assert parsed.get_prop("name") == schema["name"]
        assert fastavro.parse_schema(copy.deepcopy(schema))["name"] == name  # type: ignore[call-overload,index]


@pytest.mark.parametrize("topic", topics.ALL)
@pytest.mark.parametrize("algorithm", ["CRC-64-AVRO", "sha256"])
def test_both_libraries_give_the_same_fingerprint(topic: str, algorithm: str) -> None:
    schema = current_schema(topic)
    # avro 1.12 keeps {"type":"int"} where a logical type stood; the specification wants "int".
    by_avro = avro.schema.parse(json.dumps(without_logical_types(schema)))
    assert by_avro.canonical_form == canonical(schema)
    assert by_avro.fingerprint(algorithm).hex() == fingerprint(canonical(schema), algorithm)


def test_no_two_topics_share_a_fingerprint() -> None:
    prints = {fingerprint(canonical(current_schema(topic)), "sha256") for topic in topics.ALL}
    assert len(prints) == len(topics.ALL)


def test_every_schema_file_is_a_topic_and_every_topic_has_a_plan() -> None:
    assert {file.stem for file in CURRENT.iterdir()} == set(topics.ALL)
    assert [plan.name for plan in topics.PLANS] == list(topics.ALL)


def test_ids_are_unique_and_without_gaps() -> None:
    ids: dict[str, dict[str, int]] = json.loads((RELEASED / "ids.json").read_text())
    numbers = [number for versions in ids.values() for number in versions.values()]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert ids.keys() == set(topics.ALL)


@pytest.mark.parametrize("topic", topics.ALL)
def test_versions_are_numbered_in_the_order_of_their_ids(topic: str) -> None:
    versions: dict[str, int] = json.loads((RELEASED / "ids.json").read_text())[topic]
    assert list(versions) == [str(number + 1) for number in range(len(versions))]
    assert list(versions.values()) == sorted(versions.values())
    assert {file.name for file in (RELEASED / topic).iterdir()} == {f"{v}.avsc" for v in versions}


@pytest.mark.parametrize("topic", topics.ALL)
def test_no_record_contains_itself(topic: str) -> None:
    """So that no message can nest deeper than its schema does."""

    def walk(schema: Any, within: tuple[str, ...]) -> None:
        if isinstance(schema, str):
            assert schema not in within
        elif isinstance(schema, list):
            for branch in schema:
                walk(branch, within)
        else:
            inside = (*within, schema["name"]) if schema["type"] == "record" else within
            for part in ("items", "values"):
                walk(schema.get(part, "null"), inside)
            for field in schema.get("fields", ()):
                walk(field["type"], inside)

    walk(current_schema(topic), ())


def field(schema: AvroSchema, name: str) -> dict[str, Any]:
    return next(found for found in schema["fields"] if found["name"] == name)


def add(**new: Any) -> Change:
    return lambda schema: schema["fields"].append({"name": "judge", "type": "string", **new})


def drop(name: str) -> Change:
    return lambda schema: schema["fields"].remove(field(schema, name))


def retype(name: str, avro_type: Any) -> Change:
    return lambda schema: field(schema, name).update(type=avro_type)


def bodies(change: Callable[[list[Any]], Any]) -> Change:
    return lambda schema: change(field(schema, "body")["type"])


BROKEN: dict[str, tuple[str, Change, str]] = {
    "a new field without default": (topics.CASES, add(), "new cannot read old: judge"),
    "a removed field without default": (topics.CASES, drop("work"), "old cannot read new: work"),
    "a renamed field": (
        topics.CASES,
        lambda schema: field(schema, "work").update(name="opus"),
        "new cannot read old: opus",
    ),
    "a changed type": (topics.CASES, retype("work", "long"), "reader type: long"),
    "a wider type": (topics.RECEIPTS, retype("lines", "long"), "old cannot read new"),
    "a type that may now be null": (
        topics.CASES,
        retype("work", ["null", "string"]),
        "old cannot read new",
    ),
    "a changed item type": (
        topics.ANOMALIES,
        retype("subject", {"type": "array", "items": "long"}),
        "reader type: long",
    ),
    "a new union branch": (
        topics.CONTROL,
        bodies(lambda union: union.append({"type": "record", "name": "Stopped", "fields": []})),
        "old cannot read new: reader union lacking writer type",
    ),
    "a removed union branch": (
        topics.CONTROL,
        bodies(lambda union: union.pop()),
        "new cannot read old: reader union lacking writer type",
    ),
    "a renamed union branch": (
        topics.CONTROL,
        bodies(lambda union: union[0].update(name="Stopped")),
        "reader union lacking writer type",
    ),
    "milliseconds that become microseconds": (
        topics.RECEIPTS,
        lambda schema: field(schema, "recorded_at")["type"].update(logicalType="timestamp-micros"),
        "Receipt.recorded_at",
    ),
    "a date that becomes a number": (topics.CASES, retype("at_day", "int"), "CaseState.at_day"),
    "a decimal of another scale": (
        topics.PLATFORM_ALLOCATIONS,
        lambda schema: field(schema, "amount")["type"]["items"].update(scale=20),
        "PlatformAllocationBlock.amount",
    ),
    "a renamed record": (
        topics.CASES,
        lambda schema: schema.update(name="Case"),
        "expected: rightstream.cases.CaseState",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_checker_catches(fault: str) -> None:
    topic, change, why = BROKEN[fault]
    schema = copy.deepcopy(current_schema(topic))
    change(schema)
    assert why in "\n".join(incompatibilities(schema, current_schema(topic)))


@pytest.mark.parametrize(
    ("topic", "change"),
    [
        (topics.CASES, add(default="")),
        (topics.CASES, drop("reason")),
        (topics.CASES, lambda schema: schema.update(doc="Said in other words.")),
        (topics.CASES, lambda schema: field(schema, "state")["type"]["symbols"].append("Appealed")),
    ],
    ids=["a new field with default", "a removed field with default", "doc", "a new word"],
)
def test_the_checker_lets_pass(topic: str, change: Change) -> None:
    schema = copy.deepcopy(current_schema(topic))
    change(schema)
    assert schema != current_schema(topic)
    assert incompatibilities(schema, current_schema(topic)) == []

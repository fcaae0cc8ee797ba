"""Releasing: a changed schema becomes the next version under the next id, or nothing is written."""

import json
from pathlib import Path

import pytest

from schemas import topics
from schemas.registry import RELEASED, FileRegistry, current_schema, subject_of
from schemas.release import Incompatible, release, released_versions


def ids(folder: Path) -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = json.loads((folder / "ids.json").read_text())
    return known


def with_older_case(folder: Path, changed: str) -> None:
    """As if version 1 of ipr.cases had been released with this type of its field `location`."""
    file = folder / topics.CASES / "1.avsc"
    schema = json.loads(file.read_text())
    location = next(field for field in schema["fields"] if field["name"] == "location")
    location.update(doc="older") if changed == "doc" else location.update(type=changed, default=0)
    file.write_text(json.dumps(schema, indent=2) + "\n")


def test_the_first_release_numbers_every_topic(tmp_path: Path) -> None:
    assert release(tmp_path) == list(topics.ALL)
    assert [number for versions in ids(tmp_path).values() for number in versions.values()] == list(
        range(1, len(topics.ALL) + 1)
    )
    files = FileRegistry(tmp_path)
    for topic in topics.ALL:
        assert files.schema(files.id_of(subject_of(topic), current_schema(topic)))


def test_releasing_again_changes_nothing(tmp_path: Path) -> None:
    release(tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert release(tmp_path) == []
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_what_is_released_now_needs_no_release(tmp_path: Path) -> None:
    for file in RELEASED.rglob("*"):
        if file.is_file():
            copy = tmp_path / file.relative_to(RELEASED)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
    assert release(tmp_path) == []


def test_a_changed_schema_gets_the_next_id(tmp_path: Path) -> None:
    release(tmp_path)
    with_older_case(tmp_path, "doc")
    before = ids(tmp_path)
    assert release(tmp_path) == [topics.CASES]
    assert released_versions(topics.CASES, tmp_path)[-1] == current_schema(topics.CASES)
    number = before[topics.CASES]["1"]
    assert ids(tmp_path) == {**before, topics.CASES: {"1": number, "2": len(topics.ALL) + 1}}


def test_an_older_version_keeps_its_id_and_stays_readable(tmp_path: Path) -> None:
    release(tmp_path)
    with_older_case(tmp_path, "doc")
    older = released_versions(topics.CASES, tmp_path)[0]
    release(tmp_path)
    files = FileRegistry(tmp_path)
    first, second = ids(tmp_path)[topics.CASES].values()
    assert files.id_of(subject_of(topics.CASES), older) == first
    assert files.id_of(subject_of(topics.CASES), current_schema(topics.CASES)) == second


def test_an_incompatible_schema_is_not_released(tmp_path: Path) -> None:
    release(tmp_path)
    with_older_case(tmp_path, "long")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(Incompatible, match=r"ipr\.cases: new cannot read old.*old cannot read new"):
        release(tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_refused_release_can_be_mended_and_made(tmp_path: Path) -> None:
    release(tmp_path)
    file = tmp_path / topics.REGISTRATIONS / "1.avsc"
    file.write_text(json.dumps({**current_schema(topics.REGISTRATIONS), "doc": "older"}))
    with_older_case(tmp_path, "long")
    with pytest.raises(Incompatible):
        release(tmp_path)
    case = tmp_path / topics.CASES / "1.avsc"
    case.write_text(json.dumps(current_schema(topics.CASES)))
    assert release(tmp_path) == [topics.REGISTRATIONS]
    subject = subject_of(topics.REGISTRATIONS)
    assert FileRegistry(tmp_path).id_of(subject, current_schema(topics.REGISTRATIONS))


def test_every_older_version_counts(tmp_path: Path) -> None:
    """Transitive: a version that only the last one is compatible with is caught by the first."""
    release(tmp_path)
    folder = tmp_path / topics.CASES
    current = (folder / "1.avsc").read_text()
    with_older_case(tmp_path, "long")
    (folder / "2.avsc").write_text(current.replace("A case, as it stands.", "A case."))
    with pytest.raises(Incompatible, match="reader type"):
        release(tmp_path)


def test_versions_are_in_order_of_their_numbers(tmp_path: Path) -> None:
    (tmp_path / topics.CASES).mkdir()
    for version in (10, 9, 1):
        (tmp_path / topics.CASES / f"{version}.avsc").write_text(json.dumps({"doc": version}))
    assert [schema["doc"] for schema in released_versions(topics.CASES, tmp_path)] == [1, 9, 10]
    assert released_versions(topics.TRADES, tmp_path) == []

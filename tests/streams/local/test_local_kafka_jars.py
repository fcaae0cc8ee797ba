"""The class path cache: used when every jar is as it was, ignored otherwise."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.local import kafka_jars
from streams.local.errors import LocalStackError, MissingDownload
from streams.local.maven_fetch import Say, fetch

JARS = {"a.jar": b"first", "b.jar": b"second"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a pinned set of two jars."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pinned = tmp_path / "pinned"
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in JARS.items()}
    pinned.write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()))
    monkeypatch.setattr(kafka_jars, "PINNED", pinned)
    return tmp_path


def fake_fetch(*contents: dict[str, bytes]) -> tuple[Callable[..., list[Path]], list[int]]:
    """A fetch that brings these jars, one set a call, and the list of its calls."""
    calls: list[int] = []

    def bring(_endpoint: str, folder: Path, _say: Say) -> list[Path]:
        jars = contents[len(calls)]
        calls.append(1)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in jars.items():
            (folder / name).write_bytes(data)
        return sorted(folder / name for name in jars)

    return bring, calls


def test_second_call_fetches_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring, calls = fake_fetch(JARS)
    monkeypatch.setattr(kafka_jars, "fetch", bring)
    said: list[str] = []
    first = kafka_jars.kafka_runtime(said.append)
    assert kafka_jars.kafka_runtime(said.append) == first
    assert [jar.name for jar in first.jars] == ["a.jar", "b.jar"]
    assert len(calls) == 1
    assert "fetching Apache Kafka" in said[0]
    assert str(folder) in said[0]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("damage", ["missing", "other size", "other pins"])
def test_changed_jars_are_not_taken_from_the_cache(
    damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_jars, "fetch", fake_fetch(JARS)[0])
    jar = kafka_jars.kafka_runtime().jars[0]
    assert kafka_jars.cached_jars() is not None
    if damage == "missing":
        jar.unlink()
    elif damage == "other size":
        jar.write_bytes(b"short")  # same size as "first"
        jar.write_bytes(b"longer than before")
    else:
        kafka_jars.PINNED.write_text("0  a.jar\n")
    assert kafka_jars.cached_jars() is None


@pytest.mark.usefixtures("folder")
def test_stump_of_a_cut_download_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bring, calls = fake_fetch({**JARS, "a.jar": b"fir"}, JARS)
    monkeypatch.setattr(kafka_jars, "fetch", bring)
    assert kafka_jars.mismatches(kafka_jars.kafka_runtime().jars) == []
    assert len(calls) == 2


@pytest.mark.usefixtures("folder")
def test_jars_that_stay_wrong_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"a.jar": b"changed", "c.jar": b"foreign"}
    monkeypatch.setattr(kafka_jars, "fetch", fake_fetch(wrong, wrong)[0])
    with pytest.raises(LocalStackError) as caught:
        kafka_jars.kafka_runtime()
    assert caught.value.why.splitlines() == [
        "a.jar has other content",
        "b.jar is missing",
        "c.jar is not in pinned",
    ]
    assert kafka_jars.cached_jars() is None


def test_missing_download_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSTREAM_MAVEN_URL", "http://127.0.0.1:9/maven2/")
    with pytest.raises(MissingDownload) as caught:
        fetch(kafka_jars.ENDPOINT, tmp_path, print)
    name = f"kafka_2.13-{kafka_jars.KAFKA_VERSION}.pom"
    assert name in caught.value.what
    assert caught.value.where.startswith("http://127.0.0.1:9/maven2/org/apache/kafka/")
    assert "refused" in caught.value.why.lower()


def test_pins_cover_the_version_that_is_fetched() -> None:
    pinned = kafka_jars.pinned_digests()
    assert f"kafka_2.13-{kafka_jars.KAFKA_VERSION}.jar" in pinned
    assert all(len(digest) == 64 for digest in pinned.values())

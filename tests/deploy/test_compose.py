"""The deployment files agree with the program: settings, commands, images, group members."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import typer.core
import typer.main
import yaml

from schemas import topics
from schemas.settings import Settings
from streams.app import STAGES, app_id
from streams.cli.main import app
from streams.lag import EVIDENCE_GROUP, GROUP_TOPICS
from streams.local.kafka_jars import KAFKA_VERSION
from tests.deploy.deployment import (
    CLIENTS,
    COMPOSE,
    DEPLOY,
    KUBERNETES,
    PROJECT,
    Container,
    compose_containers,
    pod_containers,
    pods,
    services,
    text_files,
    variables,
    yaml_files,
)

CONTAINERS = [*compose_containers(), *pod_containers()]
OURS = [one for one in CONTAINERS if one.command[:3] == ["python", "-m", "streams"]]
WORKERS = [one for one in OURS if one.command[3] == "worker"]


def names(containers: list[Container]) -> list[str]:
    return [f"{one.name}: {' '.join(one.command)}" for one in containers]


@pytest.mark.parametrize("file", yaml_files(), ids=lambda file: file.name)
def test_yaml_can_be_read(file: Path) -> None:
    assert all(document for document in yaml.safe_load_all(file.read_text()))


@pytest.mark.parametrize("file", text_files(), ids=lambda file: file.name)
def test_every_setting_exists(file: Path) -> None:
    known = {f"RIGHTSTREAM_{name.upper()}" for name in Settings.model_fields}
    assert variables(file.read_text()) <= known


def test_settings_have_values_the_program_takes() -> None:
    for container in OURS:
        given = {
            name.removeprefix("RIGHTSTREAM_").lower(): re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", value)
            for name, value in container.environment.items()
            if name.startswith("RIGHTSTREAM_") and value
        }
        Settings.model_validate(given)


@pytest.mark.parametrize("container", OURS, ids=names(OURS))
def test_every_command_exists(container: Container) -> None:
    command: Any = typer.main.get_command(app)
    arguments = container.command[3:]
    while isinstance(command, typer.core.TyperGroup):
        assert arguments[0] in command.commands, f"{arguments[0]} is no command"
        command = command.commands[arguments.pop(0)]
    command.make_context("streams", arguments)  # raises UsageError for what it does not take


def test_every_stage_the_sink_and_the_log_run_in_both_deployments() -> None:
    wanted = {*STAGES, "sink", "evidence"}
    for containers in (compose_containers(), pod_containers()):
        run = {one.command[4] for one in containers if one in WORKERS}
        run |= {kind for kind in ("sink", "evidence") for one in containers
                if one.command[3:] == [kind]}  # fmt: skip
        assert run == wanted


@pytest.mark.parametrize("container", CONTAINERS, ids=[one.name for one in CONTAINERS])
def test_images_are_pinned(container: Container) -> None:
    _, _, tag = container.image.rpartition(":")
    assert re.fullmatch(r"v?\d+\.\d+\.\d+[\w.-]*", tag), container.image


def test_base_images_are_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases)


def test_the_broker_is_the_one_the_tests_run() -> None:
    assert services(COMPOSE)["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"


def test_topics_are_only_made_on_purpose() -> None:
    broker = services(COMPOSE)["kafka"]["environment"]
    assert broker["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert broker["KAFKA_LOG_RETENTION_MS"] == "-1"


def test_instances_of_a_stage_have_names_of_their_own() -> None:
    instances = Counter(tuple(one.command[4:]) for one in compose_containers() if one in WORKERS)
    assert set(instances.values()) == {1}
    for manifest, pod in pods():
        fields = [
            one["valueFrom"]["fieldRef"]["fieldPath"]
            for container in pod["containers"]
            for one in container.get("env", ())
            if one["name"] == "INSTANCE"
        ]
        if manifest["kind"] == "StatefulSet":
            assert fields == ["metadata.labels['apps.kubernetes.io/pod-index']"]
        elif fields:
            assert fields == ["metadata.name"]


def test_health_asks_for_the_member_the_process_is() -> None:
    for container in OURS:
        kind, *rest = container.command[3:]
        if kind in ("sink", "evidence"):
            group, instance = (
                {"sink": "rightstream-warehouse", "evidence": EVIDENCE_GROUP}[kind],
                "",
            )
        elif kind == "worker":
            group, instance = app_id(rest[0]), rest[1].replace("$(INSTANCE)", '"$INSTANCE"')
        else:
            continue
        assert group in GROUP_TOPICS
        assert container.health.endswith(f"member.sh {group} {instance}".rstrip())


@pytest.mark.parametrize("name", ["sink", "evidence"])
def test_the_sink_and_the_log_are_one_each(name: str) -> None:
    (deployment,) = [one for one, _ in pods() if one["metadata"]["name"] == name]
    assert deployment["spec"]["replicas"] == 1
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}


def test_the_key_of_the_log_is_named_and_comes_from_outside() -> None:
    """One that is not named would be made anew, and with it another log, at every start."""
    logs = [one for one in OURS if one.command[3:] == ["evidence"]]
    for one in logs:
        assert one.environment["RIGHTSTREAM_EVIDENCE_KEY"].startswith("/run/evidence")
    assert services(COMPOSE)["evidence"]["volumes"] == [
        "${EVIDENCE_KEY:?see deploy/example.env}:/run/evidence.pem:ro"
    ]
    (pod,) = [pod for one, pod in pods() if one["metadata"]["name"] == "evidence"]
    assert {"name": "key", "secret": {"secretName": "evidence", "defaultMode": 0o440}} in pod[
        "volumes"
    ]


def test_no_stage_has_more_workers_than_partitions() -> None:
    (settings,) = {
        one.environment["RIGHTSTREAM_PARTITIONS"] for one in pod_containers() if one in OURS
    }
    for manifest, _ in pods():
        assert manifest["spec"].get("replicas", 1) <= int(settings)


@pytest.mark.parametrize(
    "manifest", [one for one, _ in pods()], ids=lambda one: one["metadata"]["name"]
)
def test_pods_have_limits_and_no_rights(manifest: dict[str, Any]) -> None:
    pod = manifest["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in (*pod.get("initContainers", ()), *pod["containers"]):
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_every_manifest_is_applied() -> None:
    listed = yaml.safe_load((KUBERNETES / "kustomization.yml").read_text())["resources"]
    there = {file.name for file in KUBERNETES.glob("*.yml")} - {"kustomization.yml"}
    assert set(listed) == there


def test_mounted_files_are_there() -> None:
    for file in (COMPOSE, CLIENTS):
        for service in services(file).values():
            for volume in service.get("volumes", ()):
                source = volume.split(":")[0]
                assert not source.startswith("./") or (PROJECT / source).exists(), volume


def test_what_has_to_be_given_is_in_the_example() -> None:
    asked = {
        name
        for file in (COMPOSE, CLIENTS)
        for name in re.findall(r"\$\{(\w+):[?-]", file.read_text())
    }
    asked |= {one["environment"] for one in yaml.safe_load(COMPOSE.read_text())["secrets"].values()}
    example = re.findall(r"^(\w+)=", (DEPLOY / "example.env").read_text(), re.MULTILINE)
    assert asked == set(example)


def test_no_password_is_in_a_file() -> None:
    for file in (COMPOSE, CLIENTS):
        for service in services(file).values():
            for name, value in service.get("environment", {}).items():
                if re.search(r"PASSWORD|SECRET|TOKEN", name) and not name.endswith("_FILE"):
                    assert re.fullmatch(r"\$\{\w+:\?.+\}", value), name
    example = (DEPLOY / "example.env").read_text()
    assert not re.search(r"PASSWORD=\S", example)
    assert not [one for one, _ in pods() if one["kind"] == "Secret"]


def test_prometheus_scrapes_services_that_are_there() -> None:
    """At the port they are told to serve their metrics on, to other machines too."""
    settings = yaml.safe_load(COMPOSE.read_text())["x-settings"]
    assert settings["RIGHTSTREAM_METRICS_PORT"] == "9464"
    assert settings["RIGHTSTREAM_METRICS_HOST"] == "0.0.0.0"
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    for job in config["scrape_configs"]:
        for target in job["static_configs"][0]["targets"]:
            host = target.split(":")[0]
            assert host == "localhost" or host in services(COMPOSE)


def test_alerts_speak_of_groups_and_topics_that_are_there() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    by_name = {rule["alert"]: rule["expr"] for rule in rules}
    (stages,) = re.findall(r'group_id=~"([^"]+)"', by_name["StageDown"])
    assert all(re.fullmatch(stages, group) for group in GROUP_TOPICS)
    assert by_name["StageDown"].endswith(f"< {len(GROUP_TOPICS)}")
    assert re.findall(r'topic_name="([^"]+)"', by_name["DeadLetters"]) == [topics.REJECTED]


def test_every_alert_leads_to_its_place_in_the_runbook() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"][0]["rules"]
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket")
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        headings = re.findall(r"^#+ (.+)$", (PROJECT / page).read_text(), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_alerts_fire_when_they_should() -> None:
    subprocess.run(
        ["promtool", "test", "rules", "alerts.test.yml"], cwd=DEPLOY / "prometheus", check=True
    )

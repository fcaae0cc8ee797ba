"""The files of the deployment, read as data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
COMPOSE = PROJECT / "docker-compose.yml"
CLIENTS = DEPLOY / "compose.clients.yml"
KUBERNETES = DEPLOY / "kubernetes"


@dataclass(frozen=True, slots=True)
class Container:
    """A container of the compose file or the manifests; `health` is the command that is asked."""

    name: str
    image: str
    command: list[str]
    environment: dict[str, str]
    health: str


def yaml_files() -> list[Path]:
    return [COMPOSE, *sorted(DEPLOY.rglob("*.yml"))]


def text_files() -> list[Path]:
    return [COMPOSE, *sorted(file for file in DEPLOY.rglob("*") if file.is_file())]


def services(file: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text())["services"]
    return found


def compose_containers() -> list[Container]:
    return [
        Container(
            name,
            service["image"],
            service.get("command", []),
            service.get("environment", {}),
            " ".join(service.get("healthcheck", {}).get("test", [])),
        )
        for name, service in services(COMPOSE).items()
    ]


def manifests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in sorted(KUBERNETES.glob("*.yml")):
        found.extend(yaml.safe_load_all(file.read_text()))
    return found


def pods() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(manifest, pod spec) of everything that runs pods."""
    for manifest in manifests():
        template = manifest.get("spec", {}).get("template")
        if template:
            yield manifest, template["spec"]


def pod_containers() -> list[Container]:
    settings = next(one["data"] for one in manifests() if one["kind"] == "ConfigMap")
    found = []
    for manifest, pod in pods():
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            named = {one["name"]: str(one.get("value", "")) for one in container.get("env", ())}
            probe = container.get("readinessProbe", {}).get("exec", {}).get("command", [])
            found.append(
                Container(
                    f"{manifest['kind']}/{manifest['metadata']['name']}",
                    container["image"],
                    container["command"],
                    {**settings, **named},
                    " ".join(probe),
                )
            )
    return found


def variables(text: str) -> set[str]:
    """Names of our own settings that a text speaks of; `RIGHTSTREAM_*` is none."""
    return set(re.findall(r"\bRIGHTSTREAM_[A-Z][A-Z_]*[A-Z]\b", text))

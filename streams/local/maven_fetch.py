"""Downloads jars from a Maven repository with jgo; tells each step and fails plainly."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from streams.local.errors import MissingDownload

if TYPE_CHECKING:
    from jgo.maven import Artifact

CENTRAL = "https://repo.maven.apache.org/maven2"
TIMEOUT = 30
Say = Callable[[str], None]


def repository_url() -> str:
    """The Maven repository to fetch from: RIGHTSTREAM_MAVEN_URL, or Maven Central."""
    return os.environ.get("RIGHTSTREAM_MAVEN_URL", CENTRAL).rstrip("/")


def fetch(endpoint: str, folder: Path, say: Say) -> list[Path]:
    """Resolve a Maven endpoint with all its dependencies into `folder`; returns the jars.

    Blocks on the network (requests: honours proxies and REQUESTS_CA_BUNDLE). Not safe for two
    processes at once. Raises MissingDownload; the half-written file of a failed download is
    removed, but a process killed half-way may leave one: the caller compares digests.
    """
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext, PythonResolver

    class TellingResolver(PythonResolver):
        """Says which jar comes next, and names the one that did not come."""

        def download(self, artifact: Artifact) -> Path | None:
            path = str(artifact.component.path_prefix).replace(os.sep, "/")
            if artifact.filename.endswith(".jar"):
                say(f"fetching {artifact.filename}")
            try:
                return super().download(artifact)
            except Exception as error:
                if artifact.cached_path is not None:
                    artifact.cached_path.unlink(missing_ok=True)
                place = f"{url}/{path}/{artifact.filename}"
                raise MissingDownload(artifact.filename, place, reason(error)) from error

    url = repository_url()
    context = MavenContext(
        resolver=TellingResolver(),
        repo_cache=folder / "maven",
        remote_repos={"repository": url},
        timeout=TIMEOUT,
    )
    builder = EnvironmentBuilder(context, folder / "jgo", LinkStrategy.AUTO)
    return sorted(builder.from_endpoint(endpoint, update=True).all_jars)


def reason(error: BaseException) -> str:
    """Why a download failed, from its innermost cause: the outer ones only wrap it."""
    if isinstance(error, RuntimeError):  # jgo: every repository answered, none with status 200
        return "the repository answers, but does not give out this file"
    seen = [error]
    while (inner := seen[-1].__cause__ or seen[-1].__context__) and inner not in seen:
        seen.append(inner)
    deepest = next((one for one in reversed(seen) if str(one)), error)
    return f"{type(deepest).__name__}: {deepest}"

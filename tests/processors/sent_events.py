"""Events as they lie in the record, and what their words mean, spelled out leaf by leaf."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from processors.reports import RecordedAt
from processors.territories import LEAVES, resolve, territory_set


@dataclass(frozen=True)
class Sent:
    """One event and where the broker recorded it; `refused` if it breaks a rule of its kind."""

    topic: str
    event: dict[str, Any]
    at: RecordedAt
    refused: bool = False

    @property
    def kind(self) -> str:
        name: str = self.event["body"][0]
        return name.rpartition(".")[2]

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.event["body"][1]
        return body

    @property
    def event_id(self) -> str:
        event_id: str = self.event["event_id"]
        return event_id

    @property
    def source(self) -> str:
        source: str = self.event["source"]
        return source


@cache
def ground(code: str) -> frozenset[str]:
    """Leaves that a right in the territory covers."""
    return frozenset(territory_set([("I", code)], None))


@cache
def usage_leaves(code: str) -> frozenset[str]:
    """Leaves that usage reported under the code lies in."""
    return frozenset(resolve(code).area)


@cache
def _leaves_of_rules(rules: tuple[tuple[bool, str], ...]) -> frozenset[str]:
    covered = set()
    for leaf in LEAVES:
        said = [include for include, code in rules if leaf in ground(code)]
        if not rules or (said and said[-1]):
            covered.add(leaf)
    return frozenset(covered)


def leaves_of(rules: list[dict[str, Any]]) -> frozenset[str]:
    """For each leaf the last rule that speaks of it decides; no rules are the world."""
    return _leaves_of_rules(tuple((rule["include"], rule["code"]) for rule in rules))


def in_days(record: dict[str, Any], day: int) -> bool:
    return bool(
        record["from_day"] <= day and (record["until_day"] is None or day < record["until_day"])
    )


def highest_revision(events: Iterable[Sent]) -> Sent:
    """Of equal revisions the first recorded."""
    return min(events, key=lambda sent: (-sent.body["revision"], sent.at))

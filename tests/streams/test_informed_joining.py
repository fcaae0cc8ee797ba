"""A worker that does not know its topics yet does not join its group."""

import asyncio
from types import SimpleNamespace
from typing import Any

from streams.informed_joining import join_when_informed


class Cluster:
    """What a client knows of topics: one more each time it asks."""

    def __init__(self, *answers: str) -> None:
        self.known: set[str] = set()
        self.left = list(answers)

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return {0, 1} if topic in self.known else None

    async def force_metadata_update(self) -> bool:
        if self.left:
            self.known.add(self.left.pop(0))
        return True


def consumer(cluster: Cluster) -> Any:
    async def join(subscription: Any, former: Any) -> str:
        return f"joined for {sorted(subscription.topics)} after {former}"

    return SimpleNamespace(
        _client=SimpleNamespace(
            cluster=cluster, force_metadata_update=cluster.force_metadata_update
        ),
        _coordinator=SimpleNamespace(ensure_active_group=join),
    )


def test_it_joins_only_once_all_topics_are_known() -> None:
    """Asked again and again, as the coordinator's loop does."""
    one = consumer(Cluster("ipr.facts", "ipr.control"))
    join_when_informed(one)
    subscription = SimpleNamespace(topics={"ipr.facts", "ipr.control"})

    async def asked() -> list[Any]:
        return [await one._coordinator.ensure_active_group(subscription, None) for _ in range(3)]

    answers = asyncio.run(asked())
    assert answers == [None, None, "joined for ['ipr.control', 'ipr.facts'] after None"]


def test_it_joins_at_once_when_they_are_known() -> None:
    cluster = Cluster()
    cluster.known = {"ipr.facts"}
    one = consumer(cluster)
    join_when_informed(one)
    subscription = SimpleNamespace(topics={"ipr.facts"})
    answer = asyncio.run(one._coordinator.ensure_active_group(subscription, "what it had"))
    assert answer == "joined for ['ipr.facts'] after what it had"

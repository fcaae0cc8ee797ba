"""What of Faust our code may not use, looked for in its syntax."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = sorted(path for folder in ("streams", "sinks") for path in (ROOT / folder).rglob("*.py"))

FORBIDDEN = {
    # Expire by the wall clock and lose their close callbacks.
    "tumbling", "hopping", "relative_to_field", "relative_to_now", "on_window_close",
    # Acknowledge a batch also when the body raised.
    "take_events", "noack_take", "noack",
    # Their records are awaited by nobody.
    "cast", "ask", "send_soon", "publish_message",
}  # fmt: skip
MUST_BE_AWAITED = {"send", "send_batch", "put", "ack"}
_STREAM_NAMES = {
    "stream",
    "app",
    "agent",
    "producer",
    "_producer",
    "outbox",
    "_outbox",
    "changelog",
}


def calls(source: str) -> Iterator[tuple[str, str]]:
    """(what is wrong, the call) for each forbidden call."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, name = node.func.value, node.func.attr
        of = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if of not in _STREAM_NAMES:
            continue
        if name in FORBIDDEN or (name == "take" and of == "stream"):
            yield "forbidden", ast.unparse(node)
        elif name in MUST_BE_AWAITED and not awaited(node, parents):
            yield "not awaited", ast.unparse(node)


def awaited(node: ast.Call, parents: dict[ast.AST, ast.AST]) -> bool:
    """Here, or by what it is handed to, which is awaited itself."""
    parent = parents[node]
    if isinstance(parent, ast.Call) and node in parent.args:
        parent = parents[parent]
    return isinstance(parent, ast.Await)


def windows(source: str) -> Iterator[str]:
    """Tables with windows, whoever makes them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN & {"tumbling", "hopping"}:
            yield ast.unparse(node)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("async def f():\n    async for b in stream.take(10, within=1): pass", "forbidden"),
        ("async def f():\n    app.send('t', value=1)", "not awaited"),
        ("async def f():\n    await app.send('t', value=1)", ""),
        ("async def f():\n    await self.ship(app.send('t', value=1))", ""),
        ("async def f():\n    self.ship(app.send('t', value=1))", "not awaited"),
        ("self._producer.send_soon('t', b'k', b'v')", "forbidden"),
        ("async def f():\n    stream.ack(event)", "not awaited"),
    ],
)
def test_the_rules_find_what_they_are_for(source: str, found: str) -> None:
    assert [why for why, _ in calls(source)] == ([found] if found else [])


def test_windows_are_found() -> None:
    assert list(windows("app.Table('t').tumbling(10)")) == ["app.Table('t').tumbling"]


def asynchronous(path: Path) -> bool:
    """Code that blocks has producers of kafka-python, where `send` is no coroutine."""
    return "async def" in path.read_text()


def test_no_module_uses_what_loses_messages() -> None:
    found = {}
    for path in SOURCES:
        source = path.read_text()
        wrong = [*windows(source), *(calls(source) if asynchronous(path) else ())]
        if wrong:
            found[str(path.relative_to(ROOT))] = wrong
    assert found == {}


def test_the_agents_are_among_what_is_looked_at() -> None:
    looked_at = {path.name for path in SOURCES if asynchronous(path)}
    assert {
        "intake.py",
        "partition_agent.py",
        "durable_batch.py",
        "batched_producer.py",
    } <= looked_at

"""The licensing engine's answer beside the oracle's."""

from collections.abc import Iterator

from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.licence_engine import EngineLicences
from tests.processors.ownership_oracle.licence_words import Use
from tests.processors.ownership_oracle.licences import read_licences


def licence_differences(told: list[Told], uses: list[Use], engine: EngineLicences) -> Iterator[str]:
    """What differs, a line each."""
    oracle = read_licences(told)
    if engine.ineffective != oracle.ineffective:
        yield f"ineffective is {engine.ineffective}, by the rules {oracle.ineffective}"
    if engine.overlapping != oracle.overlapping:
        differs = sorted(engine.overlapping ^ oracle.overlapping)
        yield f"overlapping differs, or does not, in {differs}"
    for use, found in zip(uses, engine.uses, strict=True):
        expected = oracle.answer(use)
        if found != expected:
            yield f"{_short(use)}: {found}, by the rules {expected}"


def licences_by_rules(told: list[Told], uses: list[Use]) -> EngineLicences:
    """An engine made of the oracle itself, to test the comparison."""
    oracle = read_licences(told)
    answers = [oracle.answer(use) for use in uses]
    return EngineLicences(answers, oracle.ineffective, oracle.overlapping)


def short_licences(told: list[Told]) -> str:
    """The history a line a fact, in order of record."""
    return "\n".join(_line(fact) for fact in sorted(told, key=lambda fact: fact.at))


def _line(fact: Told) -> str:
    body = fact.body
    head = f"{tuple(fact.at)} {fact.event_id} {fact.source}"
    if fact.kind == "TradeWithdrawn":
        return f"{head} withdraws {body['trade_id']} r{body['revision']}"
    ground = "".join(f"{'+-'[not rule['include']]}{rule['code']}" for rule in body["territories"])
    names = ("works", "rights", "use_types", "exclusivity", "state", "state_from_day")
    return (
        f"{head} {body['licence_id']} r{body['revision']} in {body['parent_licence_id']}: "
        f"{body['licensor']} > {body['licensee']} {ground or 'world'} "
        f"[{body['from_day']}, {body['until_day']}) {' '.join(str(body[name]) for name in names)}"
    )


def _short(use: Use) -> str:
    leaves = ",".join(sorted(use.leaves)) if len(use.leaves) < 9 else f"{len(use.leaves)} leaves"
    words = (use.platform, use.work, use.right, use.use_type, leaves, use.day, set(use.holders))
    return " ".join(str(word) for word in words)

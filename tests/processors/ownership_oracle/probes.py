"""Which keys of a history are worth asking, and a history in short form."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from processors.territories import LEAVES
from tests.processors.ownership_oracle.facts import Rules, Told
from tests.processors.ownership_oracle.instant import Key
from tests.processors.sent_events import leaves_of


@dataclass(frozen=True, slots=True)
class Board:
    """The rights, leaves and days of which a history says something."""

    rights: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    """All leaves, put together where every list of rules says the same."""

    boundaries: frozenset[int | None]
    """All first days, all days after the last, and None for no end."""

    asked: int
    """Which of the leaves that are alike is asked."""

    def probes(self) -> list[Key]:
        """All rights; one of the leaves that are alike; all days at and before a boundary.

        So every answer that the history can give is given to one of them.
        """
        days = {0} | {day for end in self.boundaries if end for day in (end - 1, end)}
        leaves = [members[self.asked % len(members)] for members in self.alike]
        return [Key(*key) for key in product(self.rights, leaves, sorted(days))]


def board_of(told: Iterable[Told]) -> Board:
    said = [record for fact in told for record in _records(fact)]
    return Board(
        rights=tuple(sorted({right for record in said for right in _rights(record)})),
        alike=_alike(frozenset(_rules(record) for record in said)),
        boundaries=frozenset(day for record in said for day in _days(record)) | {None},
        asked=len(said),
    )


def probes(told: Iterable[Told]) -> list[Key]:
    """The keys of a history that are worth asking."""
    return board_of(told).probes()


@cache
def _alike(rules: frozenset[Rules]) -> tuple[tuple[str, ...], ...]:
    areas = [
        leaves_of([{"include": include, "code": code} for include, code in each])
        for each in sorted(rules)
    ]
    together = defaultdict(list)
    for leaf in LEAVES:
        together[tuple(leaf in area for area in areas)].append(leaf)
    return tuple(tuple(members) for members in together.values())


def short(told: Iterable[Told]) -> str:
    """The history a line a fact, in order of record."""
    return "\n".join(_line(fact) for fact in sorted(told, key=lambda fact: fact.at))


def _line(fact: Told) -> str:
    body = fact.body
    id = body.get("registration_id", body.get("assignment_id", body.get("trade_id")))
    at = f"{fact.at.millis // 86_400_000}+{fact.at.millis % 86_400_000}"
    head = f"{at}/{fact.at.partition}/{fact.at.offset} {fact.event_id} {fact.kind} {fact.source}"
    words = [f"{head} {id} r{body.get('revision', '-')}"]
    if fact.kind == "ClaimDecided":
        words.append(f"{body['outcome']} of '{body['registration_source']}'")
    if fact.kind == "AssignmentRecorded":
        words.append(f"{body['conveyance']} {body['assignor']} > {body['assignee']}")
    for record in _records(fact):
        share, party = record.get("share_ppm", ""), record.get("party", "")
        ground = "".join(f"{'+-'[not include]}{code}" for include, code in _rules(record))
        days = f"[{record['from_day']}, {record['until_day']})"
        words.append(f"{'/'.join(_rights(record))} {party} {share} {ground or 'world'} {days}")
    return "; ".join(words)


def _records(fact: Told) -> list[dict[str, object]]:
    """What a fact says of rights, territories and days."""
    if fact.kind == "RegistrationSubmitted":
        return list(fact.body["claims"])
    return [fact.body] if "territories" in fact.body else []


def _rights(record: dict[str, object]) -> tuple[str, ...]:
    rights = record.get("rights", (record.get("right"),))
    assert isinstance(rights, list | tuple)
    return tuple(rights)


def _rules(record: dict[str, object]) -> Rules:
    rules = record["territories"]
    assert isinstance(rules, list)
    return tuple((rule["include"], rule["code"]) for rule in rules)


def _days(record: dict[str, object]) -> list[int]:
    bounds = (record["from_day"], record["until_day"])
    return [bound for bound in bounds if isinstance(bound, int)]

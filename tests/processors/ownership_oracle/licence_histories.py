"""Seeded random histories of licences.

Who licenses stands in ranks, each to a later one only: so nothing comes back to its licensor, where
rule 16 can contradict itself. Circles of parents are made apart, of parties of their own.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from processors.reports import RecordedAt
from tests import events
from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.facts import Rules, Told

FIRST_DAY = 20_000
RANKS = (("party:ann", "party:bob"), ("agent:x",), ("agent:y", "agent:z"), ("tunefy", "wavebox"))
PLATFORMS = RANKS[-1]
WORKS = ("work:a", "work:b")
RIGHTS = ("MakeAvailable", "Performing")
USES = ("OnDemandStream", "PermanentDownload")
GROUNDS: tuple[Rules, ...] = (
    (),
    ((True, "CN"),),
    ((True, "2120"),),
    ((True, "2136"), (False, "CN")),
    ((True, "2120"), (False, "FR"), (True, "CN")),
)
DAYS = (events.DAY, events.DAY + 5, events.DAY + 9)


@dataclass
class _Making:
    rng: Random
    grounds: list[Rules]
    told: list[Told] = field(default_factory=list)

    def place(self) -> RecordedAt:
        number = len(self.told)
        return facts.on_day(
            FIRST_DAY + self.rng.randrange(3),
            millis=self.rng.choice((0, 5)),
            partition=self.rng.randrange(2),
            offset=self.rng.randrange(4) * 100 + number,
        )

    def grant(
        self, id: str, licensor: str, licensee: str, source: str, words: dict[str, Any]
    ) -> None:
        self.told.append(
            facts.licence(
                self.place(),
                id,
                licensor,
                licensee,
                source=source,
                event_id=f"e{len(self.told)}",
                revenue_share_ppm=500_000,
                **words,
            )
        )


def random_licences(seed: int) -> list[Told]:
    """The facts of one history, in no order of record."""
    rng = Random(seed)
    making = _Making(rng, rng.sample(GROUNDS, 2))
    for _ in range(rng.randint(1, 6)):
        _outermost(making)
    for _ in range(rng.choice((0, 1, 2, 3, 5))):
        _sublicence(making)
    for _ in range(rng.choice((0, 0, 1, 3))):
        _revision(making)
    if rng.random() < 0.1:
        _circle(making)
    if rng.random() < 0.1:
        _deep(making)
    for _ in range(rng.choice((0, 0, 1, 2))):
        _withdrawal(making)
    for fact in list(making.told):
        if rng.random() < 0.1:
            making.told.append(facts.recorded_again(fact, making.place()))
    rng.shuffle(making.told)
    return making.told


def _words(making: _Making) -> dict[str, Any]:
    rng = making.rng
    from_day = rng.choice((0, 0, 0, *DAYS))
    until_day = rng.choice((None, None, *DAYS))
    return {
        "works": rng.choice(((), (), WORKS[:1], WORKS)),
        "rights": rng.choice((RIGHTS[:1], RIGHTS[:1], RIGHTS)),
        "use_types": rng.choice(((), (), USES[:1], USES)),
        "territories": rng.choice((*making.grounds, ())),
        "from_day": from_day,
        "until_day": until_day if until_day is None or until_day > from_day else None,
        "exclusivity": rng.choice(("NonExclusive", "Sole", "Exclusive", "Exclusive")),
        **_state(rng),
    }


def _state(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.7:
        return {"state": "Active", "state_from_day": rng.choice((None, None, DAYS[0]))}
    return {
        "state": rng.choice(("Proposed", "Suspended", "Terminated")),
        "state_from_day": rng.choice((None, *DAYS)),
    }


def _rank(party: str) -> int:
    return next(number for number, rank in enumerate(RANKS) if party in rank)


def _outermost(making: _Making) -> None:
    rng = making.rng
    licensor = rng.choice(RANKS[0])
    licensee = rng.choice(rng.choice(RANKS[1:]))
    source = rng.choice((licensor, licensor, "market-a"))
    making.grant(rng.choice(("L1", "L2", "L3")), licensor, licensee, source, _words(making))


def _sublicence(making: _Making) -> None:
    """Of some licence that was granted; mostly in its own words but one."""
    rng = making.rng
    granted = [fact for fact in making.told if fact.body["licensee"] not in PLATFORMS]
    if not granted:
        return
    parent = rng.choice(granted)
    licensor = parent.body["licensee"]
    licensee = rng.choice(rng.choice(RANKS[_rank(licensor) + 1 :]))
    words = {**_said(parent), "parent": parent.body["licence_id"], "state": "Active"}
    if rng.random() < 0.7:
        other = _words(making)
        word = rng.choice(
            ("works", "rights", "use_types", "territories", "from_day", "exclusivity", "state")
        )
        words[word] = other[word]
        if word == "from_day":
            words["until_day"] = other["until_day"]
        if word == "state":
            words["state_from_day"] = other["state_from_day"]
    if rng.random() < 0.05:
        words["parent"] = "L9"
    source = rng.choice((licensor, licensor, "market-a", "market-b"))
    making.grant(rng.choice(("S1", "S2", "S3", "L1")), licensor, licensee, source, words)


def _said(fact: Told) -> dict[str, Any]:
    """The words of a licence, as _words has them."""
    body = fact.body
    names = ("works", "rights", "use_types", "from_day", "until_day", "exclusivity", "state")
    rules = tuple((rule["include"], rule["code"]) for rule in body["territories"])
    return {
        **{name: body[name] for name in (*names, "state_from_day")},
        "territories": rules,
        "parent": body["parent_licence_id"],
    }


def _revision(making: _Making) -> None:
    rng = making.rng
    fact = rng.choice(making.told)
    words = {**_words(making), "parent": fact.body["parent_licence_id"]}
    if rng.random() < 0.6:
        words = {**_said(fact), **_state(rng)}
    words["revision"] = fact.body["revision"] + rng.choice((0, 1, 1))
    body = fact.body
    making.grant(body["licence_id"], body["licensor"], body["licensee"], fact.source, words)


def _withdrawal(making: _Making) -> None:
    rng = making.rng
    fact = rng.choice([fact for fact in making.told if fact.kind == "LicenceGranted"])
    making.told.append(
        facts.trade_withdrawal(
            making.place(),
            fact.body["licence_id"],
            fact.body["revision"] + rng.choice((0, 1, 1)),
            source=fact.source,
            event_id=f"e{len(making.told)}",
        )
    )


def _circle(making: _Making) -> None:
    """Each is the parent of the next, the last that of the first; and a platform within one."""
    rng = making.rng
    ring = [f"ring:{letter}" for letter in "abc"[: rng.randint(2, 3)]]
    words = _plain(making)
    for number, (licensor, licensee) in enumerate(pairwise((*ring, ring[0]))):
        within = f"O{(number - 1) % len(ring)}"
        making.grant(f"O{number}", licensor, licensee, licensor, {**words, "parent": within})
    words["parent"] = f"O{len(ring) - 1}"
    making.grant("O9", ring[0], rng.choice(PLATFORMS), ring[0], words)


def _deep(making: _Making) -> None:
    """Of 15, 16, 17 or 18 levels."""
    rng = making.rng
    levels = rng.choice((15, 16, 17, 18))
    parties = ["party:ann", *(f"deep:{number}" for number in range(1, levels))]
    words = _plain(making)
    for number, (licensor, licensee) in enumerate(pairwise((*parties, rng.choice(PLATFORMS)))):
        within = f"D{number - 1}" if number else None
        making.grant(f"D{number}", licensor, licensee, licensor, {**words, "parent": within})


def _plain(making: _Making) -> dict[str, Any]:
    words = _words(making)
    words.update(state="Active", state_from_day=None, works=(), use_types=())
    return words

"""Small markets at random: few works, parties and days, so that everything meets everything."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

from processors.reports import RecordedAt
from schemas import topics
from tests import events
from tests.processors.ownership_oracle.parking import TITLE_KINDS
from tests.processors.sent_events import Sent

WORKS = ("work:a", "work:b", "work:c")
REFERENCES = ("tunefy:1", "tunefy:2", "wavebox:1", "wavebox:2")
PARTIES = ("party:ann", "party:bob", "party:cy")
PLATFORMS = ("tunefy", "wavebox")
RIGHTS = ("MakeAvailable", "MakeAvailable", "MakeAvailable", "Performing")
USES = ("OnDemandStream", "OnDemandStream", "PermanentDownload", "Broadcast")
RULES: tuple[tuple[tuple[bool, str], ...], ...] = (
    (),
    (),
    (),
    ((True, "CN"),),
    ((True, "2136"), (False, "CN")),
    ((True, "2120"), (False, "FR"), (True, "CN")),
)
SHARES = (1_000_000, 500_000, 500_000, 333_333, 250_000, 999_500, 400, 1)
LICENCES = ("L1", "L2", "L3", "L4", "L5")
DAY = events.DAY


def recorded(number: int) -> RecordedAt:
    """The nth place of the record; one minute apart, two input partitions."""
    return RecordedAt(1_790_000_000_000 + 60_000 * number, number % 2, number)


def _later(at: RecordedAt, millis: int) -> RecordedAt:
    return at._replace(millis=at.millis + millis)


def _span(rng: Random) -> dict[str, Any]:
    from_day = rng.choice((0, 0, DAY, DAY + 1, DAY + 2))
    until_day = rng.choice((None, None, None, DAY + 1, DAY + 3))
    return {
        "from_day": from_day,
        "until_day": until_day if until_day is None or until_day > from_day else None,
    }


def _claims(rng: Random) -> list[dict[str, Any]]:
    whole = rng.random() < 0.5
    parties = rng.sample(PARTIES, 2)
    if whole:
        first = rng.choice((500_000, 333_333, 1))
        return [
            events.claim(parties[0], first, territories=(), from_day=0),
            events.claim(parties[1], 1_000_000 - first, territories=rng.choice(RULES), from_day=0),
        ]
    claims = []
    for _ in range(rng.randint(0, 3)):
        party, share, right = rng.choice(PARTIES), rng.choice(SHARES), rng.choice(RIGHTS)
        ground = rng.choice(RULES)
        claims.append(events.claim(party, share, right=right, territories=ground, **_span(rng)))
    return claims


def _registration(rng: Random) -> dict[str, Any]:
    work = rng.choice(WORKS)
    number = rng.choice(("1", "1", "2"))
    event = events.registration(
        work,
        *_claims(rng),
        references=tuple(rng.sample(REFERENCES, rng.randint(0, 2))),
        registration_id=f"R{number}-{work[5:]}",
        revision=rng.randint(1, 3),
        at=1_700_000_000_000_000 + rng.randint(0, 3),
    )
    if rng.random() < 0.15:
        kept = ("registration_id", "revision", "work")
        body = {name: event["body"][1][name] for name in kept}
        event["body"] = ("rightstream.registrations.RegistrationWithdrawn", {**body, "reason": ""})
    return event


def _licence(rng: Random) -> dict[str, Any]:
    per_unit = rng.random() < 0.3
    licence_id, licensor = rng.choice(LICENCES), rng.choice(PARTIES)
    state = rng.choice(("Active", "Active", "Active", "Active", "Suspended"))
    parents = [one for one in LICENCES if one != licence_id]
    return events.licence(
        licence_id,
        licensor,
        rng.choice([*PLATFORMS, *PLATFORMS, *(one for one in PARTIES if one != licensor)]),
        works=rng.choice(((), (), WORKS[:1], WORKS[1:])),
        revenue_share_ppm=None if per_unit else rng.choice((0, 500_000, 123_457, 1_000_000)),
        per_unit_e8=rng.choice((0, 7, 10**13)) if per_unit else None,
        currency="CNY" if per_unit else rng.choice(("", "", "CNY", "EUR")),
        rights=rng.choice((("MakeAvailable",), ("MakeAvailable", "Performing"))),
        use_types=rng.choice(((), (), ("OnDemandStream",))),
        territories=rng.choice(RULES),
        revision=rng.randint(1, 2),
        state=state,
        state_from_day=rng.choice((None, DAY + 2)) if state == "Suspended" else None,
        exclusivity=rng.choice(("NonExclusive", "NonExclusive", "Sole", "Exclusive")),
        parent=rng.choice(parents) if rng.random() < 0.3 else None,
        source="market-a",
        **_span(rng),
    )


def _withdrawn_trade(rng: Random) -> dict[str, Any]:
    assigned = [f"A{number}-{work[5:]}" for number in (1, 2, 3) for work in WORKS]
    trade_id = rng.choice((*LICENCES, *assigned))
    return events.withdrawn_trade(trade_id, "market-a", revision=rng.randint(1, 3))


def _decision(rng: Random) -> dict[str, Any]:
    work = rng.choice(WORKS)
    return events.decision(
        work,
        f"R{rng.choice((1, 1, 2))}-{work[5:]}",
        rng.choice(("Upheld", "Rejected", "Unknown")),
        registration_source=rng.choice(("", "registry-a", "registry-b")),
        right=rng.choice(RIGHTS),
        territories=rng.choice(RULES),
        **_span(rng),
    )


def _assignment(rng: Random) -> dict[str, Any]:
    assignor, assignee = rng.sample(PARTIES, 2)
    number, work = rng.choice(("1", "2", "3")), rng.choice(WORKS)
    return events.assignment(
        f"A{number}-{work[5:]}", work, assignor, assignee,
        rng.choice((1, 333_333, 500_000, 1_000_000)),
        rights=rng.choice((("MakeAvailable",), ("MakeAvailable", "Performing"))),
        territories=rng.choice(RULES),
        revision=rng.randint(1, 2),
        conveyance=rng.choice(("Assignment", "Assignment", "Merger", "SecurityInterest")),
        source="market-a",
        **_span(rng),
    )  # fmt: skip


def _usage(rng: Random) -> dict[str, Any]:
    names = (*WORKS, *REFERENCES, *REFERENCES, "tunefy:nobody")
    lines = [
        (rng.choice(names), rng.choice((0, 1, 999, 10**10)), rng.choice((0, 1, 33_333, 10**15)))
        for _ in range(rng.randint(1, 5))
    ]
    event = events.usage(
        rng.choice(PLATFORMS), rng.choice(("r1", "r2")), *lines, revision=rng.randint(1, 2),
        part=rng.randint(1, 2), parts=2, currency=rng.choice(("CNY", "CNY", "CNY", "EUR")),
        territory=rng.choice(("CN", "CN", "FR", "2120", "Worldwide")),
    )  # fmt: skip
    body = event["body"][1]
    body["use_types"] = list(rng.sample(sorted(set(USES)), 2))
    body["use_type"] = [rng.randint(0, 1) for _ in lines]
    body["first_day"] = [DAY + rng.randint(0, 3) for _ in lines]
    return event


def _signal(rng: Random) -> dict[str, Any]:
    """A reporter never uses the id of a case for two references that may both wait for a work."""
    number = rng.randrange(4)
    reference = rng.choice((*WORKS, REFERENCES[number], REFERENCES[number]))
    if rng.random() < 0.2:
        return events.retraction(f"s{number}", reference)
    return events.signal(
        f"s{number}", reference, rng.choice(PLATFORMS), use_type=rng.choice(USES),
        territory=rng.choice(("CN", "FR")), day=DAY + rng.randint(0, 3),
    )  # fmt: skip


_MAKERS = (
    (topics.REGISTRATIONS, _registration, (1, 8)),
    (topics.TRADES, _licence, (1, 5)),
    (topics.TRADES, _assignment, (0, 5)),
    (topics.TRADES, _withdrawn_trade, (0, 2)),
    (topics.REGISTRATIONS, _decision, (0, 3)),
    (topics.USAGE, _usage, (1, 6)),
    (topics.SIGNALS, _signal, (0, 5)),
)


def random_events(seed: int, *, sent_again: bool = True) -> list[Sent]:
    """The events of one market, each at its place of the record, in no order of sending.

    A fifth of them are sent again, as by a client whose answer got lost: usage as a new event with
    the same content, anything else byte for byte; the record has them at another place.
    """
    rng = Random(seed)
    made = []
    for topic, make, (least, most) in _MAKERS:
        made += [(topic, make(rng)) for _ in range(rng.randint(least, most))]
    for topic, event in list(made):
        if sent_again and rng.random() < 0.2:
            again = deepcopy(event)
            if topic == topics.USAGE:
                again["event_id"] += "-again"
            made.append((topic, again))
    places = rng.sample(range(len(made)), len(made))
    # In a third of the markets the record spans years, so that claims may come after the window.
    between = rng.choice((0, 0, 8 * 86_400_000))
    for number, (_, event) in enumerate(made):
        event["event_id"] = f"e{number}" if "again" not in event["event_id"] else event["event_id"]
    sent = [
        Sent(topic, event, _later(recorded(place), between * place))
        for (topic, event), place in zip(made, places, strict=True)
    ]
    return sent + _refused(Random(-1 - seed), sent)


def _break(rng: Random, event: dict[str, Any]) -> None:
    """Something that intake refuses, and mostly can still tell whose it is."""
    body = event["body"][1]
    match rng.randrange(6):
        case 0:
            event["occurred_at"] = 4_000_000_000_000_000
        case 1 if "revision" in body:
            body["revision"] = 0
        case 2 if "work" in body:
            body["work"] = "work:no such"
        case 3 if body.get("claims"):
            body["claims"][0]["share_ppm"] = 0
        case 4:
            event["event_id"] = event["subject"] = ""
        case _:
            event["subject"] = ""


def _refused(rng: Random, sent: Sequence[Sent]) -> list[Sent]:
    """In half of the markets, events about title as some of these, but with a fault: the same again
    or an earlier or later revision, before or after them, now and then under the same event id."""
    title = [one for one in sent if one.kind in TITLE_KINDS]
    found = []
    for number in range(rng.choice((0, 0, 1, 2, 3, 5))):
        like = rng.choice(title)
        event = deepcopy(like.event)
        if "revision" in like.body:
            event["body"][1]["revision"] = max(
                1, like.body["revision"] + rng.choice((-1, 0, 0, 1, 1, 2))
            )
        if rng.random() < 0.7:
            event["event_id"] = f"refused{number}"
        _break(rng, event)
        near = min(rng.choice(sent).at, rng.choice(sent).at, rng.choice(title).at)
        at = _later(near, rng.choice((-30_000, 30_000)))
        found.append(Sent(like.topic, event, at._replace(offset=1_000 + number), refused=True))
    return found

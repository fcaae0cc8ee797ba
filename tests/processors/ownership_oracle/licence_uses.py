"""Which uses are worth asking of a history of licences."""

from random import Random

from processors.territories import LEAVES
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.licence_histories import (
    PLATFORMS,
    RANKS,
    RIGHTS,
    USES,
    WORKS,
)
from tests.processors.ownership_oracle.licence_words import Use
from tests.processors.ownership_oracle.probes import Board, board_of
from tests.processors.sent_events import in_days, leaves_of

USES_ASKED = 40


def random_uses(seed: int, told: list[Told]) -> list[Use]:
    """Half of them what a licence speaks of, as far as there is one to a platform."""
    rng = Random(seed)
    board = board_of(told)
    days = _days(board, told)
    of_platforms = [fact for fact in told if fact.body.get("licensee") in PLATFORMS]
    uses = [_any_use(rng, board, days) for _ in range(USES_ASKED // 2)]
    for _ in range(USES_ASKED - len(uses)):
        if of_platforms:
            uses.append(_licensed_use(rng, board, days, rng.choice(of_platforms)))
    return uses


def _days(board: Board, told: list[Told]) -> list[int]:
    """All days at and before a boundary, also of a state."""
    states = {fact.body.get("state_from_day") for fact in told}
    ends = {end for end in board.boundaries | states if end}
    return sorted({0} | {day for end in ends for day in (end - 1, end)})


def _any_use(rng: Random, board: Board, days: list[int]) -> Use:
    single = _single(board)
    areas = (*single, rng.choice(single) | rng.choice(single), frozenset[str]().union(*single))
    return Use(
        platform=rng.choice(PLATFORMS),
        work=rng.choice(WORKS),
        right=rng.choice(RIGHTS),
        use_type=rng.choice(USES),
        leaves=rng.choice((*areas, frozenset(LEAVES))),
        day=rng.choice(days),
        holders=_holders(rng),
    )


def _licensed_use(rng: Random, board: Board, days: list[int], licence: Told) -> Use:
    body = licence.body
    ground = leaves_of(body["territories"])
    single = [leaves for leaves in _single(board) if leaves <= ground]
    return Use(
        platform=body["licensee"],
        work=rng.choice(body["works"] or WORKS),
        right=rng.choice(body["rights"]),
        use_type=rng.choice(body["use_types"] or USES),
        leaves=rng.choice((*single, rng.choice(single) | rng.choice(single), ground)),
        day=rng.choice([day for day in days if in_days(body, day)]),
        holders=_holders(rng),
    )


def _single(board: Board) -> list[frozenset[str]]:
    return [frozenset((alike[board.asked % len(alike)],)) for alike in board.alike]


def _holders(rng: Random) -> frozenset[str]:
    owners = RANKS[0]
    return frozenset(rng.choice((owners, owners, owners, owners[:1], owners[1:], ())))

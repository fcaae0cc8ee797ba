"""What is asked of the licensing engine under test, in words the oracle can be compared with."""

from dataclasses import dataclass

import numpy as np

from processors.growing import NameIndex
from processors.licensing.blanket import NO_LICENCE
from processors.licensing.book import LicenceBook
from processors.licensing.book import Use as EngineUse
from processors.licensing.exclusion import UseOfWork
from processors.licensing.hierarchy import LicenceStanding
from processors.licensing.licence import licence_of
from processors.rights_of_use import RIGHT_CODE
from processors.territories import LEAVES, TerritorySet
from processors.withdrawals import withdrawal_of
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.known import Id
from tests.processors.ownership_oracle.licence_words import Use, UseAnswer

_LEAVES = [str(leaf) for leaf in LEAVES]


@dataclass(frozen=True, slots=True)
class EngineLicences:
    """All that the engine says of some licences and uses. Ids are (source, licence id)."""

    uses: list[UseAnswer]
    """One for each use that was asked, in that order."""

    ineffective: dict[Id, frozenset[str]]
    """Sublicences without effect, with what they exceed: words of licence_words.DIMENSIONS, or
    parent."""

    overlapping: set[tuple[Id, Id]]
    """Both ways."""


def licences_of(told: list[Told], uses: list[Use]) -> EngineLicences:
    """What the engine makes of these facts, in this order of arrival."""
    works, holders = NameIndex(), NameIndex()
    book = LicenceBook(works, holders)
    keys = []
    for one in told:
        fact_id = f"{one.event_id} {one.at}"
        if one.kind == "TradeWithdrawn":
            book.add(withdrawal_of(one.body, one.source, fact_id, one.at))
        else:
            book.add(licence_of(one.body, one.source, fact_id, one.at))
            keys.append((one.source, one.body["licence_id"]))
    known = [key for key in dict.fromkeys(keys) if book.hierarchy.get(key) is not None]
    standing = {key: book.hierarchy.standing(key) for key in known}
    return EngineLicences(
        [_answer(book, standing, use, works, holders) for use in uses],
        {key: frozenset(one.exceeds) for key, one in standing.items() if one.exceeds},
        {(key, other) for key in known for other in book.exclusions.overlapping(key)},
    )


def _answer(
    book: LicenceBook, standing: dict[Id, LicenceStanding], use: Use, works: NameIndex,
    holders: NameIndex,
) -> UseAnswer:  # fmt: skip
    ground = TerritorySet(sum([1 << _LEAVES.index(leaf) for leaf in use.leaves]))
    right = RIGHT_CODE[use.right]
    one_use = UseOfWork(use.work, right, use.use_type, ground, use.day)
    covering = [
        key
        for key, one in standing.items()
        if one.in_force(use.day)
        and one.licence.covers(use.platform, right, use.use_type, ground)
        and (not one.licence.works or use.work in one.licence.works)
        and one.title_holder in use.holders
    ]
    excluded = {key for key in covering if book.exclusions.excludes(key, one_use)}
    counting = set(covering) - excluded
    held = [holders.code(name) for name in sorted(use.holders)]
    (found,) = book.find(
        [EngineUse(use.platform, right, use.use_type, ground)], np.zeros(1, np.int64),
        np.array([works.code(use.work)]), np.array([use.day]), np.array([len(held)]),
        np.array(held, np.int64),
    ).tolist()  # fmt: skip
    # The book looks licences up its own way: what prices the use is the best of those that count.
    best = min(
        counting,
        key=lambda key: (not standing[key].licence.works, standing[key].licence.precedence),
        default=None,
    )
    assert (None if found == NO_LICENCE else book.by_code(found).key) == best
    return UseAnswer(frozenset(counting), frozenset(excluded))

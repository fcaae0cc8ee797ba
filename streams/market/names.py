"""Every reference a usage line can carry, as one table of texts that lines index into."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import references
from .catalogue import AUDIOVISUAL, MUSICAL_WORK, RECORDING, Catalogue
from .draws import Column
from .platforms import OWN_ID_PLATFORMS, Platform

WORK: Final = 0
CODE: Final = 1
OWN_ID: Final = 2
"""Rows of the table; OWN_ID has two, each for two platforms: one has even works, one odd ones."""

_ROWS: Final = OWN_ID + OWN_ID_PLATFORMS // 2


class ReferenceNames:
    """Texts in rows of one work each, then the references nobody registers."""

    def __init__(self, works: Catalogue, platforms: Sequence[Platform]) -> None:
        self._works = works.works
        self._platforms = [one.name for one in platforms]
        self.unregistered_count = max(16, self._works // 20)
        ours = [references.work_id(work) for work in range(self._works)]
        texts = [*ours, *_codes(works, ours)]
        for row in range(OWN_ID_PLATFORMS // 2):
            texts.extend(self._own_ids(row, ours))
        texts.extend(
            references.unregistered(number, self._platforms[number % len(platforms)])
            for number in range(self.unregistered_count)
        )
        self.texts: NDArray[np.object_] = np.array(texts, dtype=object)

    def work(self, work: int) -> str:
        text: str = self.texts[work]
        return text

    def registered_with(self, work: int) -> list[str]:
        """References the work's registration names: its code if it has one, and platforms' ids."""
        rows = [self.texts[row * self._works + work] for row in range(1, _ROWS)]
        return [text for text in rows if text != self.texts[work]]

    def unregistered(self, number: int) -> str:
        text: str = self.texts[_ROWS * self._works + number]
        return text

    def code_at(self, work: Column) -> Column:
        """Index of the isrc or iswc of each work; of its own name where it has none."""
        return CODE * self._works + work

    def own_id_at(self, work: Column, platform: int) -> Column:
        """Index of the platform's own id of each work; of the work's name where it has none."""
        if platform >= OWN_ID_PLATFORMS:
            return work
        row = (OWN_ID + platform // 2) * self._works
        return np.where(work % 2 == platform % 2, row + work, work)

    def unregistered_at(self, number: Column) -> Column:
        return _ROWS * self._works + number

    def _own_ids(self, row: int, ours: list[str]) -> list[str]:
        pair = self._platforms[2 * row : 2 * row + 2]
        return [
            references.platform_id(pair[work % 2], work) if work % 2 < len(pair) else name
            for work, name in enumerate(ours)
        ]


def _codes(works: Catalogue, ours: list[str]) -> list[str]:
    """Recordings and films (their music videos) have ISRCs, musical works ISWCs, others neither."""
    code = {RECORDING: references.isrc, AUDIOVISUAL: references.isrc, MUSICAL_WORK: references.iswc}
    return [
        code[kind](work) if kind in code else ours[work]
        for work, kind in enumerate(works.kind.tolist())
    ]

"""The lines of a channel before their period is known: what is used, how it is named, how often.

A slot is a place in the channel's reports. It is the same work, weekday and reference in every
week and revision, so every work has a history of its own to be measured against.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .draws import Column, Concern, Draws, high, low
from .platforms import OWN_ID_PLATFORMS, Channel
from .reports import GONE_ONE_IN, GONE_SLOT
from .setting import Setting

MINOR_UNITS: Final = 100
"""Most units of a slot that may come or go with a restatement: too few to look like a spike."""

_UNREGISTERED_PER_MILLE: Final = 20
_CODE_PER_MILLE: Final = 305
_OWN_ID_PER_MILLE: Final = 470
"""Of a thousand lines, by what names the work; own ids only on platforms that have them."""

_ZERO_REVENUE_PER_MILLE: Final = 30
_SECOND_USE_PER_MILLE: Final = 150
_WORDS: Final = 4
_DAY_OF_HUNDRED: Final = np.repeat(np.arange(7), (13, 12, 12, 13, 16, 18, 16))


@dataclass(frozen=True, slots=True)
class Slots:
    """Columns of a range of slots. `name` indexes ReferenceNames; `work` is -1 for nobody's.

    `place_in_week` is the day after the first of the week; `units` are those of a usual day.
    """

    work: Column
    name: Column
    use_type: Column
    place_in_week: Column
    units: Column
    unit_micros: Column

    def at(self, places: Column) -> "Slots":
        return Slots(*(getattr(self, name)[places] for name in self.__slots__))


class ChannelSlots:
    """The slots of one channel, drawn again whenever asked. Beyond `size` all are minor."""

    def __init__(self, setting: Setting, channel: Channel, number: int, size: int) -> None:
        self._draws = Draws(setting.plan.seed, Concern.SLOT, number)
        self._popularity = setting.works.popularity
        self._names = setting.names
        self._channel = channel
        self._number = number
        self._size = size

    def slots(self, first: int, count: int) -> Slots:
        words = self._draws.table(first, count, _WORDS)
        number = np.arange(first, first + count)
        work = self._popularity.works(words[:, 0], self._number)
        kind = high(words[:, 1], 1_000)
        name = self._name(kind, work, low(words[:, 1], self._names.unregistered_count))
        odd = low(words[:, 3], 1_000)
        price = self._channel.unit_micros * (75 + high(words[:, 3], 51)) // 100
        second_use = (odd >= 1_000 - _SECOND_USE_PER_MILLE) & (len(self._channel.use_types) > 1)
        return Slots(
            np.where(kind < _UNREGISTERED_PER_MILLE, -1, work),
            name,
            second_use.astype(np.int64),
            _DAY_OF_HUNDRED[high(words[:, 2], 100)],
            self._units(number, low(words[:, 2], 15 * 8)),
            np.where(odd < _ZERO_REVENUE_PER_MILLE, 0, price),
        )

    def _name(self, kind: Column, work: Column, unregistered: Column) -> Column:
        by_code = kind < _UNREGISTERED_PER_MILLE + _CODE_PER_MILLE
        name = np.where(by_code, self._names.code_at(work), work)
        if self._channel.platform_number < OWN_ID_PLATFORMS:
            by_own_id = ~by_code & (
                kind < _UNREGISTERED_PER_MILLE + _CODE_PER_MILLE + _OWN_ID_PER_MILLE
            )
            own_id = self._names.own_id_at(work, self._channel.platform_number)
            name = np.where(by_own_id, own_id, name)
        nobodys = self._names.unregistered_at(unregistered)
        return np.where(kind < _UNREGISTERED_PER_MILLE, nobodys, name)

    def _units(self, number: Column, drawn: Column) -> Column:
        """1 to 1,920, most of them small: fifteen mantissas, eight exponents."""
        exponent, mantissa = np.divmod(drawn, 15)
        units = (1 + mantissa) << exponent
        return np.where(self._is_minor(number), np.minimum(units, MINOR_UNITS), units)

    def _is_minor(self, number: Column) -> NDArray[np.bool_]:
        minor: NDArray[np.bool_] = (number % GONE_ONE_IN == GONE_SLOT) | (number >= self._size)
        return minor

"""Where a usage line stands and where its money is: the codes of the accrual columns."""

from enum import IntEnum


class LineState(IntEnum):
    """Every line of every block is in exactly one of the first five; MOVED rows count nowhere."""

    ACCRUED = 1
    HELD = 2
    UNMATCHED = 3
    SUPERSEDED = 4
    REJECTED = 5
    MOVED = 6


class Account(IntEnum):
    """Every unit of every royalty is in exactly one."""

    PAYABLE = 1
    HELD = 2
    UNCLAIMED = 3
    UNMATCHED = 4


class HoldReason(IntEnum):
    """Why a cell is held; where several apply, the highest is named."""

    NONE = 0
    UNLICENSED = 1
    OVERCLAIM = 2
    CURRENCY = 3
    TERRITORY = 4
    AMOUNT_LIMIT = 5

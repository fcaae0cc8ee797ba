"""Upper bounds of all a sender controls. A message beyond one is a dead letter, not a crash."""

from typing import Final

MAX_BLOCK_LINES: Final = 10_000
MAX_BLOCK_ENTRIES: Final = 200_000
"""Of one accrual block; with the names of as many holders it is well within a message."""

MAX_USE_TYPES: Final = 64
MAX_RIGHTS: Final = 64
MAX_ALLOCATION_ROWS: Final = 100_000
MAX_ALLOCATION_CHARACTERS: Final = 4_000_000
MAX_KEPT_BYTES: Final = 8 * 1024 * 1024
"""Of a refused message; what is longer is cut in its dead letter."""

MAX_KEPT_HEADER_BYTES: Final = 64 * 1024
MAX_PARTS: Final = 1_000_000
MAX_UNITS_PER_LINE: Final = 10**10
MAX_REVENUE_MICROS_PER_LINE: Final = 10**15
MAX_PER_UNIT_E8: Final = 10**13
MAX_ROYALTY_E8_PER_LINE: Final = 9 * 10**17
MAX_DAYS_PER_LINE: Final = 3_700
MAX_CLAIMS: Final = 512
MAX_CLAIM_PIECES: Final = 500_000
"""Claims times the days on which they change times the territories they are for: what the segments
of a work cost."""

MAX_PICTURE_ENTRIES: Final = 100_000
"""Shares and facts in the segments of one ownership record, and claims in its conflicts."""

MAX_REFUSED_KEPT: Final = 1_000
"""Refused events of one source about one work (or one trade) that are remembered."""

MAX_PARKED_TOLD: Final = 1_000
"""Parked events in one ownership record: the first of the record."""

MAX_REFERENCES: Final = 1_024
MAX_CONTENT_HASHES: Final = 64
MAX_TERMS: Final = 64
MAX_CONSIDERATION_MICROS: Final = 10**18
MAX_LICENSED_WORKS: Final = 10_000
MAX_TERRITORY_RULES: Final = 512
MAX_TEXT: Final = 2_000
MAX_REPORT_ID: Final = 200
MAX_REVISION: Final = 2**31 - 1
"""What an Avro int holds: revisions may be counted or be seconds of a clock."""

MAX_FAULTS_LISTED: Final = 50
MAX_FAULT_TEXT: Final = 500
"""Characters that are shown of each part of a fault, which may quote whatever was sent."""

MAX_EVIDENCE_HASH: Final = 64
MAX_MESSAGE_KEY: Final = 1_024
"""Bytes of a message's key that go on with its fact."""

FUTURE_TOLERANCE_DAYS: Final = 1
EARLIEST_DAY: Final = -36_525
"""A hundred years before 1970-01-01: older rights than any licence in force."""

LATEST_RIGHTS_DAY: Final = 200_000
"""In 2517: no right, licence or paper bears a later day."""

LATEST_DAY: Final = 65_535
"""Last day of ClickHouse's Date, in 2149: report periods and usage end before it."""

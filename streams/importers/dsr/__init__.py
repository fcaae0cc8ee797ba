"""DDEX DSR: reads the sales reports platforms send, names every fault, returns columns.

`read_dsr(paths)` is all a caller needs. The rules are those of the DDEX DSR standard (Part 1 for
files and cells, Part 8 for records, the profile parts for what belongs in a report).
"""

from streams.importers.dsr.faults import FAULT, WARNING, Fault
from streams.importers.dsr.outcome import ControllerTotals, DsrOutcome
from streams.importers.dsr.reader import read_dsr
from streams.importers.dsr.report import DsrReport, PlatformAllocations, UsageLines

__all__ = [
    "FAULT",
    "WARNING",
    "ControllerTotals",
    "DsrOutcome",
    "DsrReport",
    "Fault",
    "PlatformAllocations",
    "UsageLines",
    "read_dsr",
]

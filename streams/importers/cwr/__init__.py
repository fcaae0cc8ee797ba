"""CISAC Common Works Registration files (CWR 2.0, 2.1, 2.2, 3.0): read, checked, acknowledged.

    outcome = read_cwr([Path("CW260001ABC_000.V22")])

What is read is judged by the edits of `processors.cwr`. Nothing is sent: `cwr_events` makes events
of what is accepted, `acknowledgement_file` writes the answer.
"""

from .outcome import CwrOutcome
from .reader import read_cwr

__all__ = ["CwrOutcome", "read_cwr"]

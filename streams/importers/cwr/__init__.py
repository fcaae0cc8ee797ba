"""CISAC Common Works Registration files (CWR 2.0, 2.1, 2.2, 3.0): read, checked, acknowledged.

    outcome = read_cwr([Path("CW260001ABC_000.V22")])

Where the specification gives up more than an error touches, less is given up here, so that what
is sound passes: numbers out of sequence, an unknown record and a transaction in the wrong group
cost the transaction (there the file or the group), a sender id that is no IPI number costs nothing
but is told (there the file), and a name number with wrong check digits is kept as entered, though
it identifies nobody. Blanks at the end of records may be missing. Positions count characters.

What is read is judged by the edits of `processors.cwr`. Nothing is sent: `cwr_events` makes events
of what is accepted, `acknowledgement_file` writes the answer.
"""

from .outcome import CwrOutcome
from .reader import read_cwr

__all__ = ["CwrOutcome", "read_cwr"]

"""Versions of the CWR format."""

from enum import StrEnum


class CwrVersion(StrEnum):
    """A version of the format; order of definition is order of release."""

    V20 = "2.0"
    V21 = "2.1"
    V22 = "2.2"
    V30 = "3.0"

    @property
    def has_uncontrolled_collection(self) -> bool:
        """Whether OPT and OWT exist: from 2.2 on."""
        return self in (CwrVersion.V22, CwrVersion.V30)

    @property
    def has_ownership_shares(self) -> bool:
        """Whether SPU, OPU, SWR and OWR say what is owned.

        Not in 3.0: there all shares are collection shares, of SPT, OPT, SWT and OWT, and a PWR
        names its publisher by numbers alone.
        """
        return self is not CwrVersion.V30

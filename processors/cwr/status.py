"""Statuses of acknowledged transactions, in the two tables that are in use.

| | accepted and payable | accepted, not payable |
|---|---|---|
| table of 2.x (CWR08-3615R1) | AS; with changes AC | RA; with changes AC |
| newer manual (CWR19-0479) | SR; with changes CR | AS; with changes AC |

The table of 2.x says of AS that it is ready for payment, the manual that it is not. Of AC that
table says nothing on payment. RA is what has passed the edits and is processed further: it waits.
"""

from enum import StrEnum

from processors.cwr.version import CwrVersion


class Status(StrEnum):
    """Of both tables; DU and RC only of 2.x, SR and CR and those after them only of the manual."""

    CONFLICT = "CO"
    DUPLICATE = "DU"
    PASSED = "RA"
    ACCEPTED = "AS"
    ACCEPTED_CHANGED = "AC"
    REJECTED = "RJ"
    NO_PARTICIPATION = "NP"
    CLAIM_REJECTED = "RC"
    READY = "SR"
    READY_CHANGED = "CR"
    NO_AGREEMENT_NUMBER = "NA"
    WRONG_AGREEMENT_NUMBER = "WA"
    DEREGISTERED = "DR"
    UNKNOWN_WORK = "UN"
    UNABLE_TO_DEREGISTER = "LD"


class StatusTable(StrEnum):
    OF_2 = "2.x"
    OF_3 = "3.0"

    @staticmethod
    def of(version: CwrVersion) -> "StatusTable":
        """The table that files of a version use."""
        return StatusTable.OF_3 if version is CwrVersion.V30 else StatusTable.OF_2


def accepted_status(table: StatusTable, changed: bool, payable: bool) -> Status:
    """How a table says that a work is accepted, ``changed`` by defaults or left-out records."""
    if table is StatusTable.OF_3 and payable:
        return Status.READY_CHANGED if changed else Status.READY
    if changed:
        return Status.ACCEPTED_CHANGED
    waits = table is StatusTable.OF_2 and not payable
    return Status.PASSED if waits else Status.ACCEPTED

"""Record layouts of each version: the tables of 2.1, and what 2.2 and 3.0 do differently."""

from types import MappingProxyType
from typing import Final

from processors.cwr.version import CwrVersion

from .acknowledgement_records import ACKNOWLEDGEMENT_RECORDS
from .agreement_records import AGREEMENT_RECORDS
from .control_records import CONTROL_RECORDS
from .notation import Cost, Field, RecordLayout
from .other_records import OTHER_RECORDS
from .party_records import PARTY_RECORDS
from .version_22 import VERSION_22
from .version_30 import VERSION_30, WRITERS_WITHOUT_TAX_ID
from .work_records import WORK_RECORDS

__all__ = ["LAYOUTS", "Cost", "Field", "RecordLayout", "layout_of_line"]

_NEW_IN_22: Final = frozenset({"OPT", "OWT", "XRF"})
_ALL: Final = {
    **CONTROL_RECORDS,
    **WORK_RECORDS,
    **PARTY_RECORDS,
    **OTHER_RECORDS,
    **AGREEMENT_RECORDS,
    **ACKNOWLEDGEMENT_RECORDS,
}
_V21: Final = {name: one for name, one in _ALL.items() if name not in _NEW_IN_22}
_V22: Final = _ALL | {record: _ALL[record].extended(table) for record, table in VERSION_22.items()}
_NOT_IN_30: Final = frozenset(
    {"NWR", "REV", "AGR", "TER", "IPA", "NPA", "EWT", "VER", "COM", "NET", "NVT", "NCT"}
)
_V30: Final = {name: one for name, one in _V22.items() if name not in _NOT_IN_30} | VERSION_30

LAYOUTS: Final = MappingProxyType(
    {
        CwrVersion.V20: MappingProxyType(_V21),
        CwrVersion.V21: MappingProxyType(_V21),
        CwrVersion.V22: MappingProxyType(_V22),
        CwrVersion.V30: MappingProxyType(_V30),
    }
)
"""Layouts by version and record type. 2.0 is read by the tables of 2.1, which only adds at ends."""


def layout_of_line(version: CwrVersion, record: str, line: str) -> RecordLayout | None:
    """The layout a line is read by, None if the version has no such record."""
    if version is CwrVersion.V30 and record in WRITERS_WITHOUT_TAX_ID:
        number, base = line[106:117], line[117:130].strip()
        if number.isdigit() and not line[115:126].isdigit() and (not base or base[0] == "I"):
            return WRITERS_WITHOUT_TAX_ID[record]
    return LAYOUTS[version].get(record)

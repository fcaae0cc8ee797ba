"""Rights a use touches, by DDEX words: what must be licensed before it may be priced.

On-demand delivery is the making-available right (WCT Art. 8; in China the right of communication
through information networks); linear transmission is performance; carriers are reproduction.
"""

from typing import Final

from schemas.enums import USE_TYPES

RIGHTS: Final = (
    "UserDefined",
    "MakeAvailable",
    "Mechanical",
    "Performing",
    "Print",
    "Reproduction",
    "Synchronization",
)
"""In the order of the Right enum of the schemas: the index is the code used in columns."""

RIGHT_CODE: Final = {name: code for code, name in enumerate(RIGHTS)}

_LINEAR: Final = frozenset(
    {
        "Broadcast",
        "Cable",
        "NonInteractiveStream",
        "Perform",
        "PerformAsMusicOnHold",
        "Simulcast",
        "Webcast",
    }
)
_CARRIER: Final = frozenset({"Dub", "KioskDownload", "PurchaseAsPhysicalProduct", "Rent"})
_KNOWN_CARRIERS: Final = _CARRIER & USE_TYPES


def rights_of_use(use_type: str) -> tuple[int, ...]:
    """Codes of the rights the use needs, ascending; each is one cell of the usage line."""
    if use_type in _LINEAR:
        return (RIGHT_CODE["Performing"],)
    if use_type in _KNOWN_CARRIERS:
        return (RIGHT_CODE["Reproduction"],)
    if "Print" in use_type:
        return (RIGHT_CODE["Print"],)
    if "Synch" in use_type:
        return (RIGHT_CODE["Synchronization"],)
    return (RIGHT_CODE["MakeAvailable"],)

"""Rights a use touches, by DDEX words: what must be licensed before it may be priced.

On-demand delivery is the making-available right (WCT Art. 8; in China the right of communication
through information networks); linear transmission is performance; carriers are reproduction.
"""

from typing import Final

from schemas.enums import UseType

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
        UseType.BROADCAST,
        UseType.CABLE,
        UseType.NARROWCAST,
        UseType.NON_INTERACTIVE_STREAM,
        UseType.PERFORM,
        UseType.PERFORM_AS_MUSIC_ON_HOLD,
        UseType.PERFORM_IN_LIVE_PERFORMANCE,
        UseType.PERFORM_IN_PUBLIC,
        UseType.PLAY_IN_PUBLIC,
        UseType.SIMULCAST,
        UseType.WEBCAST,
    }
)
_CARRIER: Final = frozenset(
    {
        UseType.DUB,
        UseType.DUB_FOR_ADVERTISEMENT,
        UseType.DUB_FOR_LIVE_PERFORMANCE,
        UseType.DUB_FOR_MOVIES,
        UseType.DUB_FOR_MUSIC_ON_HOLD,
        UseType.DUB_FOR_PUBLIC_PERFORMANCE,
        UseType.DUB_FOR_RADIO,
        UseType.DUB_FOR_TV,
        UseType.KIOSK_DOWNLOAD,
        UseType.PRIVATE_COPY,
        UseType.PURCHASE_AS_PHYSICAL_PRODUCT,
        UseType.RENT,
    }
)


def rights_of_use(use_type: str) -> tuple[int, ...]:
    """Codes of the rights the use needs, ascending; each is one cell of the usage line."""
    if use_type in _LINEAR:
        return (RIGHT_CODE["Performing"],)
    if use_type in _CARRIER:
        return (RIGHT_CODE["Reproduction"],)
    if use_type == UseType.PRINT:
        return (RIGHT_CODE["Print"],)
    return (RIGHT_CODE["MakeAvailable"],)

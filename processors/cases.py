"""Cases from infringement signals: closed with the licence named if there was one, else open."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .joined import joined
from .licensing.blanket import NO_LICENCE
from .licensing.book import Use
from .pricing.cells import Books
from .rights_of_use import rights_of_use
from .usage_territory import usage_territory


def case_id_of(source: str, signal_id: str) -> str:
    return joined("/", source, signal_id)


@dataclass(frozen=True, slots=True)
class Signal:
    """A suspected infringement: `platform` used the work in `territory` on `at_day`."""

    signal_id: str
    source: str
    reference: str
    platform: str
    use_type: str
    territory: str
    at_day: int
    reporter: str
    location: str

    @property
    def case_id(self) -> str:
        return case_id_of(self.source, self.signal_id)


def signal_of(source: str, body: dict[str, Any]) -> Signal:
    return Signal(
        body["signal_id"],
        source,
        body["reference"],
        body["platform"],
        body["use_type"],
        body["territory"],
        body["at_day"],
        body["reporter"],
        body["location"],
    )


_SOLE: Final = np.zeros(1, np.int64)


def covering_licence(books: Books, signal: Signal, work: int) -> str | None:
    """Id of the licence that covered the use on its day; every right of the use must be covered."""
    territory = usage_territory(signal.territory)
    named = None
    for right in rights_of_use(signal.use_type):
        works, day = np.array([work]), np.array([signal.at_day])
        segment = books.ownership.find(works, right, territory, day)
        if segment[0] < 0:
            return None
        count, holder, _ = books.ownership.entries_of(segment)
        use = Use(signal.platform, right, signal.use_type, territory)
        licence = int(books.licences.find([use], _SOLE, works, day, count, holder)[0])
        if licence == NO_LICENCE:
            return None
        named = books.licences.by_code(licence).licence_id
    return named


def case_record(
    signal: Signal, work: str, state: str, reason: str, licence: str, version: int
) -> dict[str, Any]:
    return {
        "case_id": signal.case_id,
        "work": work,
        "version": version,
        "state": state,
        "reference": signal.reference,
        "platform": signal.platform,
        "use_type": signal.use_type,
        "territory": signal.territory,
        "at_day": signal.at_day,
        "licence": licence,
        "reason": reason,
        "reporter": signal.reporter,
        "location": signal.location,
    }


def judged_case(
    books: Books, signal: Signal, name: str, work: int, retracted: bool, version: int
) -> dict[str, Any]:
    """The case of a signal on a known work, as it stands."""
    if retracted:
        return case_record(signal, name, "Retracted", "the reporter took it back", "", version)
    licence = covering_licence(books, signal, work)
    if licence is None:
        return case_record(signal, name, "Open", "no licence covered the use", "", version)
    return case_record(
        signal, name, "ClosedLicensed", f"licence {licence} covered the use", licence, version
    )

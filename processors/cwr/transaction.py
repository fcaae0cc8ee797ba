"""A work transaction (NWR, REV, ISW, EXC; WRK in 3.0) as typed data, before any edit is applied.

The reader fills it from the records and drops what its own errors refuse; nothing here is checked.
Texts are without trailing blanks and empty when blank. Days are days since 1970-01-01.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from processors.cwr.agreement import AgreementTransaction
from processors.cwr.errors import Place
from processors.cwr.parties import (
    Collection,
    Publisher,
    PublisherLink,
    Societies,
    Writer,
)
from processors.cwr.shares import Shares
from processors.cwr.version import CwrVersion

__all__ = [
    "AgreementTransaction",
    "AlternateTitle",
    "Collection",
    "Component",
    "CrossReference",
    "CwrVersion",
    "Origin",
    "Performer",
    "Publisher",
    "PublisherLink",
    "Recording",
    "Shares",
    "Societies",
    "WorkKind",
    "WorkTransaction",
    "Writer",
]


WorkKind: TypeAlias = Literal["NWR", "REV", "ISW", "EXC", "WRK"]
"""WRK is 3.0, where a new and a revised registration are one kind."""


@dataclass(frozen=True, slots=True)
class AlternateTitle:
    """ALT, or NAT (a title in another alphabet)."""

    place: Place
    title: str
    kind: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Performer:
    """PER."""

    place: Place
    last_name: str
    first_name: str = ""
    ipi_name_number: str = ""
    isni: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """REC. ``isrc_validity`` is Y, N or U in 2.2, else empty."""

    place: Place
    isrc: str = ""
    isrc_validity: str = ""
    title: str = ""
    version_title: str = ""
    artist: str = ""
    label: str = ""
    ean: str = ""
    submitter_recording_id: str = ""
    released_day: int | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """ORN: the production or the library a work comes from."""

    place: Place
    intended_purpose: str
    production_title: str = ""
    library: str = ""
    cd_identifier: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """COM: a work within a composite."""

    place: Place
    title: str
    iswc: str = ""
    submitter_work_number: str = ""


@dataclass(frozen=True, slots=True)
class CrossReference:
    """XRF: a number that another organisation gave.

    ``kind`` is W work, R recording, P product or V video; ``organisation`` is three digits,
    ``validity`` Y, N or U.
    """

    place: Place
    organisation: str
    identifier: str
    kind: str
    validity: str = ""


@dataclass(frozen=True, slots=True)
class WorkTransaction:
    """``place`` is that of the header record; the tuples keep the order of the file.

    ``instrumentations`` are the places of INS and IND records, ``other_records`` those of records
    that have no type here (EWT, VER, ARI, ...).
    """

    place: Place
    kind: WorkKind
    version: CwrVersion
    title: str
    submitter_work_number: str
    iswc: str = ""
    language: str = ""
    copyright_day: int | None = None
    copyright_number: str = ""
    distribution_category: str = ""
    duration_seconds: int | None = None
    recorded: str = ""
    text_music: str = ""
    composite_type: str = ""
    composite_count: int | None = None
    version_type: str = ""
    excerpt_type: str = ""
    music_arrangement: str = ""
    lyric_adaptation: str = ""
    work_type: str = ""
    grand_rights: str = ""
    priority: str = ""
    publishers: tuple[Publisher, ...] = ()
    writers: tuple[Writer, ...] = ()
    titles: tuple[AlternateTitle, ...] = ()
    performers: tuple[Performer, ...] = ()
    recordings: tuple[Recording, ...] = ()
    origins: tuple[Origin, ...] = ()
    components: tuple[Component, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    instrumentations: tuple[Place, ...] = field(default=())
    other_records: tuple[Place, ...] = field(default=())

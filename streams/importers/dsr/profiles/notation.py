"""The notation of the record tables, and what they are read into.

One record per paragraph, `TYPE: cell cell ...`. A cell is its DDEX name and marks: `!` mandatory,
`*` several values, `~` descriptive (its faults are warnings although the record carries usage or
money), `:k` the kind (`cell_kinds`), text without one. `=TYPE` continues the cells of another
record, `&name` puts in a group of cells, `...` means any cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_CELL = re.compile(r"([A-Za-z]+)([!*~]*)(?::(\w))?")

_GROUPS = {
    "context": "SummaryRecordId! DistributionChannel DistributionChannelDPID:X CommercialModel!:M"
    " UseType!:U Territory!:Z",
    "controller": "RightsController RightsControllerPartyId:N",
    "writers": "ComposerAuthor* ComposerAuthorPartyId*:N Arranger* ArrangerPartyId*:N",
    "publishers": "MusicPublisher* MusicPublisherPartyId*:N WorkContributor*"
    " WorkContributorPartyId*:N",
    "video": "ISAN:A EIDR ProprietaryResourceId*:N VideoType! ResourceTitle! ResourceSubTitle"
    " ResourceOriginalTitle EpisodeNumber SeasonNumber Genre Duration!:P"
    " ResourceDisplayArtistName ResourceDisplayArtistPartyId:N ProducerName* ProducerPartyId*:N"
    " DirectorName* DirectorPartyId*:N ActorName* ActorPartyId*:N ProductionCompanyName"
    " ProductionCompanyPartyId*:N LanguageLocalizationType HasCaptioning:b HasAudioDescription:b"
    " OriginalLanguageOfPerformance* LanguageOfDubbing* DateOfProductionOrRelease:D"
    " CountryOfProduction*:Z OriginalBroadcastChannel OriginalBroadcastDateTime:T",
}

#: Record families whose faults are warnings: they describe, they carry no usage, money or claims.
_DESCRIPTIVE_FAMILIES = frozenset(("AS", "MW", "RE", "CU", "ML", "DE"))
#: Families that carry identity, completeness, usage, money or claims: their faults refuse a report.
WEIGHTY_FAMILIES = frozenset(("HE", "FO", "SY", "SU", "RU", "LI", "SR"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a record type."""

    name: str
    kind: str
    mandatory: bool
    several: bool
    descriptive: bool


@dataclass(frozen=True, slots=True)
class RecordType:
    """One record type: its cells after the record type itself.

    `any_cells`: the standard leaves them open.
    """

    name: str
    cells: tuple[Cell, ...]
    any_cells: bool = False

    @property
    def family(self) -> str:
        """The two letters that say what a record is for."""
        return self.name[:2]

    @property
    def descriptive(self) -> bool:
        """Whether the record only describes: its faults are warnings."""
        return self.family in _DESCRIPTIVE_FAMILIES

    @property
    def cell_count(self) -> int:
        """Cells a row must have, the record type included."""
        return len(self.cells) + 1

    def index(self, *names: str) -> int | None:
        """Position (the record type is 0) of the first of these cells the record has."""
        for name in names:
            for position, cell in enumerate(self.cells, start=1):
                if cell.name == name:
                    return position
        return None


def read_table(text: str) -> dict[str, RecordType]:
    """The record types of one table.

    Raises ValueError where the table itself is wrong.
    """
    records: dict[str, RecordType] = {}
    name = ""
    for word in text.split():
        if word.endswith(":"):
            name = word[:-1]
            records[name] = RecordType(name, ())
        else:
            records[name] = _continued(records[name], word, records)
    return records


def _continued(record: RecordType, word: str, records: dict[str, RecordType]) -> RecordType:
    """The record with what one word of the table adds."""
    if word == "...":
        return replace(record, any_cells=True)
    if word.startswith("="):
        return replace(record, cells=record.cells + records[word[1:]].cells)
    if word.startswith("&"):
        group = tuple(_cell(cell) for cell in _GROUPS[word[1:].rstrip("~")].split())
        if word.endswith("~"):
            group = tuple(replace(cell, descriptive=True) for cell in group)
        return replace(record, cells=record.cells + group)
    return replace(record, cells=(*record.cells, _cell(word)))


def _cell(word: str) -> Cell:
    match = _CELL.fullmatch(word)
    if match is None:
        raise ValueError(f"not a cell of a record table: {word}")
    name, marks, kind = match.groups()
    return Cell(name, kind or "", "!" in marks, "*" in marks, "~" in marks)

"""The Block being read: what it describes, what was used in it, and what must hold when it ends.

All records of a Block carry its BlockId and stand together; a Block is never split over files.
"""

from __future__ import annotations

from collections.abc import Callable

from streams.importers.dsr import periods
from streams.importers.dsr.faults import FileFindings, Place
from streams.importers.dsr.profiles.profile_versions import Profile
from streams.importers.dsr.row_reader import REPORTED, place_of

#: A validity period: first day, end day, line, record type, whether the row itself says it.
Segment = tuple[int, int, int, str, bool]


class Block:
    """State of the Block being read; `enter` ends one and begins the next.

    `seen` maps every BlockId of the report to the file it was in; `count` is the Blocks of this
    file.
    """

    def __init__(self, findings: FileFindings, seen: dict[str, int], file_index: int):
        self.profile: Profile | None = None
        #: Called before a Block ends, while its last usage row may still be open.
        self.before_end: Callable[[], None] = _nothing
        self.count = 0
        self.id: str | None = None
        self._findings = findings
        self._seen = seen
        self._file_index = file_index
        self._begin(None, 0)

    def _begin(self, block_id: str | None, line: int) -> None:
        self.id = block_id
        self.line = line
        self.faults_before = self._findings.fault_count
        #: Reference by ResourceReference and by DspResourceId.
        self.references: dict[str, str] = {}
        self.resource_count = 0
        self.first_resource = ""
        #: DspReleaseId by ReleaseReference.
        self.releases: dict[str, str] = {}
        #: DspSubReleaseId and the ResourceReferences used, by ReleaseReference.
        self.sub_releases: dict[str, tuple[str, list[str]]] = {}
        self.usage_rows = 0
        #: The first RU row.
        self.release_line = 0
        self.release_type = ""
        self.release_usages = 0
        self.resource_usages = 0
        self.rows_seen: set[tuple[str, ...]] = set()
        self.segments: dict[tuple[str, ...], list[Segment]] = {}
        self._unnamed: tuple[str, str, str] | None = None
        self._work = ""
        self._works = 0
        self._works_wanted = 0

    def enter(self, block_id: str, line: int, record_type: str) -> None:
        """Begin the Block of a row; without a usable BlockId the row stays in the current one."""
        if block_id in ("", REPORTED):
            return
        self.finish()
        other = self._seen.get(block_id)
        self._seen[block_id] = self._file_index
        if other != self._file_index:
            self.count += 1
        self._begin(block_id, line)
        if other is None:
            return
        place = Place(line, record_type, 2, "BlockId", block_id)
        if other == self._file_index:
            why = (
                f"Block {block_id!r} comes back after another Block; all records of a Block stand"
                " together. Move them, or give the second one its own BlockId."
            )
            self._findings.fault("block-split", why, place)
        else:
            why = (
                f"Block {block_id!r} is in another file of this report too; a Block may never be"
                " split or repeated over files. Keep it in one."
            )
            self._findings.fault("block-in-two-files", why, place)

    def describe_resource(self, keys: tuple[str, str], reference: str, named: bool) -> None:
        """A resource of the Block; `named`: it has an ISRC or ISWC of its own."""
        if not self.resource_count:
            self.first_resource = keys[1] or keys[0]
        self.resource_count += 1
        for key in keys:
            if key:
                self.references[key] = reference
        self._unnamed = None if named else (*keys, reference)
        self._work = ""
        self._end_resource()

    def want_work(self) -> None:
        """The resource just described says nothing of its works: a work row should follow."""
        self._works_wanted = 1

    def describe_work(self, iswc: str) -> None:
        """A work of the resource above: its ISWC is the reference of a resource that has no other.

        Where a resource has several works, none of them is the resource.
        """
        self._works += 1
        if self._unnamed is None or not iswc or iswc == self._work:
            return
        *keys, own = self._unnamed
        reference = own if self._work else f"iswc:{iswc}"
        for key in keys:
            if key:
                self.references[key] = reference
        if self._work:
            self._unnamed = None
        self._work = iswc

    def sole_reference(self) -> str | None:
        """The reference of the resource in a Block that describes exactly one."""
        return self.references.get(self.first_resource) if self.resource_count == 1 else None

    def finish(self) -> None:
        """Report what only shows at the end of a Block."""
        self.before_end()
        if self.id is None:
            return
        self._end_resource()
        if self.resource_count == 0:
            self._warn("block-without-resource", "the Block describes no resource (AS record).")
        if self.profile is not None and self.profile.needs_usage and not self.usage_rows:
            why = (
                f"the Block has no usage row (SU record), which {self.profile.name} demands; rows"
                " were lost. Add them, or leave out the Block."
            )
            place = Place(self.line, cell_name="BlockId", value=self.id)
            self._findings.fault("block-without-usage", why, place)
        for key, segments in self.segments.items():
            if len(segments) > 1:
                self._check_overlap(key, segments)
        if self.release_line and self.release_usages != self.resource_usages:
            self._reconcile()

    def _end_resource(self) -> None:
        if self._works_wanted and not self._works:
            why = f"a resource of Block {self.id!r} has no work row (MW record) after it."
            self._findings.tally("resource-without-work", "", why, Place(self.line))
        self._works = self._works_wanted = 0

    def _check_overlap(self, key: tuple[str, ...], segments: list[Segment]) -> None:
        """Periods of one resource must not share a day, or that day would be paid twice."""
        segments.sort()
        latest = segments[0]
        for segment in segments[1:]:
            first, end, line, record_type, said = segment
            if first < latest[1] and (said or latest[4]):
                why = (
                    f"the period {periods.days_text((first, end))} of {key[1]!r} shares days with"
                    f" {periods.days_text((latest[0], latest[1]))} in line {latest[2]}; usage of"
                    " those days would count twice. Make the periods follow each other."
                )
                place = place_of(
                    record_type, line, "ValidityPeriodStart", value=periods.day_text(first)
                )
                self._findings.fault("validity-overlap", why, place)
            if end > latest[1]:
                latest = segment

    def _reconcile(self) -> None:
        """Compare release usages and resource usages of a Block; they are never forced to agree."""
        if self._findings.fault_count != self.faults_before:
            return
        why = (
            f"Block {self.id!r}: the release rows (RU) count {self.release_usages} usages, the"
            f" usage rows (SU) {self.resource_usages}. The usage rows are used."
        )
        place = place_of(
            self.release_type, self.release_line, "Usages", value=str(self.release_usages)
        )
        self._findings.warn("reconciliation", why, place)

    def _warn(self, code: str, why: str) -> None:
        self._findings.warn(code, why, Place(self.line, cell_name="BlockId", value=self.id or ""))


def _nothing() -> None:
    """No usage rows wait for the end of a Block."""

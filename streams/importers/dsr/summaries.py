"""Summary records (SY) of a file: the sales contexts usage rows refer to by SummaryRecordId."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.importers.dsr.faults import FileFindings
from streams.importers.dsr.profiles.notation import RecordType
from streams.importers.dsr.row_reader import REPORTED, RowReader, place_of

_WANTED = (
    "SummaryRecordId",
    "CommercialModel",
    "UseType",
    "Territory",
    "ServiceDescription",
    ("Currency", "CurrencyOfReporting", "CurrencyOfAccounting"),
    "CurrencyOfTransaction",
    ("Usages", "NumberOfBroadcasts", "UsagesInReportingPeriod"),
)
#: Cells in which rows of one SummaryRecordId must agree: without one value a usage has no price.
_CORE = ("commercial_model", "use_type", "territory", "currency", "transaction_currency")


@dataclass(slots=True)
class SalesContext:
    """One SummaryRecordId: what its usage has in common.

    Texts are "" where no row of it says anything.
    """

    line: int
    record_type: str
    commercial_model: str
    use_type: str
    territory: str
    service: str
    currency: str
    transaction_currency: str
    #: Usages each of its rows declares, as written.
    usages: list[str] = field(default_factory=list)
    #: Usages the usage rows of it count, whole ones only: after and before returns.
    counted: int = 0
    counted_gross: int = 0

    def core(self) -> tuple[str, ...]:
        """What makes two contexts the same for usage and money."""
        return (self.commercial_model, self.use_type, self.territory, self.currency)

    def count(self, usages: str, gross: str) -> None:
        """Count one usage row, after and before returns, for comparing with what is declared."""
        units = int(usages.partition(".")[0])
        self.counted += units
        self.counted_gross += units if gross == usages else int(gross.partition(".")[0])


@dataclass(slots=True)
class Summaries:
    """The sales contexts of one file.

    `service` is the ServiceDescription of HEAD, preferred where rows differ.
    """

    findings: FileFindings
    service: str
    contexts: dict[str, SalesContext] = field(default_factory=dict)
    rows: int = 0
    #: The rows as written: every file of a report must carry the same.
    lines: set[str] = field(default_factory=set)
    _readers: dict[str, RowReader] = field(default_factory=dict)

    def add(self, record: RecordType, line_number: int, line: str) -> None:
        """Read one summary row."""
        self.rows += 1
        self.lines.add(line)
        reader = self._readers.get(record.name)
        if reader is None:
            reader = self._readers[record.name] = RowReader(record, _WANTED, self.findings)
        row = reader.read(line_number, line)
        key, model, use, territory, service, currency, transaction, usages = (
            "" if value == REPORTED else value for value in row
        )
        if not key:
            return
        said = SalesContext(
            line_number, record.name, model, use, territory, service, currency, transaction
        )
        known = self.contexts.setdefault(key, said)
        if usages:
            known.usages.append(usages)
        if known is not said:
            self._merge(key, known, said)

    def sole(self) -> SalesContext | None:
        """The context of a file that has only one."""
        return next(iter(self.contexts.values())) if len(self.contexts) == 1 else None

    def _merge(self, key: str, known: SalesContext, said: SalesContext) -> None:
        """A further row of a SummaryRecordId: fills what was open and must not contradict."""
        for name in _CORE:
            old, new = getattr(known, name), getattr(said, name)
            if not old:
                setattr(known, name, new)
            elif new and new != old:
                why = (
                    f"SummaryRecordId {key!r} says {new!r} here and {old!r} in line {known.line}:"
                    f" its usage would have two answers for {name.replace('_', ' ')}. Give each"
                    " sales context its own SummaryRecordId."
                )
                place = place_of(said.record_type, said.line, "SummaryRecordId", value=key)
                self.findings.fault("summary-conflict", why, place)
        if said.service and known.service and said.service != known.service:
            why = (
                f"SummaryRecordId {key!r} names the service {said.service!r} here and"
                f" {known.service!r} in line {known.line}; the service of HEAD is preferred."
            )
            place = place_of(said.record_type, said.line, "SummaryRecordId", value=key)
            self.findings.warn("summary-service-differs", why, place)
        if not known.service or said.service == self.service:
            known.service = said.service or known.service

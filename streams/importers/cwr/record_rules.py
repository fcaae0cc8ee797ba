"""Rules of one record that look at several of its fields (field and record edits, CWR19-1070R1).

Rules that look at shares, roles, chains and territories of a whole work are in `processors.cwr`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.version import CwrVersion

from .record import Record

_Rule = Callable[[Record, Record, CwrVersion], Iterator[CwrError]]


def rule_errors(record: Record, header: Record, version: CwrVersion) -> list[CwrError]:
    """Errors of the record; `header` is that of its transaction."""
    rule = _RULES.get(record.place.record)
    return list(rule(record, header, version)) if rule else []


def _tell(record: Record, level: Level, edit: str, field: str, why: str, mend: str) -> CwrError:
    code = f"{field.lower().replace(' ', '-')}-rule"
    return error_at(record.place, level, code, why, mend, edit=edit, field=field)


def _work(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    tr = Level.TRANSACTION
    if record.words("distribution_category") == "SER" and not record.number("duration"):
        yield _tell(record, tr, "F007", "Duration", "a serious work has no duration", "enter it")
    if record.words("version_type") == "MOD":
        for name, edit in (("music_arrangement", "F014"), ("lyric_adaptation", "F015")):
            if not record.words(name):
                label = name.replace("_", " ").title()
                why = f"a modified work says nothing of its {label.lower()}"
                yield _tell(record, tr, edit, label, why, "enter it")
    composite, count = record.words("composite_type"), record.number("composite_count")
    if composite and not count:
        why = f"a composite ({composite}) has no count of components"
        yield _tell(record, tr, "F018", "Composite Component Count", why, "enter it")
    elif count and not composite:
        why = f"{count} components are counted, but it is no composite"
        yield _tell(record, tr, "F019", "Composite Type", why, "enter the type of composite")
    elif composite and count == 1:
        why = "a composite of one component"
        yield _tell(record, tr, "F020", "Composite Component Count", why, "count two or more")


def _publisher(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    controlled, unknown = record.place.record == "SPU", record.words("unknown")
    # Files of 3.0 write N here for publishers the submitter controls.
    if controlled and unknown == "Y":
        why = "a controlled publisher cannot be unknown"
        mend = "leave it blank"
        yield _tell(record, Level.TRANSACTION, "F007", "Publisher Unknown Indicator", why, mend)
    if record.words("name"):
        if unknown == "Y" and not controlled:
            why = "a publisher with a name is not unknown"
            mend = "leave it blank; N is taken"
            yield _tell(record, Level.FIELD, "F009", "Publisher Unknown Indicator", why, mend)
    elif controlled or unknown != "Y":
        why = "the publisher has no name"
        mend = "enter the name, or Y as Publisher Unknown Indicator of an OPU"
        yield _tell(record, Level.TRANSACTION, "F004", "Publisher Name", why, mend)


def _writer(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    controlled, unknown = record.place.record == "SWR", record.words("unknown")
    if controlled and unknown == "Y":
        why = "a controlled writer cannot be unknown"
        mend = "leave it blank"
        yield _tell(record, Level.TRANSACTION, "F004", "Writer Unknown Indicator", why, mend)
    if record.words("last_name"):
        if unknown == "Y" and not controlled:
            why = "a writer with a name is not unknown"
            mend = "leave it blank; N is taken"
            yield _tell(record, Level.FIELD, "F006", "Writer Unknown Indicator", why, mend)
    elif controlled or unknown != "Y":
        why = "the writer has no last name"
        mend = "enter the name, or Y as Writer Unknown Indicator of an OWR"
        yield _tell(record, Level.TRANSACTION, "F003", "Writer Last Name", why, mend)


def _alternate_title(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    if record.words("title_type") in ("OL", "AL") and not record.words("language"):
        why = "a title in a national alphabet has no language"
        yield _tell(record, Level.RECORD, "F006", "Language Code", why, "enter the language")


def _recording(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    if not any(record.values.values()):
        why = "all fields are blank"
        yield _tell(record, Level.RECORD, "F001", "Recording", why, "enter one, or leave it out")
    if record.place.record == "REC" and record.words("isrc_validity") and not record.words("isrc"):
        why = "an ISRC is called valid or not, but there is none"
        yield _tell(record, Level.FIELD, "", "ISRC Validity", why, "enter the ISRC")


def _origin(record: Record, _header: Record, version: CwrVersion) -> Iterator[CwrError]:
    purpose, production = record.words("intended_purpose"), record.words("production_title")
    if purpose == "LIB" and not record.words("cd_identifier"):
        why = "a library work has no CD identifier"
        yield _tell(record, Level.RECORD, "F004", "CD Identifier", why, "enter it, or INTERNET")
    if not production and not record.words("library") and version is not CwrVersion.V20:
        why = "neither production nor library is named"
        yield _tell(record, Level.RECORD, "F010", "Production Title", why, "enter one of them")
    elif purpose in ("FIL", "TEL") and not production:
        why = "a film or television work has no production title"
        yield _tell(record, Level.TRANSACTION, "F013", "Production Title", why, "enter it")


def _component(record: Record, header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    if header.place.record != "COM" and not header.words("composite_type"):
        why = "the work is no composite"
        mend = "enter the type of composite in the work's header"
        yield _tell(record, Level.RECORD, "R001", "Composite Type", why, mend)


def _related_information(record: Record, _header: Record, _v: CwrVersion) -> Iterator[CwrError]:
    if not record.words("work_number") and not record.words("note"):
        why = "neither work number nor note is entered"
        yield _tell(record, Level.RECORD, "R001", "Note", why, "enter one of them")
    elif record.words("note") and not record.words("subject"):
        why = "the note has no subject"
        yield _tell(record, Level.RECORD, "F003", "Subject Code", why, "enter it")


def _performance(record: Record, _header: Record, _version: CwrVersion) -> Iterator[CwrError]:
    if not any(map(record.words, ("name", "performance_language", "performance_dialect"))):
        why = "artist, language and dialect are all blank"
        yield _tell(record, Level.RECORD, "F005", "Performing Artist Name", why, "enter one")


_RULES = MappingProxyType(
    {
        **dict.fromkeys(("NWR", "REV", "ISW", "WRK"), _work),
        **dict.fromkeys(("SPU", "OPU"), _publisher),
        **dict.fromkeys(("SWR", "OWR"), _writer),
        "ALT": _alternate_title,
        "REC": _recording,
        "ORN": _origin,
        "COM": _component,
        "ARI": _related_information,
        "NPR": _performance,
    }
)

"""HDR, GRH, GRT and TRL: what they say, and whether it fits the file (CWR19-1070R1, 3.4 to 3.8)."""

from __future__ import annotations

from collections.abc import Iterator

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.version import CwrVersion

from .findings import shown
from .layouts import LAYOUTS
from .physical_lines import KNOWN_CHARACTER_SETS
from .record import Record, read_by
from .tables import SENDER_TYPES, TABLES, TRANSACTION_TYPES
from .transmission import CwrFile, Group, Header
from .version import (
    GROUP_VERSIONS,
    header_version_text,
    layout_version,
    name_version_text,
    version_of,
)

_EDI_VERSION = "01.10"


class HeaderReader:
    """Reads HDR into the file: its sender, when it was made, its version."""

    def __init__(self, file: CwrFile):
        self._file = file

    def read(self, place: Place, text: str) -> None:
        """Take the header in; of several the first counts."""
        said = header_version_text(text)
        version = layout_version(text)
        record, errors = read_by(LAYOUTS[version]["HDR"], place, text)
        self._file.errors += errors
        self._file.errors += _header_errors(place, record, version)
        if said and version_of(said) is None:
            why = f"the header says version {shown(said)}; read are 2.0, 2.1, 2.2 and 3.0"
            self._file.errors.append(
                error_at(
                    place, Level.FILE, "version-not-read", why, "send one of them", edit="F015"
                )
            )
        if self._file.header is not None:
            return
        if said:
            self._file.version = version_of(said) or version
            check_name_version(self._file, place)
        self._file.header = Header(
            record.words("sender_type"),
            record.words("sender_id"),
            record.words("sender_name"),
            record.number("creation_date") or 0,
            record.number("creation_time") or 0,
            record.words("character_set"),
            record.number("revision"),
        )


def _header_errors(place: Place, record: Record, version: CwrVersion) -> Iterator[CwrError]:
    kind, sender = record.words("sender_type"), record.words("sender_id")
    if kind and kind not in SENDER_TYPES and not kind.isdigit():
        why = f"{shown(kind)} is no type of sender"
        mend = "use PB, SO, AA or WR, or the leading digits of a long sender id"
        yield error_at(
            place, Level.FILE, "sender-type", why, mend, edit="F002", field="Sender Type"
        )
    if kind == "SO" and sender and sender.lstrip("0") not in TABLES["society"]:
        why = f"{shown(sender)} is no society"
        mend = "send the society's code"
        yield error_at(place, Level.FILE, "sender-id", why, mend, edit="F004", field="Sender ID")
    elif version is not CwrVersion.V30 and sender and not sender.isdigit():
        # The specification gives up the file; the sender is told apart by it all the same.
        why = f"{shown(sender)} is not numeric"
        mend = "send the sender's IPI name number; the id is taken as it is"
        yield error_at(place, Level.FIELD, "sender-id", why, mend, edit="F003", field="Sender ID")
    named = record.words("character_set")
    if named and named.upper() not in KNOWN_CHARACTER_SETS:
        why = f"{shown(named)} is no character set we know"
        mend = "name UTF-8, Big5 or GB; UTF-8 is taken"
        yield error_at(
            place, Level.FIELD, "character-set", why, mend, edit="F014", field="Character Set"
        )
    edi = record.words("edi_version")
    if version is not CwrVersion.V30 and edi and edi != _EDI_VERSION:
        why = f"{shown(edi)} is not {_EDI_VERSION}"
        mend = f"write {_EDI_VERSION}; or are the fields shifted?"
        yield error_at(
            place, Level.FILE, "edi-version", why, mend, edit="F009", field="EDI Version"
        )


def check_name_version(file: CwrFile, place: Place) -> None:
    """Tell it if the name of the file says another version than its records."""
    said = name_version_text(file.name)
    if said and file.version is not None and said != file.version.value:
        why = f"the name of the file says version {said}, its records say {file.version}"
        mend = "give the file the name of its version"
        file.errors.append(error_at(place, Level.FILE, "version-disagrees", why, mend))


def read_group_header(file: CwrFile, place: Place, text: str) -> Group:
    """The group a GRH begins, with the errors of its header."""
    record, errors = read_by(LAYOUTS[CwrVersion.V21]["GRH"], place, text)
    said = record.words("version")
    version = GROUP_VERSIONS.get(said)
    expected = len(file.groups) + 1
    group = Group(
        record.number("group_number") or expected,
        record.words("transaction_type"),
        file.version or version or version_of(name_version_text(file.name)) or CwrVersion.V21,
        place,
        errors=errors,
    )
    if file.version is None:
        file.version = group.version
        check_name_version(file, place)
    group.errors += _group_errors(file, group, said, expected)
    return group


def _group_errors(file: CwrFile, group: Group, said: str, expected: int) -> Iterator[CwrError]:
    place = group.place
    if group.kind and group.kind not in TRANSACTION_TYPES:
        why = f"{shown(group.kind)} is no transaction type"
        mend = f"use one of {' '.join(sorted(TRANSACTION_TYPES))}"
        yield error_at(place, Level.GROUP, "group-type", why, mend, edit="F001")
    if group.number != expected:
        why = f"its number is {group.number} instead of {expected}"
        yield error_at(place, Level.GROUP, "group-number", why, "number groups from 1", edit="F002")
    if said and GROUP_VERSIONS.get(said) is not group.version:
        why = f"the group says version {shown(said)}, the file {file.version}"
        mend = "send one version a file, and say the same in HDR and GRH"
        yield error_at(place, Level.GROUP, "version-disagrees", why, mend, edit="F004")
    # Answers come in a group for each type they answer, as the specification's skeleton shows.
    if group.kind != "ACK" and any(group.kind == other.kind for other in file.groups):
        why = f"the file has a group of {group.kind} transactions already"
        mend = "put all transactions of a type in one group"
        yield error_at(place, Level.GROUP, "group-repeated", why, mend, edit="F005")


def check_group_trailer(group: Group, trailer: Record, records: int) -> list[CwrError]:
    """Errors of GRT: its number and its counts, of transactions and of physical records."""
    counted = {
        "group_number": (group.number, "F001", "group-number"),
        "transaction_count": (len(group.transactions), "F002", "transaction-count"),
        "record_count": (records, "F003", "record-count"),
    }
    return [
        _miscounted(trailer, name, count, Level.GROUP, edit, code)
        for name, (count, edit, code) in counted.items()
        if trailer.number(name) not in (None, count)
    ]


def check_trailer(file: CwrFile, trailer: Record) -> list[CwrError]:
    """Errors of TRL: counts of groups, transactions and physical records of the whole file."""
    counted = {
        "group_count": (len(file.groups), "F001", "group-count"),
        "transaction_count": (
            sum(len(group.transactions) for group in file.groups),
            "F002",
            "transaction-count",
        ),
        "record_count": (file.records, "F003", "record-count"),
    }
    return [
        _miscounted(trailer, name, count, Level.FILE, edit, code)
        for name, (count, edit, code) in counted.items()
        if trailer.number(name) not in (None, count)
    ]


def _miscounted(
    trailer: Record, name: str, count: int, level: Level, edit: str, code: str
) -> CwrError:
    why = f"it says {trailer.number(name)}, counted are {count}"
    mend = "send the whole, and count it again"
    label = name.replace("_", " ").title()
    return error_at(trailer.place, level, code, why, mend, edit=edit, field=label)

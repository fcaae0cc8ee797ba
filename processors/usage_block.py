"""A usage block as its platform sent it: every rule it must meet, checked on whole columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.currencies import CURRENCIES
from schemas.enums import USE_TYPES

from . import limits
from .days import day_of_millis
from .faults import Faults
from .reports import RecordedAt, ReportHeader, ReportKey
from .subjects import Canonical, SubjectIndex, Subjects
from .territories import UnknownTerritory, resolve
from .usage_columns import ReportContext, UsageLines
from .validation.common import check_made_name, check_text

Column = NDArray[np.int64]
_MOST_CHARACTERS = limits.MAX_ALLOCATION_CHARACTERS
_MEND_RESEND = "correct the block and send it again with the same report id and a new event id"


@dataclass(frozen=True, slots=True)
class UsageBlock:
    """An accepted block: its `subjects` (works or references), and columns of codes."""

    header: ReportHeader
    context: ReportContext
    use_types: list[str]
    subjects: Subjects
    lines: UsageLines
    allocations: Mapping[str, Any] | None


def read_usage_block(
    source: str, body: Mapping[str, Any], recorded_at: RecordedAt, index: SubjectIndex
) -> UsageBlock | Faults:
    """The block, or all its faults. `recorded_at` is the broker's: what is later is the future."""
    faults = Faults()
    _check_header(body, faults)
    columns = _columns(body, faults)
    if columns is None:
        return faults
    _check_values(body, columns, day_of_millis(recorded_at.millis), faults)
    subjects = _subjects(body["reference"], index, faults)
    _check_allocations(body["allocations"], body["reference"], faults)
    if faults or subjects is None:
        return faults
    lines = UsageLines(np.arange(len(columns[0])), subjects.of_line, *columns)
    context = ReportContext(
        body["period_from_day"],
        body["period_until_day"],
        body["service"],
        body["commercial_model"],
        body["currency"],
        resolve(body["territory"]).code,
    )
    header = ReportHeader(
        ReportKey(source, body["report_id"]),
        body["revision"],
        body["part"],
        body["parts"],
        _digest(body, context, subjects.names, lines),
        len(lines),
        recorded_at,
    )
    return UsageBlock(header, context, body["use_types"], subjects, lines, body["allocations"])


def _check_header(body: Mapping[str, Any], faults: Faults) -> None:
    of_id = Faults()
    check_made_name("report_id", body["report_id"], of_id, most=limits.MAX_REPORT_ID)
    for fault in of_id.listed:
        faults.add("bad_report_id", "report_id", fault.why, fault.mend)
    if not 1 <= body["revision"] <= limits.MAX_REVISION:
        faults.add("bad_revision", "revision", f"is {body['revision']}", "count revisions from 1")
    if not 1 <= body["part"] <= body["parts"] <= limits.MAX_PARTS:
        faults.add(
            "bad_part",
            "part",
            f"part {body['part']} of {body['parts']}",
            f"number parts 1 to at most {limits.MAX_PARTS}",
        )
    if not 0 <= body["period_from_day"] <= body["period_until_day"] <= limits.LATEST_DAY:
        faults.add(
            "bad_period", "period", "is not between 1970 and 2149", "use days since 1970-01-01"
        )
    if body["period_from_day"] == body["period_until_day"]:
        faults.add("bad_period", "period_until_day", "the period is empty", "periods are half-open")
    if body["currency"] not in CURRENCIES:
        faults.add("unknown_currency", "currency", repr(body["currency"]), "use ISO 4217")
    try:
        resolve(body["territory"])
    except UnknownTerritory as fault:
        faults.add("unknown_territory", "territory", str(fault), "use a TIS number or ISO code")
    for name in ("service", "commercial_model"):
        check_text(name, body[name], faults, most=limits.MAX_REPORT_ID)
    if len(body["use_types"]) > limits.MAX_USE_TYPES:
        why = f"{len(body['use_types'])}, at most {limits.MAX_USE_TYPES}"
        faults.add("too_many", "use_types", why, "name each use once")
        return
    if len(set(body["use_types"])) < len(body["use_types"]):
        faults.add("duplicate_use_type", "use_types", "names a use twice", "name each use once")
    for index, use_type in enumerate(body["use_types"]):
        if use_type not in USE_TYPES:
            faults.add(
                "unknown_use_type", f"use_types[{index}]", repr(use_type), "use a DDEX UseType"
            )


def _columns(body: Mapping[str, Any], faults: Faults) -> tuple[Column, ...] | None:
    count = len(body["reference"])
    if not 1 <= count <= limits.MAX_BLOCK_LINES:
        faults.add(
            "bad_block_size",
            "reference",
            f"{count} lines; a block has 1 to {limits.MAX_BLOCK_LINES}",
            "split the report into more parts",
        )
    names = ("use_type", "first_day", "days", "units", "revenue_micros")
    for name in names:
        if len(body[name]) != count and not (name == "days" and not len(body[name])):
            faults.add(
                "unequal_columns",
                name,
                f"{len(body[name])} values for {count} lines",
                "send one value a line",
            )
    if faults.total and any(fault.code != "bad_report_id" for fault in faults.listed):
        return None
    try:
        columns = {name: np.array(body[name], np.int64) for name in names}
    except OverflowError:
        faults.add("overflow", "columns", "a value leaves 64 bits", _MEND_RESEND)
        return None
    if not len(body["days"]):
        columns["days"] = np.ones(count, np.int64)
    return tuple(columns[name] for name in names)


def _check_values(
    body: Mapping[str, Any], columns: tuple[Column, ...], today: int, faults: Faults
) -> None:
    use_type, first_day, days, units, revenue = columns

    def check(name: str, code: str, bad: NDArray[np.bool_], values: Column, why: str) -> None:
        for line in np.flatnonzero(bad)[: limits.MAX_FAULTS_LISTED]:
            faults.add(code, f"{name}[{line}]", f"{values[line]} {why}", _MEND_RESEND)

    check(
        "use_type",
        "bad_use_type_index",
        (use_type < 0) | (use_type >= len(body["use_types"])),
        use_type,
        "is no index into use_types",
    )
    check("units", "negative_units", units < 0, units, "is below 0")
    most_units, most_revenue = limits.MAX_UNITS_PER_LINE, limits.MAX_REVENUE_MICROS_PER_LINE
    check("units", "overflow", units > most_units, units, f"is over {most_units}")
    check("revenue_micros", "negative_revenue", revenue < 0, revenue, "is below 0")
    check("revenue_micros", "overflow", revenue > most_revenue, revenue, f"is over {most_revenue}")
    check(
        "days",
        "bad_days",
        (days < 1) | (days > limits.MAX_DAYS_PER_LINE),
        days,
        f"is not within 1 to {limits.MAX_DAYS_PER_LINE}",
    )
    check("first_day", "bad_day", first_day < 0, first_day, "is before 1970")
    latest = today + limits.FUTURE_TOLERANCE_DAYS
    check("first_day", "future_date", first_day > latest, first_day, f"is after day {latest}")


def _subjects(references: list[str], index: SubjectIndex, faults: Faults) -> Subjects | None:
    try:
        return index.subjects_of(references)
    except ValueError:
        _add_bad_references(references, index.canonical, faults)
        return None


def _add_bad_references(references: list[str], canonical: Canonical, faults: Faults) -> None:
    # Backwards, so that of equal texts the first line stays.
    first_line = {text: line for line, text in reversed(list(enumerate(references)))}
    for text, line in reversed(first_line.items()):
        try:
            canonical(text)
        except ValueError as fault:
            faults.add("bad_reference", f"reference[{line}]", str(fault), _MEND_RESEND)


def _check_allocations(
    allocations: Mapping[str, Any] | None, references: list[str], faults: Faults
) -> None:
    if allocations is None:
        return
    count = len(references)
    rows = len(allocations["line"])
    if any(len(column) != rows for column in allocations.values()):
        faults.add("unequal_columns", "allocations", "columns differ in length", _MEND_RESEND)
    if rows > limits.MAX_ALLOCATION_ROWS:
        faults.add("bad_block_size", "allocations", f"{rows} rows", "split the report")
        return
    if any(not 0 <= line < count for line in allocations["line"]):
        faults.add("bad_line", "allocations.line", "no such usage line", _MEND_RESEND)
    elif sum(len(references[line]) for line in allocations["line"]) > _MOST_CHARACTERS:
        faults.add("bad_block_size", "allocations", "name too much", "split the report")


def _digest(
    body: Mapping[str, Any], context: ReportContext, subjects: list[str], lines: UsageLines
) -> bytes:
    content = blake2b(digest_size=16)
    content.update(repr((context, body["parts"], body["use_types"])).encode())
    content.update("\n".join(subjects).encode())
    for column in (
        lines.subject,
        lines.use_type,
        lines.first_day,
        lines.days,
        lines.units,
        lines.revenue_micros,
    ):
        content.update(column.astype("<i8", copy=False).data)
    if body["allocations"] is not None:
        content.update(repr(body["allocations"]).encode())
    return content.digest()

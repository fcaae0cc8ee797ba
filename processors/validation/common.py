"""Checks several kinds of event share."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from processors import limits
from processors.days import MILLIS_PER_DAY
from processors.faults import Faults
from processors.ownership.shares import WHOLE_PPM
from processors.reports import RecordedAt
from processors.rights_of_use import RIGHT_CODE
from processors.territories import UnknownTerritory, resolve
from schemas.content_hashes import DIGEST_BYTES
from schemas.identifiers import IdentifierFault, NameFault, check_name, parse

PARTIES: Final = ("party", "ipi", "isni", "dpid")
WORKS: Final = ("work",)
Body = Mapping[str, Any]
_LANGUAGE_NEEDS: Final = re.compile(
    "[\u00a0\u00ad\u061c\u1680\u2000-\u200a\u200c-\u200f\u202f\u205f\u3000\U00020000-\U0003fffd]"
)
"""Spaces of all widths, the soft hyphen, joiners (Indic and Arabic scripts, emoji), the marks of
direction that reorder nothing by themselves, and Chinese characters newer than this Python."""

MEND: Final = "correct the event and send it again"


def check_envelope(event: Mapping[str, Any], recorded_at: RecordedAt, faults: Faults) -> None:
    for name in ("event_id", "source", "subject"):
        check_made_name(name, event[name], faults, most=limits.MAX_REPORT_ID)
    tolerance = limits.FUTURE_TOLERANCE_DAYS * MILLIS_PER_DAY
    if event["occurred_at"] // 1000 > recorded_at.millis + tolerance:
        faults.add("future_date", "occurred_at", "is after the broker received it", MEND)


def check_text(
    where: str,
    text: str,
    faults: Faults,
    *,
    most: int = limits.MAX_TEXT,
    empty_allowed: bool = True,
) -> None:
    if len(text) > most:
        faults.add("too_long", where, f"{len(text)} characters, at most {most}", MEND)
    elif not text and not empty_allowed:
        faults.add("missing", where, "is empty", MEND)
    elif not text.isprintable():
        faults.add("unprintable", where, "has control or formatting characters", MEND)


def check_made_name(
    where: str,
    text: str,
    faults: Faults,
    *,
    most: int = limits.MAX_TEXT,
    empty_allowed: bool = False,
) -> None:
    """A name its sender made up, by which something is found again."""
    if len(text) > most:
        faults.add("too_long", where, f"{len(text)} characters, at most {most}", MEND)
    elif not text and not empty_allowed:
        faults.add("missing", where, "is empty", MEND)
    else:
        try:
            check_name(text)
        except NameFault as fault:
            faults.add(fault.code, where, fault.why, fault.mend)


def check_prose(where: str, text: str, faults: Faults) -> None:
    """What people write for people, as a title: spaces and joiners as its language has them."""
    plain = text if text.isascii() else _LANGUAGE_NEEDS.sub(" ", text)
    check_text(where, plain, faults)


def check_identifier(
    where: str, text: str, faults: Faults, *, namespaces: Sequence[str] = ()
) -> None:
    """A well-formed identifier, of one of these namespaces if any are given."""
    try:
        identifier = parse(text)
    except IdentifierFault as fault:
        faults.add("bad_identifier", where, str(fault), MEND)
        return
    if namespaces and identifier.namespace not in namespaces:
        faults.add("wrong_namespace", where, f"{text} is not {' or '.join(namespaces)}:", MEND)
    elif str(identifier) != text:
        faults.add("not_canonical", where, f"write {text} as {identifier}", MEND)


def check_revision(revision: int, faults: Faults) -> None:
    if not 1 <= revision <= limits.MAX_REVISION:
        faults.add("bad_revision", "revision", f"is {revision}", "count revisions from 1")


def check_day(where: str, day: int | None, faults: Faults) -> None:
    """A day within the calendar the project covers, or none."""
    if day is not None and not limits.EARLIEST_DAY <= day <= limits.LATEST_RIGHTS_DAY:
        faults.add("bad_day", where, f"day {day} is out of range", MEND)


def check_days(where: str, from_day: int, until_day: int | None, faults: Faults) -> None:
    """A half-open range within the calendar the project covers."""
    latest = limits.LATEST_RIGHTS_DAY
    if not limits.EARLIEST_DAY <= from_day <= latest:
        faults.add("bad_day", f"{where}.from_day", f"day {from_day} is out of range", MEND)
    if until_day is not None and not from_day < until_day <= latest:
        faults.add(
            "bad_period", f"{where}.until_day", "must come after from_day", "ranges are half-open"
        )


def check_territories(where: str, rules: Sequence[Mapping[str, Any]], faults: Faults) -> None:
    if len(rules) > limits.MAX_TERRITORY_RULES:
        faults.add("too_many", where, f"{len(rules)} rules", MEND)
        return
    for index, rule in enumerate(rules):
        try:
            resolve(rule["code"])
        except UnknownTerritory as fault:
            faults.add("unknown_territory", f"{where}[{index}]", str(fault), "use TIS or ISO codes")
    if rules and not any(rule["include"] for rule in rules):
        faults.add("empty_territory", where, "nothing is included", "include a territory first")


def check_rights(rights: Sequence[str], faults: Faults) -> None:
    if not rights:
        faults.add("missing", "rights", "no right is named", "name at least one right")
    check_count("rights", len(rights), limits.MAX_RIGHTS, faults)
    if any(right not in RIGHT_CODE for right in rights):
        faults.add("unknown_right", "rights", f"{rights}", "use DDEX RightsCoverage")


def check_share(where: str, share_ppm: int, faults: Faults) -> None:
    if not 0 < share_ppm <= WHOLE_PPM:
        why = f"{share_ppm} ppm"
        faults.add("bad_share", where, why, f"a share is 1 to {WHOLE_PPM} ppm")


def check_count(where: str, count: int, most: int, faults: Faults) -> None:
    if count > most:
        faults.add("too_many", where, f"{count}, at most {most}", MEND)


def check_content_hashes(hashes: Sequence[Mapping[str, Any]], faults: Faults) -> None:
    """Of an algorithm that is known, and as long as its digests are."""
    check_count("content_hashes", len(hashes), limits.MAX_CONTENT_HASHES, faults)
    for index, one in enumerate(hashes[: limits.MAX_CONTENT_HASHES]):
        where, size = f"content_hashes[{index}]", DIGEST_BYTES.get(one["algorithm"])
        if size is None:
            known = ", ".join(sorted(DIGEST_BYTES))
            faults.add("unknown_algorithm", where, repr(one["algorithm"][:64]), f"use {known}")
        elif len(one["digest"]) != size:
            why = f"{len(one['digest'])} bytes, a {one['algorithm']} digest has {size}"
            faults.add("bad_digest", where, why, MEND)

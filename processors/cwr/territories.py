"""Edits of territory records, and what an ordered list of them means.

A list is read in the order of its sequence numbers; a later record overrides an earlier one where
both apply. So World, then Commonwealth excluded, then Canada included has Canada in it, and the
same with Canada named before the exclusion has not (CWR19-0479, 3.2.2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import Shares
from processors.days import date_of
from processors.territories import TerritorySet, UnknownTerritory, resolve, territory_set

NOWHERE = TerritorySet(0)


@dataclass(frozen=True, slots=True)
class CollectedArea:
    """What a party collects in ``area``; ``shares_change`` is the flag of the record."""

    area: TerritorySet
    shares: Shares
    shares_change: bool


def collected_areas(collections: Sequence[Collection], on_day: int) -> tuple[CollectedArea, ...]:
    """What one party collects where: areas that do not meet, from its records in their order.

    In each leaf the last record that covers it decides: an exclusion takes it out, an inclusion
    states the shares (the specification tells to exclude first what gets another share; who does
    not, means the same). ``on_day`` (days since 1970-01-01) dates the members of groups.
    Raises UnknownTerritory and ValueError for what ``territory_errors`` tells of.
    """
    areas: list[CollectedArea] = []
    for record in in_order(collections):
        ground = _ground(record.sign, record.tis, on_day)
        kept = [_without(area, ground) for area in areas]
        areas = [area for area in kept if area.area]
        if record.sign == "I":
            areas.append(CollectedArea(ground, record.shares, record.shares_change))
    return _joined(areas)


def in_order(collections: Sequence[Collection]) -> list[Collection]:
    """By sequence number where every record has one, else (2.0) as in the file."""
    if any(record.number is None for record in collections):
        return list(collections)
    return sorted(collections, key=lambda record: record.number or 0)


def included(entries: Iterable[tuple[str, str]], on_day: int) -> TerritorySet:
    """The leaves of an ordered list of (I or E, TIS code), as of an agreement."""
    area = NOWHERE
    for sign, tis in entries:
        ground = _ground(sign, tis, on_day)
        area = area | ground if sign == "I" else area - ground
    return area


def territory_errors(party: Publisher | Writer, on_day: int) -> list[CwrError]:
    """What is wrong with the territory records of a party, one by one.

    Signs (SPT F010, SWT F007), codes (SPT F009, SWT F006), whose they are (SPT and SWT F002).
    ``on_day`` is the day the file was made.
    """
    publisher = isinstance(party, Publisher)
    errors = []
    for record in party.collections:
        sign_edit, code_edit = ("F010", "F009") if publisher else ("F007", "F006")
        errors += sign_error(record.place, record.sign, sign_edit)
        errors += code_errors(record.place, record.tis, on_day, on_day, code_edit)
        if record.ip_number != party.ip_number:
            errors.append(_of_another(record, party))
    return errors


def sign_error(place: Place, sign: str, edit: str) -> list[CwrError]:
    """The indicator is I or E."""
    if sign in ("I", "E"):
        return []
    why = f"the inclusion/exclusion indicator is {sign!a}"
    mend = "write I to include the territory or E to exclude it"
    field = "Inclusion/Exclusion Indicator"
    return [error_at(place, Level.TRANSACTION, "territory_sign", why, mend, edit=edit, field=field)]


def code_errors(place: Place, tis: str, first_day: int, last_day: int, edit: str) -> list[CwrError]:
    """The code is a number of the Territory Information System, in force in some of the time.

    ``first_day`` to ``last_day`` (inclusive) is the time it is used for: the day of a file, the
    term of an agreement. That a state has ended by then is an error of the whole transaction: its
    successors are to be named, since only they say who is meant today.
    """
    field = "TIS Numeric Code"
    try:
        territory = resolve(tis) if tis.isascii() and tis.isdigit() and int(tis) else None
    except UnknownTerritory:
        territory = None
    if territory is None or territory.tis is None:
        why = f"{tis!a} is no code of the Territory Information System"
        mend = "use its four-digit numeric code, as 2136 for World"
        code = "territory_unknown"
        return [error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, field=field)]
    begins, ends = territory.from_day, territory.until_day
    if (begins is None or begins <= last_day) and (ends is None or first_day < ends):
        return []
    when = f"until {date_of(ends - 1)}" if ends is not None and ends <= first_day else "later"
    why = f"territory {tis} ({territory.name}) was in force only {when}"
    mend = "name the territories in force instead"
    code = "territory_not_in_force"
    return [error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, field=field)]


def sequence_errors(party: Publisher | Writer, numbered: bool) -> list[CwrError]:
    """SPT F012 and F013, SWT F009 and F010: records are numbered 1, 2, 3, ... (from 2.1 on).

    ``numbered`` says whether the version has these numbers. A record is refused that has none, or
    not one more than the record before it. SPT and OPT of a publisher may be counted together or
    apart: the specification can be read both ways.
    """
    missing, wrong = ("F012", "F013") if isinstance(party, Publisher) else ("F009", "F010")
    errors = []
    last = 0
    last_of_its_kind = {True: 0, False: 0}
    for record in party.collections if numbered else ():
        expected = last + 1
        fits = record.number in (expected, last_of_its_kind[record.controlled] + 1)
        last = expected if record.number is None else record.number
        last_of_its_kind[record.controlled] = last
        if fits:
            continue
        said = "none" if record.number is None else f"{record.number}"
        why = f"the sequence number is {said}, not {expected}"
        mend = f"number the territory records of a party 1, 2, 3, ...; this one {expected}"
        edit = missing if record.number is None else wrong
        place = record.place
        code = "territory_sequence"
        errors.append(error_at(place, Level.RECORD, code, why, mend, edit=edit, field="Sequence #"))
    return errors


def _ground(sign: str, tis: str, on_day: int) -> TerritorySet:
    if sign not in ("I", "E"):
        raise ValueError(f"sign {sign!a}: must be I (include) or E (exclude)")
    return territory_set([("I", tis)], on_day)


def _without(area: CollectedArea, ground: TerritorySet) -> CollectedArea:
    return CollectedArea(area.area - ground, area.shares, area.shares_change)


def _joined(areas: Iterable[CollectedArea]) -> tuple[CollectedArea, ...]:
    """Areas with equal shares as one, in order of their first record."""
    found: dict[tuple[Shares, bool], TerritorySet] = {}
    for area in areas:
        key = (area.shares, area.shares_change)
        found[key] = found.get(key, NOWHERE) | area.area
    return tuple(CollectedArea(area, *key) for key, area in found.items())


def _of_another(record: Collection, party: Publisher | Writer) -> CwrError:
    why = f"the record is of party {record.ip_number!a} and follows party {party.ip_number!a}"
    mend = "put territory records right after the party they are of"
    return error_at(
        record.place,
        Level.TRANSACTION,
        "territory_of_another",
        why,
        mend,
        edit="F013" if record.place.record == "OWT" else "F002",
        field="Interested Party #",
    )

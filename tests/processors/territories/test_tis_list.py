"""Our table against CISAC's own list (ISTIS-0184a): every entry, code, date and name."""

from datetime import date, datetime
from pathlib import Path

import pytest

from processors.territories import TerritoryKind, resolve
from processors.territories.territory import TERRITORIES

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "territories"
OPEN = {date(1000, 1, 1), date(3999, 12, 31)}


def _rows() -> list[tuple[object, ...]]:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl reads CISAC's list")
    found = sorted(SHARED.glob("ISTIS-0184a*.xlsx"))
    if not found:
        pytest.skip(f"CISAC's list is not at {SHARED}")
    sheet = openpyxl.load_workbook(found[0], read_only=True)["en"]
    return [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] is not None]


def _day(cell: object, shift: int) -> int | None:
    """Excel has no year 1000, so the list holds it as text."""
    if isinstance(cell, datetime):
        day = cell.date()
    else:
        day = datetime.strptime(str(cell), "%d.%m.%Y").date()
    return None if day in OPEN else (day - date(1970, 1, 1)).days + shift


def test_every_entry_of_the_list_is_ours() -> None:
    for number, first, last, kind, _, alpha, alpha_ext, _, _, name, *_ in _rows():
        ours = resolve(str(number))
        assert ours.tis == number
        assert resolve(str(alpha)) is ours
        assert ours.alpha3 == alpha_ext
        assert (ours.kind is TerritoryKind.GROUP) == ("GROUP" in str(kind))
        assert (ours.from_day, ours.until_day) == (_day(first, 0), _day(last, 1))
        assert ours.name.upper() == name


def test_we_add_only_what_has_ended_or_has_no_tis_number() -> None:
    listed = {row[0] for row in _rows()}
    added = {t.code for t in TERRITORIES.values() if t.tis not in listed}
    assert {TERRITORIES[code].kind for code in added if TERRITORIES[code].tis} == {
        TerritoryKind.FORMER
    }
    assert {code for code in added if TERRITORIES[code].kind is TerritoryKind.COUNTRY} == {
        "AQ",
        "PS",
    }

"""Every spelling the field uses finds its territory; what names none says how to mend it."""

import pytest

from processors.territories import LEAVES, TerritoryKind, UnknownTerritory, leaf_index, resolve

SPELLINGS = [
    # sent, our code, name
    ("156", "CN", "China"),
    ("0156", "CN", "China"),
    ("CN", "CN", "China"),
    ("CHN", "CN", "China"),
    ("56", "BE", "Belgium"),
    ("056", "BE", "Belgium"),
    ("0056", "BE", "Belgium"),
    ("826", "GB", "United Kingdom"),
    ("2136", "2136", "World"),
    ("World", "2136", "World"),
    ("Worldwide", "2136", "World"),
    ("2WL", "2136", "World"),
    ("2120", "2120", "Europe"),
    ("2EU", "2120", "Europe"),
    ("2EY", "2123", "European Union"),
    ("GP", "GP", "Guadeloupe"),
    ("XK", "XK", "Kosovo"),
    ("PS", "PS", "Palestine, State of"),
    # a code that ISO gave on to a successor means the successor
    ("DE", "DE", "Germany"),
    ("280", "280", "Germany (before 1990-10-03)"),
    ("SD", "SD", "Sudan"),
    ("736", "736", "Sudan (with South Sudan)"),
    # codes of the past
    ("SUHH", "810", "USSR"),
    ("DD", "278", "German Democratic Republic"),
    ("CSK", "200", "Czechoslovakia"),
    ("SCG", "891", "Serbia and Montenegro"),
    ("ZAR", "CD", "Congo, Democratic Republic of the"),
    ("BU", "MM", "Myanmar"),
    ("AN", "AN", "Netherlands Antilles"),
]


@pytest.mark.parametrize(("sent", "code", "name"), SPELLINGS)
def test_spelling_names_territory(sent: str, code: str, name: str) -> None:
    territory = resolve(sent)
    assert (territory.code, territory.name) == (code, name)


FAULTS = [
    # sent, part of why, part of mend
    ("multi", "several territories", "name each"),
    ("cn", "not spelled as its standard", "write CN"),
    (" 156", "not spelled as its standard", "write 156"),
    ("worldwide", "not spelled as DDEX", "write Worldwide"),
    ("CS", "several former territories", "200 Czechoslovakia, 891 Serbia and Montenegro"),
    ("YU", "several former territories", "890 Yugoslavia (until 1991), 891 Serbia"),
    ("2135", "neither a TIS number nor an ISO 3166 code", "tis.tsv"),
    ("UK", "neither a TIS number nor an ISO 3166 code", "tis.tsv"),
    ("", "neither a TIS number nor an ISO 3166 code", "tis.tsv"),
    ("CN\u202e", "neither a TIS number nor an ISO 3166 code", "tis.tsv"),
]


@pytest.mark.parametrize(("sent", "why", "mend"), FAULTS)
def test_fault_says_why_and_how_to_mend(sent: str, why: str, mend: str) -> None:
    with pytest.raises(UnknownTerritory) as caught:
        resolve(sent)
    assert caught.value.code == sent
    assert why in caught.value.why
    assert mend in caught.value.mend
    assert str(caught.value).isascii()


COUNTED_IN = [
    # reported territory, leaf
    ("CN", "CN"),
    ("0250", "FR"),
    ("GP", "GP"),
    ("HK", "HK"),
    ("280", "DE"),
    ("278", "278"),
    ("736", "SD"),
    ("230", "ET"),
    ("886", "YE"),
]


@pytest.mark.parametrize(("reported", "leaf"), COUNTED_IN)
def test_usage_is_counted_in_one_leaf(reported: str, leaf: str) -> None:
    assert LEAVES[leaf_index(reported)] == leaf


@pytest.mark.parametrize("reported", ["World", "2123", "810", "200", "891", "AN"])
def test_usage_in_several_leaves_is_refused(reported: str) -> None:
    with pytest.raises(UnknownTerritory, match="name one of its members") as caught:
        leaf_index(reported)
    assert caught.value.code == reported


def test_every_leaf_is_found_by_its_own_code() -> None:
    assert [leaf_index(code) for code in LEAVES] == list(range(len(LEAVES)))


def test_existence_is_half_open() -> None:
    """TIS: 891 Serbia and Montenegro exists from 1992-01-01 until 2006-06-02, both inclusive."""
    territory = resolve("891")
    assert territory.kind is TerritoryKind.FORMER
    assert (territory.from_day, territory.until_day) == (8035, 13302)

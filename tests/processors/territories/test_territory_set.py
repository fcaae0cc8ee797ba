"""Sets of territories: lists as in CWR, dated groups, former territories, canonical text."""

from datetime import date

import pytest

from processors.territories import (
    LEAVES,
    WORLD,
    TerritorySet,
    UnknownTerritory,
    from_text,
    leaf_index,
    resolve,
    territory_set,
)

Entries = list[tuple[str, str]]


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def entries(text: str) -> Entries:
    return [("I" if word[0] == "+" else "E", word[1:]) for word in text.split()]


ORDERED = [
    # entries, territory, included?
    ("+2136", "CN", True),
    ("+2136 -156", "CN", False),
    ("+2136 -2114 +124", "CA", True),
    ("+2136 +124 -2114", "CA", False),
    ("+2136 -2114 +124", "AU", False),
    ("+2120 -826 -372", "GB", False),
    ("+2120 -826 -372", "FR", True),
    ("-124 +2136", "CA", True),
    ("+124 -124", "CA", False),
    ("-124", "CA", False),
    ("", "CA", False),
    # TIS: China does not include Hong Kong, France does include Guadeloupe
    ("+156", "HK", False),
    ("+250", "GP", True),
    ("+GP", "FR", False),
    ("+2136 -250 +GP", "GP", True),
    ("+840", "PR", False),
    ("+840", "GU", True),
]


@pytest.mark.parametrize(("text", "code", "included"), ORDERED)
def test_later_entries_override_earlier(text: str, code: str, included: bool) -> None:
    assert (code in territory_set(entries(text), None)) is included


DATED = [
    # group, member, last day outside / first day inside (or the other way round)
    ("2123", "GB", "1972-12-31", False),
    ("2123", "GB", "1973-01-01", True),
    ("2123", "GB", "2020-01-31", True),
    ("2123", "GB", "2020-02-01", False),
    ("2123", "HR", "2013-06-30", False),
    ("2123", "HR", "2013-07-01", True),
    ("2123", "DE", "1958-01-01", True),
    ("2123", "278", "1990-10-02", False),
    ("2123", "278", "1990-10-03", True),
    ("2114", "ZW", "2003-12-06", True),
    ("2114", "ZW", "2003-12-07", False),
    ("2114", "HK", "1997-06-30", True),
    ("2114", "HK", "1997-07-01", False),
    ("2114", "GM", "2015-01-01", False),
    ("2114", "GM", "2018-02-08", True),
    ("2119", "278", "1990-10-02", True),
    ("2119", "278", "1990-10-03", False),
    ("2119", "DE", "1985-01-01", False),
    ("2120", "KZ", "1991-12-31", True),
    ("2120", "KZ", "1992-01-01", False),
    ("2106", "KZ", "1992-01-01", True),
    ("2100", "SS", "2011-07-08", True),
    ("2100", "SS", "2011-07-09", True),
]


@pytest.mark.parametrize(("group", "member", "on", "inside"), DATED)
def test_groups_have_the_members_of_the_day(group: str, member: str, on: str, inside: bool) -> None:
    assert (member in territory_set([("I", group)], day(on))) is inside


FORMER = [
    # code, leaves, on every day
    ("200", "CZ SK"),
    ("230", "ER ET"),
    ("278", "278"),
    ("280", "DE"),
    ("276", "DE 278"),
    ("720", "720"),
    ("736", "SD SS"),
    ("810", "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"),
    ("886", "YE"),
    ("887", "YE 720"),
    ("890", "BA HR ME MK RS SI XK"),
    ("891", "ME RS XK"),
    ("AN", "BQ CW SX"),
]


@pytest.mark.parametrize(("code", "leaves"), FORMER)
@pytest.mark.parametrize("on", ["1960-01-01", "1991-06-01", "2005-01-01", "2024-01-01"])
def test_former_territories_keep_their_ground(code: str, leaves: str, on: str) -> None:
    assert list(territory_set([("I", code)], day(on))) == sorted(leaves.split(), key=leaf_index)


WORDED = [
    # entries, canonical text
    ("", "Nowhere"),
    ("+2136", "World"),
    ("+2136 -156", "World-CN"),
    ("+2136 -156 -344 -446", "World-CN-HK-MO"),
    ("+2100 +2101 +2106 +2120 +2130 +AQ", "World"),
    ("+124 +840", "CA+US"),
    ("+840 +484 +124", "2129"),
    ("+2120 -250 +840", "US+2120-FR"),
    ("+2136 -250 +GP", "World-FR+GP"),
    ("+208 +578 +752", "2131"),
    ("+280", "DE-278"),
    ("+200", "CZ+SK"),
]


@pytest.mark.parametrize(("text", "words"), WORDED)
def test_canonical_text(text: str, words: str) -> None:
    territories = territory_set(entries(text), None)
    assert str(territories) == words
    assert from_text(words) == territories


@pytest.mark.parametrize("text", ["", "World--CN", "-CN", "World -CN", "+", "World-CN\n"])
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(UnknownTerritory, match=r"World-CN"):
        from_text(text)


USAGE_LIES_IN = [
    # reported territory, rights given for, covered?
    ("FR", "+2120", True),
    ("FR", "+2136 -GP", True),
    ("FR", "+280", False),
    ("DE", "+280", True),
    ("DE", "+278", False),
    ("GP", "+2136 -GP", False),
    ("2123", "+2120", False),  # TIS counts Cyprus in Asia
    ("2123", "+2120 +196", True),
    ("Worldwide", "+2136", True),
    ("Worldwide", "+2136 -156", False),
    ("891", "+688 +499", True),
]


@pytest.mark.parametrize(("reported", "rights", "covered"), USAGE_LIES_IN)
def test_reported_usage_lies_within_rights(reported: str, rights: str, covered: bool) -> None:
    assert (resolve(reported).area <= territory_set(entries(rights), None)) is covered


@pytest.mark.parametrize("code", ["2123", "0156", "810", "multi"])
def test_only_leaves_are_in_or_out(code: str) -> None:
    with pytest.raises(UnknownTerritory, match="is not the code of a leaf"):
        assert code in WORLD


def test_faults_in_entries() -> None:
    with pytest.raises(UnknownTerritory, match="2135"):
        territory_set([("I", "2136"), ("E", "2135")], None)
    with pytest.raises(ValueError, match=r"must be I"):
        territory_set([("X", "2136")], None)
    for mask in (-1, 1 << len(LEAVES)):
        with pytest.raises(ValueError, match="outside the 252 leaves"):
            TerritorySet.from_mask(mask)

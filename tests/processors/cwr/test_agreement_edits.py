"""Edits of agreements, their dates, shares and parties."""

from dataclasses import replace
from datetime import date

import pytest

from processors.cwr.agreement import AgreementParty, AgreementScope
from processors.cwr.agreement_edits import agreement_errors, number_of_works
from processors.cwr.parties import Societies
from processors.days import day_of
from tests.processors.cwr.works import (
    WORLD,
    a_scope,
    an_agreement,
    ipa,
    shares,
    ter,
)

START = day_of(date(2010, 1, 1))
END = day_of(date(2019, 12, 31))
RETENTION = day_of(date(2021, 12, 31))


def told(**said: object) -> list[tuple[str, str]]:
    """The (record type, edit) of every error of an agreement changed in this."""
    return sorted((e.record, e.edit) for e in agreement_errors(an_agreement(**said)))


def test_an_agreement_that_keeps_all_edits_has_no_error() -> None:
    assert told() == []


def test_agr_f005_a_start_date_is_mandatory() -> None:
    assert told(start_day=None) == [("AGR", "F005")]


ENDS = [
    (END, None, []),
    (END, RETENTION, []),
    (END, END, []),
    (END, END - 1, [("AGR", "F007")]),
    (None, RETENTION, []),
    (START - 1, None, [("AGR", "")]),
    (START, START, []),
]


@pytest.mark.parametrize(("end", "retention", "found"), ENDS)
def test_agr_f007_retention_ends_with_the_agreement_or_later(
    end: int | None, retention: int | None, found: list[tuple[str, str]]
) -> None:
    assert told(end_day=end, retention_end_day=retention) == found


PRIOR = [
    ("N", None, []),
    ("A", None, []),
    ("D", START - 1, []),
    ("D", START, ["F009"]),
    ("D", None, ["F009"]),
    ("N", START - 1, ["F010"]),
    ("A", START - 1, ["F010"]),
    ("", None, ["F008"]),
    ("X", START - 1, ["F008", "F012"]),
]


@pytest.mark.parametrize(("status", "since", "edits"), PRIOR)
def test_agr_f008_to_f012_prior_royalties_have_a_date_before_the_start_exactly_with_d(
    status: str, since: int | None, edits: list[str]
) -> None:
    found = told(prior_royalty_status=status, prior_royalty_start_day=since)
    assert found == [("AGR", edit) for edit in edits]


POST_TERM = [
    ("N", None, None, []),
    ("O", None, None, []),
    ("D", RETENTION + 1, RETENTION, []),
    ("D", RETENTION, RETENTION, ["F013"]),
    ("D", END + 1, RETENTION, ["F013"]),  # retention supersedes the end
    ("D", END + 1, None, []),
    ("D", END, None, ["F013"]),
    ("D", None, None, ["F014"]),
    ("N", END + 1, None, ["F015"]),
    ("O", END + 1, None, ["F015"]),
    ("", None, None, ["F016"]),
    ("X", END + 1, None, ["F016", "F017"]),
]


@pytest.mark.parametrize(("status", "until", "retention", "edits"), POST_TERM)
def test_agr_f013_to_f017_post_term_collection_ends_after_the_retention_exactly_with_d(
    status: str, until: int | None, retention: int | None, edits: list[str]
) -> None:
    found = told(
        end_day=END,
        retention_end_day=retention,
        post_term_status=status,
        post_term_end_day=until,
    )
    assert found == [("AGR", edit) for edit in edits]


SUMS = [
    # assignor's and acquirer's (PR, MR, SR); edits that object
    ((5000, 0, 0), (5000, 10000, 0), []),
    ((5000, 0, 0), (5006, 10000, 0), []),
    ((5000, 0, 0), (4994, 10000, 0), []),
    ((5000, 0, 0), (5007, 10000, 0), ["T005"]),
    ((5000, 0, 0), (4993, 10000, 0), ["T005"]),
    ((5000, 1, 0), (5000, 0, 0), ["T005"]),
    ((5000, 0, 100), (5000, 9000, 0), ["T005", "T005"]),
    ((3334, 2500, 0), (6666, 7500, 0), []),
]


@pytest.mark.parametrize(("assignor", "acquirer", "edits"), SUMS)
def test_agr_t005_shares_of_assignors_and_acquirers_add_up_to_100_percent_within_0_06(
    assignor: tuple[int, int, int], acquirer: tuple[int, int, int], edits: list[str]
) -> None:
    scope = a_scope(ipa("AS", "W1", shares(*assignor)), ipa("AC", "P1", shares(*acquirer)))
    assert told(scopes=(scope,)) == [("AGR", edit) for edit in edits]


def test_agr_t005_holds_in_each_group_of_territories() -> None:
    europe = AgreementScope(
        (ter("I", "2120"),), (ipa("AS", "W1", shares(5000)), ipa("AC", "P1", shares(4000)))
    )
    assert told(scopes=(a_scope(), europe)) == [("AGR", "T005")]


def test_agr_t002_and_t003_an_agreement_has_a_territory_an_assignor_and_an_acquirer() -> None:
    assert told(scopes=()) == [("AGR", "T002"), ("AGR", "T003"), ("AGR", "T003")]
    assignors = a_scope(ipa("AS", "W1", shares(5000)), ipa("AS", "W2", shares(5000)))
    assert told(scopes=(assignors,)) == [("AGR", "T003")]
    acquirers = a_scope(ipa("AC", "P1", shares(10000)))
    assert told(scopes=(acquirers,)) == [("AGR", "T003")]


def test_agr_f003_the_type_is_one_of_four() -> None:
    for kind in ("OG", "PG"):
        assert told(kind=kind) == []
    for kind in ("OS", "PS"):
        assert told(kind=kind, sales_manufacture="S") == []
    assert told(kind="XX") == [("AGR", "F003")]


def test_agr_f019_f020_specific_agreements_say_sales_or_manufacture() -> None:
    for kind in ("OS", "PS"):
        assert told(kind=kind, sales_manufacture="M") == []
        assert told(kind=kind) == [("AGR", "F020")]
    assert told(kind="OG", sales_manufacture="X") == [("AGR", "F019")]
    assert told(kind="OS", sales_manufacture="X") == [("AGR", "F019"), ("AGR", "F020")]


@pytest.mark.parametrize("flag", [True, False])
def test_agr_shares_change_and_advance_given_are_kept_and_change_nothing(flag: bool) -> None:
    agreement = an_agreement(shares_change=flag, advance_given=flag)
    assert agreement_errors(agreement) == []
    assert (agreement.shares_change, agreement.advance_given) == (flag, flag)


@pytest.mark.parametrize("works", [None, 0, -1])
def test_agr_f021_works_are_counted(works: int | None) -> None:
    assert told(number_of_works=works) == [("AGR", "F021")]


def test_agr_t004_no_more_works_refer_to_it_than_it_states() -> None:
    agreement = an_agreement(number_of_works=2)
    assert number_of_works(agreement, 2) == []
    (error,) = number_of_works(agreement, 3)
    assert (error.record, error.edit, error.mend) == ("AGR", "T004", "state 3")
    assert number_of_works(replace(agreement, number_of_works=None), 3) == []


def test_agr_f001_it_has_a_number() -> None:
    assert told(submitter_agreement="") == [("AGR", "F001")]


TERRITORIES = [
    (WORLD, START, None, []),
    ("0200", START, None, ["F002"]),  # Czechoslovakia, an agreement of 2010
    ("0200", day_of(date(1985, 1, 1)), None, []),
    ("0200", day_of(date(1992, 12, 31)), END, []),
    ("0499", day_of(date(1985, 1, 1)), day_of(date(1990, 1, 1)), ["F002"]),  # Montenegro
    ("0499", day_of(date(1985, 1, 1)), None, []),
    ("0001", START, None, ["F002"]),
]


@pytest.mark.parametrize(("tis", "start", "end", "edits"), TERRITORIES)
def test_ter_f002_a_territory_is_in_force_at_some_time_of_the_agreement(
    tis: str, start: int, end: int | None, edits: list[str]
) -> None:
    scope = replace(a_scope(), territories=(ter("I", tis),))
    found = told(scopes=(scope,), start_day=start, end_day=end)
    assert found == [("TER", edit) for edit in edits]


def test_ter_f001_the_sign_is_i_or_e() -> None:
    scope = replace(a_scope(), territories=(ter("I", WORLD), ter("-", "0826")))
    assert told(scopes=(scope,)) == [("TER", "F001")]


ASSIGNOR = ipa("AS", "W1", shares(5000))
NO_SOCIETY = Societies()

PARTIES = [
    (ipa("AC", "P1", shares(5000), last_name=""), "F015"),
    (ipa("AC", "", shares(5000)), "F016"),
    (ipa("AC", "P1", shares(5000), first_name="JOHN"), "F004"),
    (ipa("AC", "P1", shares(5000), societies=Societies(mr="044")), "F012"),
    (ipa("AC", "P1", shares(5000, 10000), societies=Societies(pr="052")), "F013"),
    (ipa("AC", "P1", shares(5000, 0, 10000), societies=Societies(pr="052")), "F014"),
]


@pytest.mark.parametrize(("party", "edit"), PARTIES)
def test_ipa_a_party_is_named_and_has_the_societies_of_its_rights(
    party: AgreementParty, edit: str
) -> None:
    assert told(scopes=(a_scope(ASSIGNOR, party),)) == [("IPA", edit)]


def test_ipa_f011_a_party_has_a_pr_or_mr_society() -> None:
    none = ipa("AS", "W1", shares(0, 0, 0), societies=Societies(sr="044"))
    whole = a_scope(none, ipa("AC", "P1", shares(10000)))
    assert told(scopes=(whole,)) == [("IPA", "F011")]


def test_ipa_f001_a_party_is_assignor_or_acquirer() -> None:
    scope = a_scope(ASSIGNOR, ipa("AC", "P1", shares(5000)), ipa("XX", "P2", shares(0)))
    assert told(scopes=(scope,)) == [("IPA", "F001")]


def test_ipa_f004_only_assigning_writers_have_a_first_name() -> None:
    writer = replace(ASSIGNOR, first_name="JOHN")
    scopes = (a_scope(writer, ipa("AC", "P1", shares(5000))),)
    assert told(scopes=scopes, kind="OG") == []
    assert told(scopes=scopes, kind="PG") == [("IPA", "F004")]


def test_ipa_r003_an_acquirer_acquires_something() -> None:
    scope = a_scope(ipa("AS", "W1", shares(10000)), ipa("AC", "P1", shares(0)))
    assert told(scopes=(scope,)) == [("IPA", "R003")]


@pytest.mark.parametrize(
    ("held", "edit"), [((10001, 0, 0), "F006"), ((0, 10001, 0), "F008"), ((0, 0, -1), "F010")]
)
def test_ipa_f006_f008_f010_a_share_is_0_to_100_percent(
    held: tuple[int, int, int], edit: str
) -> None:
    scope = a_scope(ipa("AS", "W1", shares(0)), ipa("AC", "P1", shares(*held)))
    assert ("IPA", edit) in told(scopes=(scope,))

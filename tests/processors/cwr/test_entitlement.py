"""Who collects: money by the day it accrued and the day it is distributed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.cwr.agreement import AgreementTerms
from processors.cwr.agreement_edits import agreement_errors
from processors.cwr.entitlement import Collector, entitled_party
from processors.days import day_of
from tests.processors.cwr.works import an_agreement

AS, AC = Collector.ASSIGNOR, Collector.ACQUIRER


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


START, END, RETENTION = day("2010-01-01"), day("2019-12-31"), day("2021-12-31")
PRIOR, POST = day("2008-01-01"), day("2022-12-31")


def terms(prior: str = "N", post: str = "N", retention: bool = True) -> AgreementTerms:
    """2010 to 2019, retention to 2021; prior royalties from 2008, post-term to 2022, where D."""
    return AgreementTerms(
        START,
        END,
        RETENTION if retention else None,
        prior,
        PRIOR if prior == "D" else None,
        post,
        POST if post == "D" else None,
    )


CASES = [
    # prior, post-term, accrued, distributed, who collects
    # within the term
    ("N", "N", "2010-01-01", "2010-01-01", AC),
    ("N", "N", "2015-06-30", "2016-01-15", AC),
    ("N", "N", "2019-12-31", "2019-12-31", AC),
    # retention: after the end, as in the term
    ("N", "N", "2020-01-01", "2020-06-30", AC),
    ("N", "N", "2021-12-31", "2021-12-31", AC),
    # accrued before the start, distributed after it
    ("N", "N", "2009-12-31", "2010-06-30", AS),
    ("A", "N", "2009-12-31", "2010-06-30", AC),
    ("A", "N", "1999-12-31", "2010-01-01", AC),
    ("D", "N", "2008-01-01", "2010-06-30", AC),
    ("D", "N", "2007-12-31", "2010-06-30", AS),
    # distributed before the start: not this agreement's money
    ("A", "O", "2009-06-30", "2009-12-31", AS),
    ("D", "O", "2008-06-30", "2009-12-31", AS),
    # accrued in the term, distributed after it
    ("N", "N", "2021-12-31", "2022-01-01", AS),
    ("N", "O", "2021-12-31", "2022-01-01", AC),
    ("N", "O", "2015-06-30", "2040-01-01", AC),
    ("N", "D", "2021-12-31", "2022-12-31", AC),
    ("N", "D", "2021-12-31", "2023-01-01", AS),
    # accrued after the term: nobody but the assignor
    ("A", "O", "2022-01-01", "2022-06-30", AS),
    # accrued before the start, distributed after the term: both clauses are needed
    ("A", "N", "2009-12-31", "2022-01-01", AS),
    ("A", "O", "2009-12-31", "2022-01-01", AC),
    ("N", "O", "2009-12-31", "2022-01-01", AS),
    ("D", "D", "2008-01-01", "2022-12-31", AC),
    ("D", "D", "2008-01-01", "2023-01-01", AS),
]


@pytest.mark.parametrize(("prior", "post", "accrued", "distributed", "who"), CASES)
def test_who_collects(
    prior: str, post: str, accrued: str, distributed: str, who: Collector
) -> None:
    assert entitled_party(terms(prior, post), day(accrued), day(distributed)) is who


def test_without_retention_the_end_of_the_agreement_counts() -> None:
    accrued, distributed = day("2020-01-01"), day("2020-01-01")
    assert entitled_party(terms(), accrued, distributed) is AC
    assert entitled_party(terms(retention=False), accrued, distributed) is AS
    assert entitled_party(terms(retention=False), END, END + 1) is AS
    assert entitled_party(terms(post="O", retention=False), END, END + 1) is AC


def test_an_agreement_without_end_has_no_time_after_it() -> None:
    open_ended = AgreementTerms(START, None, None, "N", None, "N")
    assert entitled_party(open_ended, day("2060-01-01"), day("2070-01-01")) is AC


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="swap them"):
        entitled_party(terms(), START + 1, START)
    with pytest.raises(ValueError, match="without start date"):
        entitled_party(AgreementTerms(None), START, START)
    with pytest.raises(ValueError, match="prior royalty status 'X'"):
        entitled_party(terms("X"), START - 1, START)
    with pytest.raises(ValueError, match="post-term collection status 'X'"):
        entitled_party(terms(post="X"), START, POST)


days = st.integers(START - 3000, POST + 3000)
checked_terms = st.builds(
    terms, prior=st.sampled_from("NAD"), post=st.sampled_from("NOD"), retention=st.booleans()
)


@settings(deadline=None)
@given(checked_terms, days, days)
def test_valid_terms_always_have_an_answer(said: AgreementTerms, accrued: int, later: int) -> None:
    assert agreement_errors(an_agreement(**{n: getattr(said, n) for n in said.__slots__})) == []
    accrued, distributed = sorted((accrued, later))
    assert entitled_party(said, accrued, distributed) in (AS, AC)


@settings(deadline=None)
@given(checked_terms, days, days, days)
def test_once_it_is_the_assignors_again_it_stays_so(
    said: AgreementTerms, accrued: int, first: int, later: int
) -> None:
    """After the start, waiting with the distribution never brings the acquirer more."""
    accrued, first, later = sorted((accrued, first, later))
    first = max(first, START)
    later = max(later, first)
    if entitled_party(said, accrued, first) is AS:
        assert entitled_party(said, accrued, later) is AS

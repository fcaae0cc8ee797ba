"""Check digits: published examples, what they must catch, and numbers in files of the field."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identifiers import IdentifierFault, canonical, check_digits

SHARED = Path(__file__).parents[3].parent / "shared" / "data"

PUBLISHED = [
    # function, digits before, check
    (check_digits.of_iswc, "034524680", "1"),  # ISO 15707, T-034.524.680-1
    (check_digits.of_iswc, "000000001", "0"),
    (check_digits.of_ipi_name_number, "000000001", "99"),
    (check_digits.of_ipi_name_number, "000141073", "38"),
    (check_digits.of_ipi_name_number, "000000000", "00"),
    (check_digits.of_isni, "000000012146438", "X"),  # ISO 7064 / ISNI
    (check_digits.of_isni, "000000008126640", "9"),
    (check_digits.of_gtin, "400638133393", "1"),
    (check_digits.of_gtin, "03600029145", "2"),
]


@pytest.mark.parametrize(("function", "digits", "check"), PUBLISHED)
def test_published_examples(function: object, digits: str, check: str) -> None:
    assert callable(function)
    assert function(digits) == check


DIGITS = "0123456789"
nine = st.text(DIGITS, min_size=9, max_size=9)


def _variants(digits: str) -> list[str]:
    """Every text with one digit mistyped."""
    return [
        digits[:i] + other + digits[i + 1 :]
        for i in range(len(digits))
        for other in DIGITS
        if other != digits[i]
    ]


@given(st.text(DIGITS, min_size=15, max_size=15))
def test_isni_catches_every_mistyped_digit_and_swap(digits: str) -> None:
    check = check_digits.of_isni(digits)
    swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(14)]
    for wrong in [*_variants(digits), *(text for text in swapped if text != digits)]:
        assert check_digits.of_isni(wrong) != check


@given(st.text(DIGITS, min_size=12, max_size=12))
def test_gtin_catches_every_mistyped_digit(digits: str) -> None:
    check = check_digits.of_gtin(digits)
    assert all(check_digits.of_gtin(wrong) != check for wrong in _variants(digits))


@given(nine)
def test_ipi_catches_every_mistyped_digit_unless_it_makes_a_hundred(digits: str) -> None:
    """100 is written 00 by the standard, so 00 alone stands for two remainders."""
    check = check_digits.of_ipi_name_number(digits)
    for wrong in _variants(digits):
        assert check_digits.of_ipi_name_number(wrong) != check or check == "00"


@given(nine)
def test_iswc_is_a_weighted_sum_modulo_ten(digits: str) -> None:
    check = int(check_digits.of_iswc(digits))
    assert (1 + sum(i * int(d) for i, d in enumerate(digits, 1)) + check) % 10 == 0


def _lines(folder: str, pattern: str) -> list[tuple[str, str]]:
    files = sorted((SHARED / folder).glob(pattern))
    if not files:
        pytest.skip(f"no {pattern} in {SHARED / folder}")
    return [
        (path.name, line)
        for path in files
        for line in path.read_text(encoding="latin-1").splitlines()
    ]


def _accepted(text: str) -> bool:
    try:
        canonical(text)
    except IdentifierFault:
        return False
    return True


def test_ipi_numbers_of_cwr_files() -> None:
    """Real-looking numbers pass. Those of the demo file are running numbers someone made up."""
    at = {"SPU": 87, "OPU": 87, "SWR": 115, "OWR": 115}
    numbers = {
        (name, line[at[line[:3]] :][:11]) for name, line in _lines("cwr", "*") if line[:3] in at
    }
    given_numbers = {(name, n) for name, n in numbers if n.strip("0 ")}
    wrong = {(name, n) for name, n in given_numbers if not _accepted(f"ipi:{n}")}
    assert {n for _, n in given_numbers - wrong} == {"00000000199", "00000000297", "00000000395"}
    assert {name for name, _ in wrong} == {"demo_cwr_cleaned.v22"}
    assert all(n.startswith(("008546325", "008565458")) for _, n in wrong)


def test_iswc_of_cwr_files() -> None:
    found = {line[95:106] for _, line in _lines("cwr", "*") if line[:3] in ("NWR", "REV")}
    found = {text for text in found if text.strip()}
    assert found == {"T0123456789"}
    assert all(_accepted(f"iswc:{text}") for text in found)


def test_isrc_and_iswc_of_a_dsr_file() -> None:
    rows = list(csv.reader([text for _, text in _lines("dsr", "DSR_TEST*")], delimiter="\t"))
    isrcs = [row[4] for row in rows if row[0] == "AS01"]
    iswcs = [row[3] for row in rows if row[0] == "MW01.01" and row[3]]
    assert len(isrcs) == 3
    assert all(_accepted(f"isrc:{text}") for text in isrcs)
    assert iswcs == ["T9109247316", "T0702472794"]
    assert all(_accepted(f"iswc:{text}") for text in iswcs)
    head = next(row for row in rows if row[0] == "HEAD")
    assert all(_accepted(f"dpid:{head[i]}") for i in (10, 13))

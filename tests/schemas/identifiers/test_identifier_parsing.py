"""What each namespace accepts, how it spells it, and what it says of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identifiers import (
    RESERVED,
    Identifier,
    IdentifierFault,
    canonical,
    is_reference,
    parse,
)

ACCEPTED = [
    # text, canonical
    ("isrc:USSM19803037", "isrc:USSM19803037"),
    ("isrc:US-SM1-98-03037", "isrc:USSM19803037"),
    ("isrc:ussm19803037", "isrc:USSM19803037"),
    ("isrc:QZ5AB2012345", "isrc:QZ5AB2012345"),
    ("iswc:T9109247316", "iswc:T9109247316"),
    ("iswc:T-910.924.731-6", "iswc:T9109247316"),
    ("iswc:T0345246801", "iswc:T0345246801"),
    ("ipi:00000000199", "ipi:00000000199"),
    ("ipi:00014107338", "ipi:00014107338"),
    ("ipi:014107338", "ipi:00014107338"),
    ("isni:0000000081266409", "isni:0000000081266409"),
    ("isni:000000012146438x", "isni:000000012146438X"),
    ("ean:4006381333931", "ean:4006381333931"),
    ("upc:036000291452", "ean:0036000291452"),
    ("ean:0036000291452", "ean:0036000291452"),
    ("dpid:PADPIDA2013020802I", "dpid:PADPIDA2013020802I"),
    ("dpid:PA-DPIDA-2013020802-I", "dpid:PADPIDA2013020802I"),
    ("work:W.1_a-Z", "work:W.1_a-Z"),
    ("party:" + "p" * 64, "party:" + "p" * 64),
    ("tunefy:track:4uLU6hMCjMI75M1A2tKUQC", "tunefy:track:4uLU6hMCjMI75M1A2tKUQC"),
    ("padpida2013020802i:A138658048204590", "padpida2013020802i:A138658048204590"),
    ("9gag:%E6%AD%8C", "9gag:%E6%AD%8C"),
    ("tunefy:Case:Matters", "tunefy:Case:Matters"),
]


@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_accepted_and_spelled_canonically(text: str, expected: str) -> None:
    assert canonical(text) == expected
    assert canonical(expected) == expected
    assert parse(text) == parse(expected)


def test_parts_of_an_identifier() -> None:
    assert parse("tunefy:track:1") == Identifier("tunefy", "track:1")
    assert parse("upc:036000291452") == Identifier("ean", "0036000291452")


REFUSED = [
    # text, fault code, part of why, part of mend
    ("USSM19803037", "no_namespace", "no namespace", "isrc:USSM19803037"),
    ("", "no_namespace", "no namespace", "namespace:value"),
    (":x", "bad_namespace", "no valid namespace", "2 to 32"),
    ("x:y", "bad_namespace", "no valid namespace", "2 to 32"),
    ("ISRC:USSM19803037", "bad_namespace", "no valid namespace", "write isrc:"),
    ("Tunefy:1", "bad_namespace", "no valid namespace", "a-z 0-9 -"),
    ("-ab:1", "bad_namespace", "no valid namespace", "not - first"),
    ("a" * 33 + ":1", "bad_namespace", "no valid namespace", "2 to 32"),
    ("javascript:alert(1)", "bad_namespace", "kept for a standard", "platform's own id"),
    ("https://a.example/b", "bad_namespace", "kept for a standard", "platform's own id"),
    ("isrc:", "empty_value", "no value", "namespace:value"),
    ("tunefy:", "empty_value", "no value", "namespace:value"),
    ("tunefy:" + "x" * 129, "too_long", "129 characters", "at most 128"),
    ("tunefy:a b", "whitespace", "U+0020 at position 8", "without white space"),
    ("tunefy:a\n", "whitespace", "U+000A at position 8", "without white space"),
    ("tunefy:a\u3000b", "whitespace", "U+3000", "without white space"),
    ("tunefy:a\x00b", "control_character", "U+0000", "remove"),
    ("tunefy:a\x7f", "control_character", "U+007F", "remove"),
    ("tunefy:a\x9bb", "control_character", "U+009B", "remove"),
    ("tunefy:a\u202eb", "bidi_control", "U+202E at position 8", "remove"),
    ("tunefy:\u2067a", "bidi_control", "U+2067", "remove"),
    ("tunefy:\u0430bc", "non_ascii", "U+0430", "ASCII"),
    ("tunefy:a\u200bb", "non_ascii", "U+200B", "ASCII"),
    ("isrc:USSM1980303\u0667", "non_ascii", "U+0667", "ASCII"),
    ("isrc:USSM1980303", "bad_format", "form of its standard", "CC-XXX-YY-NNNNN"),
    ("isrc:U5SM19803037", "bad_format", "form of its standard", "CC-XXX-YY-NNNNN"),
    ("isrc:USS-M1-98-03037", "bad_format", "form of its standard", "CC-XXX-YY-NNNNN"),
    ("iswc:T9109247317", "bad_check_digit", "ends in 7, its check digit is 6", "mistyped"),
    ("iswc:9109247316", "bad_format", "form of its standard", "T and ten digits"),
    ("ipi:00854632549", "bad_check_digit", "ends in 49", "mistyped"),
    ("ipi:I-000000229-7", "bad_format", "form of its standard", "eleven digits"),
    ("ipi:00000000000", "placeholder", "all zeros", "leave"),
    ("isni:0000000081266408", "bad_check_digit", "its check digit is 9", "mistyped"),
    ("isni:0000 0000 8126 6409", "whitespace", "U+0020", "without white space"),
    ("isni:00000000812664X9", "bad_format", "form of its standard", "sixteen"),
    ("ean:4006381333932", "bad_check_digit", "its check digit is 1", "mistyped"),
    ("ean:036000291452", "bad_format", "form of its standard", "as upc:"),
    ("upc:0036000291452", "bad_format", "form of its standard", "as ean:"),
    ("upc:036000291453", "bad_check_digit", "its check digit is 2", "mistyped"),
    ("upc:000000000000", "placeholder", "all zeros", "leave"),
    ("dpid:2013020802I", "bad_format", "form of its standard", "PADPIDA"),
    ("work:" + "w" * 65, "bad_format", "no work id", "1 to 64"),
    ("party:a/b", "bad_format", "no party id", "A-Z a-z 0-9"),
]


@pytest.mark.parametrize(("text", "code", "why", "mend"), REFUSED)
def test_refused_with_reason(text: str, code: str, why: str, mend: str) -> None:
    with pytest.raises(IdentifierFault) as caught:
        parse(text)
    fault = caught.value
    assert (fault.code, fault.text) == (code, text)
    assert why in fault.why
    assert mend in fault.mend
    assert str(fault).isascii()
    assert str(fault).isprintable()


def test_a_fault_is_a_value_error_and_short() -> None:
    with pytest.raises(ValueError, match=r"too_long") as caught:
        canonical("tunefy:" + "x" * 10_000)
    assert len(str(caught.value)) < 250


REFERENCES = [
    ("isrc", True),
    ("iswc", True),
    ("ean", True),
    ("upc", True),
    ("tunefy", True),
    ("work", False),
    ("party", False),
    ("ipi", False),
    ("isni", False),
    ("dpid", False),
]


@pytest.mark.parametrize(("namespace", "reference"), REFERENCES)
def test_references_are_what_must_be_matched_to_a_work(namespace: str, reference: bool) -> None:
    assert is_reference(namespace) is reference


@pytest.mark.parametrize("namespace", ["", "x", "ISRC", "doi", "a b"])
def test_what_is_no_namespace_is_no_reference_either(namespace: str) -> None:
    with pytest.raises(IdentifierFault):
        is_reference(namespace)


def refusal_of(text: str) -> IdentifierFault | None:
    try:
        parse(text)
    except IdentifierFault as fault:
        return fault
    return None


@given(st.text(max_size=40) | st.text("isrcwupean:T0123456789-.X", max_size=30))
def test_any_text_is_refused_or_has_a_stable_spelling(text: str) -> None:
    refusal = refusal_of(text)
    if refusal is not None:
        assert refusal.text == text
        return
    identifier = parse(text)
    assert parse(str(identifier)) == identifier
    assert str(identifier).isascii()
    assert not any(character.isspace() for character in str(identifier))


@given(
    st.from_regex(r"[a-z0-9][a-z0-9-]{1,31}", fullmatch=True).filter(lambda n: n not in RESERVED),
    st.from_regex(r"[!-~]{1,128}", fullmatch=True),
)
def test_platforms_keep_their_ids_as_they_are(namespace: str, value: str) -> None:
    assert parse(f"{namespace}:{value}") == Identifier(namespace, value)

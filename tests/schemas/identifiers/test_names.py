"""Names that senders make up: in any language, and no two that look alike."""

import pytest

from schemas.identifiers import NameFault, check_name
from schemas.visible import visible, visible_lines


@pytest.mark.parametrize(
    "name",
    [
        "R-2026/09", "report 7", "报告-2026-九月", "レポートVol.2", "보고서 3A", "ㄅㄆㄇ注音",
        "Café Müller", "ростов-на-дону", "Αθήνα", "تقرير", "रिपोर्ट", "々〆", "a.b_c:d|e",
    ],
)  # fmt: skip
def test_names_of_many_languages_pass(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("registry-\u0430", "mixed_scripts"),  # Cyrillic a
        ("\u0440\u0430\u0443", "look_alike"),  # Cyrillic letters that read pay
        ("\u0391\u0392\u0395", "look_alike"),  # Greek letters that read ABE
        ("cafe\u0301", "not_normalised"),
        ("\uff41\uff42", "not_normalised"),  # fullwidth ab
        ("x\u2082", "not_normalised"),  # subscript two
        ("a\u200bb", "unprintable"),
        ("a\u202eb", "unprintable"),
        ("a\x00b", "unprintable"),
        ("a\ud800b", "unprintable"),
        ("a\u00a0b", "unprintable"),
        ("a\u3164b", "invisible_character"),
        ("a\ufe0fb", "invisible_character"),
        ("a\u2800", "invisible_character"),
        (" a", "bad_spacing"),
        ("a  b", "bad_spacing"),
        ("7\u0667", "mixed_digits"),
        ("\u4e2d\u0442", "mixed_scripts"),
    ],
)
def test_a_name_that_could_be_taken_for_another_is_refused(name: str, code: str) -> None:
    with pytest.raises(NameFault) as refused:
        check_name(name)
    assert refused.value.code == code
    assert refused.value.mend


def test_what_reorders_or_hides_is_shown_as_a_number() -> None:
    assert visible("a\u202eb\x1b[2J\u2028\n") == "a\\u202eb\\x1b[2J\\u2028\\n"
    assert visible_lines("a\u2066\tb\n\x00") == "a\\u2066\tb\n\\x00"
    assert visible("题名 Caf\u00e9 e\u0301") == "题名 Caf\u00e9 e\u0301"

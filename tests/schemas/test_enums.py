"""Word lists against DDEX's own counts, and the words our schemas use."""

from enum import StrEnum

import pytest

from schemas import enums


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (enums.UseType, 55),
        (enums.CommercialModelType, 10),
        (enums.ClaimStatus, 8),
        (enums.RightsCoverage, 7),
        (enums.RightsClaimPolicyType, 3),
    ],
)
def test_as_many_words_as_avs_1_2_has(words: type[StrEnum], count: int) -> None:
    assert len({str(word) for word in words}) == count
    assert enums.DEFAULTS[words] in words


@pytest.mark.parametrize("words", list(enums.DEFAULTS))
def test_a_word_is_named_as_it_is_spelled(words: type[StrEnum]) -> None:
    for word in words:
        assert str(word).removesuffix("Model").casefold() == word.name.replace("_", "").casefold()


def test_plain_strings_are_words() -> None:
    assert "OnDemandStream" in enums.USE_TYPES
    assert "Streaming" not in enums.USE_TYPES


def test_rights_drop_the_ending_of_ddex() -> None:
    assert enums.RightsCoverage.from_ddex("PerformingRight") is enums.RightsCoverage.PERFORMING
    assert enums.RightsCoverage.from_ddex("UserDefined") is enums.RightsCoverage.USER_DEFINED
    with pytest.raises(ValueError, match=r"Moral"):
        enums.RightsCoverage.from_ddex("MoralRight")

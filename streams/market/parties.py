"""Who holds rights: a few large licensors with shares in most works, and many small holders."""

from schemas.identifiers import check_digits

from .plan import MarketPlan

MAJORS = 12
"""Large licensors: collecting societies, publishers and labels that grant blanket licences."""

NOBODY = ("party:P999001", "party:P999002", "party:P999003")
"""Parties that grant licences and hold nothing, in any market."""


def parties(plan: MarketPlan) -> list[str]:
    """Identifier of each holder by number; the first MAJORS are the large licensors."""
    return [_party(number) for number in range(plan.holder_count)]


def _party(number: int) -> str:
    if number % 3 == 1:
        nine = f"{100_000_000 + 7 * number:09d}"
        return f"ipi:{nine}{check_digits.of_ipi_name_number(nine)}"
    return f"party:P{number:06d}"

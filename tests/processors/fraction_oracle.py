"""Money as the textbook has it: exact fractions, one cell at a time. Nothing here knows numpy."""

from fractions import Fraction


def half_even(amount: Fraction) -> int:
    """The nearest integer; of two as near, the even one."""
    below = amount.numerator // amount.denominator
    rest = amount - below
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1):
        return below + 1
    return below


def revenue_share(revenue_micros: int, share_ppm: int) -> int:
    """Share of revenue in 10^-8: micros are 10^-6, so a hundred of ours make one of theirs."""
    return half_even(Fraction(revenue_micros * 100 * share_ppm, 1_000_000))


def hamilton(total: int, shares: list[int]) -> list[int]:
    """Everybody's whole quota, then one each by largest remainder, ties to the earlier."""
    if not shares:
        return []
    quotas = [Fraction(total * share, sum(shares)) for share in shares]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    neediest = sorted(range(len(shares)), key=lambda place: (parts[place] - quotas[place], place))
    for place in neediest[: total - sum(parts)]:
        parts[place] += 1
    return parts

"""Check digits of the identifiers of the music field. Arguments are ASCII digits, not checked.

Each function returns the check digit or digits that belong to the digits before them.
"""


def of_iswc(nine: str) -> str:
    """ISO 15707: 1 + the sum of digit times position (1 to 9), complemented to a multiple of 10."""
    total = 1 + sum(place * int(digit) for place, digit in enumerate(nine, start=1))
    return str(-total % 10)


def of_ipi_name_number(nine: str) -> str:
    """CISAC IPI: two digits, modulo 101 over weights 10 down to 2. A check of 100 is written 00."""
    total = sum((10 - place) * int(digit) for place, digit in enumerate(nine))
    return f"{-total % 101 % 100:02}"


def of_isni(fifteen: str) -> str:
    """ISO 27729: ISO 7064 MOD 11-2, with X for ten."""
    total = 0
    for digit in fifteen:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def of_gtin(digits: str) -> str:
    """GS1 (EAN, UPC): weights 3 and 1 from the right, complemented to a multiple of 10."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)

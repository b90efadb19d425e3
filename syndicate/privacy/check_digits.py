"""Check digits and number formats of cards, banks and authorities."""

from __future__ import annotations

_MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24,
    "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip


def luhn(digits: str) -> bool:
    """Whether a card number's last digit is right."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether `digits` is a number a card brand issues: range, length, check digit."""
    return len(set(digits)) > 1 and len(digits) in _card_lengths(digits) and luhn(digits)


def _card_lengths(digits: str) -> tuple[int, ...]:
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    if two in (34, 37):  # American Express
        return (15,)
    if 300 <= three <= 305 or two in (36, 38, 39):  # Diners Club
        return (14, 16)
    if 3528 <= four <= 3589 or 51 <= two <= 55 or 2221 <= four <= 2720:  # JCB, Mastercard
        return (16,)
    if digits[0] == "4":  # Visa
        return (13, 16, 19)
    if two == 62 or two == 65 or four == 6011 or 644 <= three <= 649:  # UnionPay, Discover
        return (16, 17, 18, 19)
    return ()


def my_number(digits: str) -> bool:
    """Whether twelve digits are a possible My Number (order of the Ministry, 2014, no. 85)."""
    total = sum(
        int(char) * weight for char, weight in zip(digits[:11], _MY_NUMBER_WEIGHTS, strict=True)
    )
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest) and len(set(digits)) > 1


def corporate_number(digits: str) -> bool:
    """Whether thirteen digits are a possible corporate number of the Japanese tax agency."""
    total = sum(
        int(char) * (2 if place % 2 else 1) for place, char in enumerate(reversed(digits[1:]))
    )
    return int(digits[0]) == 9 - total % 9


def iban(compact: str) -> bool:
    """Whether an IBAN without spaces has its country's length and the right check digits."""
    if len(compact) != _IBAN_LENGTHS.get(compact[:2]):
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def routing_number(digits: str) -> bool:
    """Whether nine digits are a possible routing number of the American Bankers Association."""
    weights = (3, 7, 1) * 3
    total = sum(int(char) * weight for char, weight in zip(digits, weights, strict=True))
    return digits != "000000000" and total % 10 == 0


def us_social_security(area: str, group: str, serial: str) -> bool:
    """Whether the three parts are ones the Social Security Administration can issue."""
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"

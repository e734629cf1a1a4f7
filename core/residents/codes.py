"""Codes that say nothing of the person: random, without look-alikes, with a check character."""

import secrets

#: 23 signs: no vowels, so that no word appears, and only one of each pair that is read for the other.
ALPHABET = "BCDFHJKMNPQRTVWXYZ34679"
_RANDOM = 5


def new_code() -> str:
    """Draw a code such as ``K7-QFXM``; the caller makes sure that it is free."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return with_check(body)


def with_check(body: str) -> str:
    """Write five signs with their check character and hyphen."""
    sign = body + _check(body)
    return f"{sign[:2]}-{sign[2:]}"


def compact(typed: str) -> str:
    """Bring a code as typed into its written form: capitals, one hyphen, no blanks."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:2]}-{signs[2:]}"


def is_well_formed(code: str) -> bool:
    """Tell whether the check character fits: every single wrong sign and every swap of neighbours shows."""
    signs = code.replace("-", "")
    known = len(signs) == _RANDOM + 1 and all(sign in ALPHABET for sign in signs)
    return known and _check(signs[:-1]) == signs[-1]


def _check(body: str) -> str:
    # 23 is prime and the weights differ, so any one change of a sign or swap of two changes the remainder.
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2)) % len(ALPHABET)]

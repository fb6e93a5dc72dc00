"""Names that the server gives to things."""

import secrets

# No vowels (no words by accident), no 0/O, 1/l/I.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ"


def short_id() -> str:
    """A short public id, 11 characters: about 61 bits, so guessing finds nothing."""
    return _random(11)


def order_number() -> str:
    """A number for orders and payments, 20 characters: not guessable, legal at every provider."""
    return _random(20)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

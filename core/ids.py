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
    # One draw for the whole name: a draw a letter costs more than all else about an order's number.
    number, letters = secrets.randbelow(len(ALPHABET) ** length), []
    for _place in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)

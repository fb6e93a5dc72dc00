"""Names that the server gives to things."""

import os

# No vowels (no words by accident), no 0/O, 1/l/I.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ"
# A letter for each byte; bytes over the last whole round are left out, so that all are as likely.
_LETTERS = (ALPHABET * 6)[:256].encode()
_REST = bytes(range(256 - 256 % len(ALPHABET), 256))


def short_id() -> str:
    """A short public id, 11 characters: about 61 bits, so guessing finds nothing."""
    return _random(11)


def order_number() -> str:
    """A number for orders and payments, 20 characters: not guessable, legal at every provider."""
    return _random(20)


def _random(length: int) -> str:
    # A draw a letter would cost more than all else about an order's number.
    while True:
        letters = os.urandom(2 * length).translate(_LETTERS, _REST)[:length]
        if len(letters) == length:
            return letters.decode()

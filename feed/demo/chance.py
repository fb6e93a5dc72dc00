"""Chance that is the same at every run: each thing draws from a stream of its own name."""

import random
from hashlib import sha256

from core.ids import ALPHABET


def of(*name: object) -> random.Random:
    return random.Random(":".join(map(str, name)))


def public_id(*name: object) -> str:
    """As core.ids.short_id, but the same for the same name."""
    number = int.from_bytes(sha256(repr(name).encode()).digest()[:16], "big")
    letters = []
    for _ in range(11):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)

"""Where a reader stands in a frozen list: signed, and enough to go on without the list."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.utils.crypto import constant_time_compare, salted_hmac

LONGEST = 2500
_SALT = "feed.cursors"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list.

    :param session: names the frozen list
    :param offset: how far into that list
    :param position: how many notes were shown before
    :param served: these notes themselves, as far as remembered
    """

    session: str
    offset: int
    position: int
    served: frozenset[int]


def write(cursor: Cursor, *, owner: str) -> str:
    """The cursor as text, which only this owner (reader and list) can use."""
    served = base64.urlsafe_b64encode(_packed(cursor.served)).decode().rstrip("=")
    text = f"{cursor.session}.{cursor.offset}.{cursor.position}.{served}"
    return f"{text}.{_signature(text, owner)}"


def read(text: str, *, owner: str) -> Cursor:
    """The cursor that `write` wrote for the same owner.

    :raises BadRequest: for anything else
    """
    body, _dot, signature = text[:LONGEST].rpartition(".")
    if not constant_time_compare(signature, _signature(body, owner)):
        raise BadRequest("This cursor is not genuine.")
    session, offset, position, served = body.split(".")
    packed = base64.urlsafe_b64decode(served + "=" * (-len(served) % 4))
    return Cursor(session, int(offset), int(position), frozenset(_unpacked(packed)))


def _signature(text: str, owner: str) -> str:
    digest = salted_hmac(_SALT, f"{owner}|{text}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def _packed(numbers: Iterable[int]) -> bytes:
    """Ascending differences, seven bits a byte."""
    out, last = bytearray(), 0
    for number in sorted(numbers):
        step, last = number - last, number
        while step >= 0x80:
            out.append(step & 0x7F | 0x80)
            step >>= 7
        out.append(step)
    return bytes(out)


def _unpacked(packed: bytes) -> Iterable[int]:
    number = step = shift = 0
    for byte in packed:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            number += step
            step = shift = 0
            yield number

"""Frozen lists in Valkey: each page of a walk is cut from the same list, until that is let go."""

import secrets
from hashlib import blake2b
from typing import Any

import numpy as np

from core import valkey
from feed.weights import weight

_MARK = 8
_NONE = bytes(_MARK)


def keep(reader: int | None, ids: list[int]) -> str:
    """Keep the list of this reader (None: of all visitors); its name."""
    body = np.array(ids, dtype="<i8").tobytes()
    # Visitors share a list, so the same list has the same name.
    session = (
        blake2b(body, digest_size=9).hexdigest() if reader is None else secrets.token_urlsafe(9)
    )
    valkey.attempt(lambda v: _keep(v, reader, session, body), otherwise=None)
    return session


def find(reader: int | None, session: str) -> list[int] | None:
    """The list of this name; None where it is lost, too old, or was let go."""
    names = [_list(session)] + ([] if reader is None else [_of(reader)])
    held: Any = valkey.attempt(lambda v: v.mget(names), otherwise=None)
    if not held or not held[0]:
        return None
    body, mark = held[0], held[1] if reader is not None else None
    return None if body[:_MARK] != (mark or _NONE) else _ids(body)


def let_go(reader: int) -> None:
    """What this reader walks through now is of another mind: the next page is cut anew."""
    # A random mark, no moment: clocks may be set back.
    valkey.attempt(
        lambda v: v.set(_of(reader), secrets.token_bytes(_MARK), ex=2 * _seconds()), otherwise=None
    )


def _keep(v: Any, reader: int | None, session: str, body: bytes) -> None:
    mark = _NONE if reader is None else v.get(_of(reader)) or _NONE
    v.set(_list(session), mark + body, ex=_seconds())


def _ids(body: bytes) -> list[int]:
    return np.frombuffer(body, dtype="<i8", offset=_MARK).tolist()


def _list(session: str) -> str:
    return f"feed:list:{session}"


def _of(reader: int) -> str:
    return f"feed:mind:{reader}"


def _seconds() -> int:
    return int(weight("LIST_MINUTES") * 60)

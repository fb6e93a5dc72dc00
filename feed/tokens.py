"""Page tokens: signed and short-lived, they say what a page showed, and from which list."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from feed.weights import weight

LONGEST = 1500
# Letters of the sources in a token.
_SOURCES = {"e": "explore", "s": "search", "f": "following", "p": "profile", "d": "direct"}
_LETTERS = {source: letter for letter, source in _SOURCES.items()}
_SALT = "feed.tokens"
# A token bound to a page, and the reader-less one of a page that visitors share.
_PAGE, _LIST = "p", "l"
_AHEAD = 5


def nameless(key: str) -> str:
    """The key of a page without the number of its reader."""
    _reader, _dash, nonce = key.partition("-")
    return f"0-{nonce}"


class TokenForged(RuleViolation):
    code = "token_forged"
    status = 400


class TokenExpired(RuleViolation):
    code = "token_expired"
    status = 400


class TokenForeign(RuleViolation):
    code = "token_foreign"
    status = 403


@dataclass(frozen=True, slots=True)
class Page:
    """What a token says.

    :param reader: whose page it was; None for a visitor
    :param first: the position of its first note
    :param notes: public ids, as shown
    """

    reader: int | None
    source: str
    issued: int
    nonce: str
    first: int
    notes: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names the page in the store: events count once per key, note and kind."""
        return f"{self.reader or 0}-{self.nonce}"[:32]


def for_page(
    notes: Sequence[str], *, source: str, at: datetime, reader: int | None = None, first: int = 0
) -> str:
    """A token for a page that one reader sees."""
    page = Page(reader, source, int(at.timestamp()), _nonce(), first, tuple(notes))
    return _signed(_PAGE, page)


def for_shared_list(notes: Sequence[str], *, source: str, at: datetime, first: int = 0) -> str:
    """A token for a page that visitors share: it counts nothing until it is bound."""
    page = Page(None, source, int(at.timestamp()), "", first, tuple(notes))
    return _signed(_LIST, page)


def bind(list_token: str, *, reader: int | None, at: datetime) -> str:
    """Make the token of a shared page this reader's own. A repeat gives a reader the same one.

    :raises TokenForged: if it is not the token of a shared page
    :raises TokenExpired: if the page is too old
    """
    shared = _read(_LIST, list_token, at)
    nonce = _bound_nonce(list_token, reader) if reader else _nonce()
    page = Page(reader, shared.source, shared.issued, nonce, shared.first, shared.notes)
    return _signed(_PAGE, page)


def read(token: str, *, reader: int | None, at: datetime) -> Page:
    """What the token says, if it is genuine, in time, and this reader's.

    :raises TokenForged: if it was changed, made up, or comes from the future
    :raises TokenExpired: if the page is too old
    :raises TokenForeign: if the page was shown to somebody else
    """
    page = _read(_PAGE, token, at)
    if page.reader != reader:
        raise TokenForeign(_("This page was shown to somebody else."), field="token")
    return page


def _signed(kind: str, page: Page) -> str:
    parts = [
        kind,
        str(page.reader or 0),
        _LETTERS[page.source],
        str(page.issued),
        page.nonce,
        str(page.first),
        "-".join(page.notes),
    ]
    text = ".".join(parts)
    return f"{text}.{_signature(text)}"


def _read(kind: str, token: str, at: datetime) -> Page:
    text, _dot, signature = token[:LONGEST].rpartition(".")
    if not constant_time_compare(signature, _signature(text)) or not text.startswith(kind):
        raise TokenForged(_("This page token is not genuine."), field="token")
    _kind, reader, letter, issued, nonce, first, notes = text.split(".")
    page = Page(
        int(reader) or None,
        _SOURCES[letter],
        int(issued),
        nonce,
        int(first),
        tuple(notes.split("-")) if notes else (),
    )
    age = at.timestamp() - page.issued
    if age < -_AHEAD:
        raise TokenForged(_("This page token comes from the future."), field="token")
    if age > weight("TOKEN_MINUTES") * 60:
        raise TokenExpired(_("This page is too old to count."), field="token")
    return page


def _signature(text: str) -> str:
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _bound_nonce(list_token: str, reader: int) -> str:
    digest = salted_hmac(f"{_SALT}.bound", f"{list_token}:{reader}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:9]).decode()


def _nonce() -> str:
    return secrets.token_urlsafe(9)

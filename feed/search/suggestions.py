"""What somebody may mean who begins to type: by its beginning, by pinyin, or nearly so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from feed.models import SearchHistory, SearchTerm
from feed.search import words
from shop.models import Product, Store

MOST = 10
# Of one's own searches among the suggestions; terms that are looked at, and those that are weighed.
OWN, LOOKED_AT, WEIGHED = 4, 1500, 40
# Below this likeness a text is another one.
LEAST_LIKE = 0.3
_PINYIN = re.compile(r"[a-z0-9 ']+")

_BEGINNING = """
    SELECT kind, ref, text, key FROM (
        (SELECT * FROM feed_searchterm
            WHERE key LIKE %(key)s AND NOT is_hidden LIMIT %(looked_at)s)
        UNION (SELECT * FROM feed_searchterm
            WHERE %(typed)s <> '' AND pinyin LIKE %(pinyin)s AND NOT is_hidden LIMIT %(looked_at)s)
        UNION (SELECT * FROM feed_searchterm
            WHERE %(typed)s <> '' AND initials LIKE %(pinyin)s AND NOT is_hidden
            LIMIT %(looked_at)s)
    ) AS found ORDER BY weight DESC, length(key), id LIMIT %(weighed)s
"""
_NEARLY = """
    SELECT kind, ref, text, key FROM (
        (SELECT *, similarity(key, %(text)s) AS likeness FROM feed_searchterm
            WHERE key %% %(text)s AND NOT is_hidden LIMIT %(looked_at)s)
        UNION (SELECT *, similarity(pinyin, %(typed)s) AS likeness FROM feed_searchterm
            WHERE %(typed)s <> '' AND pinyin %% %(typed)s AND NOT is_hidden LIMIT %(looked_at)s)
    ) AS found WHERE likeness >= %(least)s
    ORDER BY likeness DESC, weight DESC, id LIMIT %(weighed)s
"""
_Row = tuple[str, int, str, str]


@dataclass(frozen=True)
class Suggestion:
    """One line under the field, and where it leads."""

    kind: str
    text: str
    url: str


def suggest(reader, typed: str) -> list[Suggestion]:
    """Own searches first, then what begins so (as text or pinyin), then what is nearly so."""
    key = words.key_of(typed)
    if not key:
        return []
    found = own(reader, key)
    known = {words.key_of(each.text) for each in found}
    for rows in (_beginning, _nearly):
        if len(found) >= MOST or (rows is _nearly and len(found) > OWN):
            break
        for each in _shown(reader, rows(key)):
            if words.key_of(each.text) not in known:
                known.add(words.key_of(each.text))
                found.append(each)
    return found[:MOST]


def own(reader, key: str = "", *, limit: int = OWN) -> list[Suggestion]:
    """The reader's own searches that begin so, newest first."""
    if not reader.is_authenticated:
        return []
    mine = SearchHistory.objects.filter(reader=reader, key__startswith=key)
    return [
        leading_to("history", text)
        for text in mine.order_by("-at", "-pk").values_list("text", flat=True)[:limit]
    ]


def meant(typed: str, *, limit: int = 4) -> list[str]:
    """Other spellings of what was typed: the words that it is like, or whose pinyin it is."""
    key = words.key_of(typed)
    if not key:
        return []
    kinds = (SearchTerm.Kind.WORD, SearchTerm.Kind.QUERY, SearchTerm.Kind.TOPIC)
    rows = [row for row in [*_beginning(key), *_nearly(key)] if row[0] in kinds and row[3] != key]
    return list(dict.fromkeys(text for _kind, _ref, text, _key in rows))[:limit]


def leading_to(kind: str, text: str) -> Suggestion:
    """A suggestion that leads to the search for its text."""
    return Suggestion(kind, text, search_url(text))


def search_url(text: str) -> str:
    return f"{reverse('feed:search')}?{urlencode({'q': text})}"


def _beginning(key: str) -> list[_Row]:
    typed = _typed(key)
    escaped = re.sub(r"([\\%_])", r"\\\1", key)
    return _rows(_BEGINNING, key=f"{escaped}%", typed=typed, pinyin=f"{typed}%")


def _nearly(key: str) -> list[_Row]:
    if len(key) < 2:
        return []
    return _rows(_NEARLY, text=key, typed=_typed(key), least=LEAST_LIKE)


def _typed(key: str) -> str:
    """The keys that may have been meant as pinyin; empty for a text in Chinese."""
    return re.sub(r"[ ']", "", key) if _PINYIN.fullmatch(key) else ""


def _rows(sql: str, **values: Any) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"looked_at": LOOKED_AT, "weighed": WEIGHED, **values})
        return cursor.fetchall()


def _shown(reader, rows: Sequence[_Row]) -> Iterable[Suggestion]:
    """Those that this reader may meet, each with its address."""
    addresses = {
        "user": _addresses(rows, "user", User.objects.listed_for(reader), "handle"),
        "store": _addresses(rows, "store", Store.objects.listed_for(reader), "slug"),
        "product": _addresses(rows, "product", Product.objects.listed_for(reader), "public_id"),
    }
    views = {"user": "notes:profile", "store": "shop:store", "product": "feed:product"}
    for kind, ref, text, _key in rows:
        if kind not in addresses:
            yield leading_to(kind, text)
        elif name := addresses[kind].get(ref):
            yield Suggestion(kind, text, reverse(views[kind], args=[name]))


def _addresses(rows: Sequence[_Row], kind: str, listed: QuerySet, name: str) -> dict[int, str]:
    refs = [ref for each, ref, _text, _key in rows if each == kind]
    return dict(listed.filter(pk__in=refs).values_list("pk", name)) if refs else {}

"""A search of a person, written down: in the own history, and in the log that names nobody."""

from typing import Any

from django.utils import timezone

from core.network import network_of
from feed import tokens
from feed.search import history, log
from feed.search.query import Query


def remember(request: Any, query: Query, *, token: str, has_hits: bool) -> None:
    """Write the search down, if a person asked for it on this site: no prefetch, no foreign page.

    So nobody fills another's history, or the trends, by an address in a page of their own.
    """
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if is_foreign or is_ahead or not query.key:
        return
    now, reader = timezone.now(), request.user
    history.remember(reader, query.text, at=now)
    log.record(
        query.text,
        reader=reader.pk,
        network=network_of(request),
        page=tokens.read(token, reader=reader.pk, at=now).key if token else "",
        has_hits=has_hits,
        at=now,
    )

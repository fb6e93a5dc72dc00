"""Search: notes, products, stores, people and topics, with all that narrows them in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import ratelimits
from feed import results
from feed.results import ResultPage
from feed.search import query as queries
from feed.search import recording, suggestions, trends
from feed.search.query import Query, Sort, Tab, Time, Type
from notes.channels import Channel

# Fewer results than these are helped by other words.
FEW = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The results of a search; an htmx request for more gets the next ones alone.

    :raises TooOften: after too many searches within a minute
    """
    query = queries.read(request.GET.dict())
    if query.key:
        ratelimits.refuse_haste(request, "search")
    after = request.GET.get("after", "")
    now = timezone.now()
    page = results.page(request.user, query, after=after, at=now)
    context = {"query": query, "page": page, "more": _more(query, page)}
    if after and request.headers.get("HX-Request") == "true":
        return render(request, "feed/search/_found.html", context)
    if query.key:
        if not after:
            recording.remember(request, query, token=page.token, has_hits=bool(page.items))
        context |= _around(query, page)
    else:
        context |= {
            "own": suggestions.own(request.user, limit=20),
            "trending": _linked(trends.trending(at=now, language=get_language() or "")),
            "popular": _linked(trends.popular(language=get_language() or "")),
        }
    return render(request, "feed/search.html", context)


def _more(query: Query, page: ResultPage) -> str:
    return f"{query.address()}&after={page.next_cursor}" if page.next_cursor else ""


def _around(query: Query, page: ResultPage) -> dict[str, Any]:
    """What stands around results: tabs, orders, filters, and help where there are few."""
    around = {
        "tabs": _choices(query, "tab", Tab),
        "sorts": _choices(query, "sort", Sort),
        "types": Type.choices,
        "times": Time.choices,
        "channels": Channel.choices,
        "set": _set(query),
        "plain": query.plain().address(),
        "related": _linked(trends.related(query.text)),
    }
    if len(page.items) < FEW:
        many = trends.popular(language=get_language() or "", limit=8)
        around |= {
            "meant": _linked(suggestions.meant(query.text)),
            "broader": _broader(query),
            "popular": [] if page.items else _linked(many),
        }
    return around


def _choices(query: Query, name: str, choices: Any) -> list[dict[str, Any]]:
    chosen = getattr(query, name)
    return [
        {"url": query.address(**{name: value}), "label": label, "is_current": value == chosen}
        for value, label in choices.choices
    ]


def _set(query: Query) -> list[dict[str, Any]]:
    """The filters in force, each with the address without it."""
    labels = {"type": Type, "time": Time, "channel": Channel}
    found = [
        {"label": choices(value).label, "url": query.address(**{name: ""})}
        for name, choices in labels.items()
        if (value := getattr(query, name))
    ]
    if prices := query.prices:
        found.append({"label": prices, "url": query.address(price_min=None, price_max=None)})
    if query.verified:
        found.append({"label": _("Bought by the author"), "url": query.address(verified=False)})
    if query.no_ads:
        found.append({"label": _("Without sponsored notes"), "url": query.address(no_ads=False)})
    return found


def _broader(query: Query) -> list[dict[str, str]]:
    """The same search with a word less."""
    parts = query.text.split()
    if len(parts) < 2:
        parts = query.words
    if not 2 <= len(parts) <= 6:
        return []
    joint = " " if len(query.text.split()) > 1 else ""
    shorter = (joint.join([*parts[:gap], *parts[gap + 1 :]]) for gap in range(len(parts)))
    return _linked(dict.fromkeys(shorter))


def _linked(texts: Any) -> list[dict[str, str]]:
    return [{"label": text, "url": suggestions.search_url(text)} for text in texts]

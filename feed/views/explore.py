"""The explore page, and its channels: what readers found worth their time."""

from functools import lru_cache
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.caching import shared_page
from core.prepared import Prepared
from feed import fresh, lists
from feed.models import FeedSettings
from notes.channels import Channel


@shared_page(query=("after", "sort"))
@require_safe
def explore(request: HttpRequest, channel: str = "") -> HttpResponse:
    """The explore page or one channel; an htmx request for more gets only the next cards."""
    if channel and channel not in Channel.values:
        raise Http404
    after, sort = request.GET.get("after", ""), request.GET.get("sort", "")
    if sort and sort not in fresh.SORTS:
        raise Http404
    page = lists.explore(request.user, channel=channel, sort=sort, after=after, at=timezone.now())
    context = {"page": page, "further": f"?sort={sort}&after=" if sort else "?after="}
    if after and request.headers.get("HX-Request") == "true":
        return render(request, "feed/explore.html#cards", context)
    wishes = page.wishes or _wishes(request)
    is_latest = sort == fresh.LATEST or (not sort and wishes.is_latest_first)
    shown = tuple(wishes.shown())
    bar = _Bar(channel, is_latest, wishes.is_latest_first, request.user.is_authenticated, shown)
    context["tabs"] = _tabs(bar, get_language())
    return render(request, "feed/explore.html", context)


def _wishes(request: HttpRequest) -> FeedSettings:
    if not request.user.is_authenticated:
        return FeedSettings()
    found = _WISHES.objects(reader=request.user.pk)
    return found[0] if found else FeedSettings(reader=request.user)


_WISHES = Prepared(lambda reader: FeedSettings.objects.filter(pk=reader), "reader")


class _Bar(NamedTuple):
    """What the bar of channels shows."""

    channel: str
    is_latest: bool
    # Whether the best come only to who asks for them.
    is_latest_usual: bool
    is_signed_in: bool
    shown: tuple[str, ...]


@lru_cache(maxsize=512)
def _tabs(bar: _Bar, _language: str) -> SafeString:
    """The way to every channel: made once for each bar and each language."""
    names = dict(Channel.choices)
    context = {"channels": [(each, names[each]) for each in bar.shown], "bar": bar}
    return render_to_string("feed/_channels.html", context)

"""The explore page, and its channels: what readers found worth their time."""

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.caching import shared_page
from feed import lists
from notes.channels import Channel


@shared_page(query=("after",))
@require_safe
def explore(request: HttpRequest, channel: str = "") -> HttpResponse:
    """The explore page or one channel; an htmx request for more gets only the next cards."""
    if channel and channel not in Channel.values:
        raise Http404
    after = request.GET.get("after", "")
    page = lists.explore(request.user, channel=channel, after=after, at=timezone.now())
    is_fragment = after and request.headers.get("HX-Request") == "true"
    template = "feed/explore.html#cards" if is_fragment else "feed/explore.html"
    return render(
        request,
        template,
        {"page": page, "tabs": _tabs(channel, get_language())},
    )


@lru_cache
def _tabs(channel: str, _language: str) -> SafeString:
    """The way to every channel: made once for each of them and each language."""
    context = {"channels": Channel.choices, "channel": channel}
    return render_to_string("feed/_channels.html", context)

"""Who may keep a page: everybody for a moment, or nobody.

Three classes. `shared`: a page marked `shared_page`, when who asks has no session. `public`:
an API answer marked `public_api`, or a file. Everything else is `private, no-store`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

PRIVATE = "private, no-store"
PUBLIC = "public, max-age=5"
View = Callable[..., HttpResponseBase]
# A page is another one to whom any of these is sent.
OWN_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


@dataclass(frozen=True)
class Sharing:
    """How the pages of one view are shared: which query parameters make another page."""

    query: tuple[str, ...]


def shared_page(view: View | None = None, *, query: tuple[str, ...] = ()) -> Any:
    """Serve anonymous readers of this view from one body per path, language and `query`.

    Such a page sets no cookie, holds no CSRF token and knows nothing of who reads it; other
    query parameters do not reach it. Write `@shared_page` or `@shared_page(query=("after",))`.
    """

    def mark(marked: View) -> View:
        @wraps(marked)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return marked(request, *args, **kwargs)

        vars(door)["sharing"] = Sharing(tuple(sorted({*query})))
        return door

    return mark(view) if view else mark


def public_api(view: View) -> View:
    """Let caches keep what an anonymous reader gets from this GET operation for five seconds."""

    @wraps(view)
    def door(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        request = next(arg for arg in args if hasattr(arg, "COOKIES"))
        patch_vary_headers(response, ["Cookie", "Authorization", "Accept-Language"])
        if request.method in ("GET", "HEAD") and is_anonymous(request) and _is_plain(response):
            response["Cache-Control"] = PUBLIC
        return response

    return door


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nothing in this request says who asks: read from its head, no session is loaded."""
    cookies = request.COOKIES
    return "HTTP_AUTHORIZATION" not in request.META and not any(
        name in cookies for name in OWN_COOKIES
    )


def _is_plain(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and not response.cookies


class CacheClassMiddleware:
    """Whatever does not say who may keep it, nobody keeps."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = PRIVATE
        return response

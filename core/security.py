"""What a browser may load, run and tell others: one policy for pages, one for the admin."""

from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ADMIN = "/admin/"
# Nothing of these is used; a page that is broken into cannot use them either.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


def policy(**sources: Iterable[str]) -> str:
    """A Content-Security-Policy: ours for pages, with what `sources` says instead."""
    stream = urlsplit(settings.STREAM_URL)
    media = origin_of(settings.MEDIA_URL)
    rules: dict[str, Iterable[str]] = {
        "default_src": ["'self'"],
        "script_src": ["'self'"],
        "style_src": ["'self'"],
        # blob: shows the pictures that an author has just chosen.
        "img_src": ["'self'", "blob:", *media],
        "media_src": ["'self'", "blob:", *media],
        "connect_src": ["'self'", f"{stream.scheme}://{stream.netloc}"],
        "font_src": ["'self'"],
        "form_action": ["'self'", *settings.PAYMENT_ORIGINS],
        "frame_src": ["'none'"],
        "frame_ancestors": ["'none'"],
        "object_src": ["'none'"],
        "base_uri": ["'none'"],
        **sources,
    }
    return "; ".join(f"{name.replace('_', '-')} {' '.join(rule)}" for name, rule in rules.items())


def origin_of(url: str) -> list[str]:
    """The origin of an address on another host, for a policy; nothing for a path of ours."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


@cache
def page_policy() -> str:
    return policy()


@cache
def admin_policy() -> str:
    """django-unfold's Alpine evaluates attributes and styles inline; staff alone meet it."""
    return policy(
        script_src=["'self'", "'unsafe-inline'", "'unsafe-eval'"],
        style_src=["'self'", "'unsafe-inline'"],
        img_src=["'self'", "data:", "blob:", *origin_of(settings.MEDIA_URL)],
    )


@cache
def docs_policy() -> str:
    """Swagger UI draws with inline styles and data: pictures; its script is a file of ours."""
    return policy(style_src=["'self'", "'unsafe-inline'"], img_src=["'self'", "data:"])


class SecurityHeadersMiddleware:
    """Sets what a view has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_admin = request.path_info.startswith(ADMIN)
        csp = admin_policy() if is_admin else page_policy()
        response.headers.setdefault("Content-Security-Policy", csp)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

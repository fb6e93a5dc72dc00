"""Which language a page speaks: `?lang=`, then the cookie, then what the browser asks for."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    """One of our languages, whatever was asked for."""
    asked = request.GET.get("lang", "") if request.META.get("QUERY_STRING") else ""
    return _choose(
        asked,
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        request.META.get("HTTP_ACCEPT_LANGUAGE", ""),
    )


def known(code: str) -> str:
    """Our name of this language (`zh`, `zh-CN` → `zh-hans`), or nothing."""
    if not code or len(code) > 35 or not code.isascii():
        return ""
    try:
        return translation.get_supported_language_variant(code.lower())
    except LookupError:
        return ""


@lru_cache(maxsize=1024)
def _choose(asked: str, kept: str, header: str) -> str:
    accepted = (code for code, _quality in parse_accept_lang_header(header[:300]))
    choices = (known(code) for code in (asked, kept, *accepted))
    return next(filter(None, choices), settings.LANGUAGE_CODE)


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", language)
        return response

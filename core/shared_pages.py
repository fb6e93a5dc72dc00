"""The middleware in front of all others: one body for all anonymous readers of a page."""

import io
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.cache import patch_vary_headers

from core.caching import PRIVATE, PUBLIC, Sharing, is_anonymous
from core.language import language_of
from core.page_store import Page, PageStore, page_from

log = logging.getLogger(__name__)
VARIES_BY = ("Cookie", "Authorization", "Accept-Language", "Accept-Encoding", "HX-Request")
_LONGEST = 300
# What a page may know of a request beside its path, query and language.
_KEPT_HEADERS = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_HX_REQUEST")


class UnsharablePage(Exception):
    """A page marked as shared sets a cookie or holds a CSRF token."""


@dataclass(frozen=True)
class _Wanted:
    """A shared page as it is asked for, reduced to what makes it another page."""

    key: str
    query: str
    language: str


class SharedPageMiddleware:
    """Serves a page from memory, builds it anew in the background when it ages, and never lets a
    body older than SHARED_PAGE_SECONDS go out. Zero seconds: every request builds its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.store = PageStore()
        self._builders = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pages")
        self._refreshing: set[str] = set()
        self._cold = [Lock() for _ in range(64)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = _wanted(request)
        if wanted is None:
            return self.get_response(request)
        oldest = settings.SHARED_PAGE_SECONDS
        if not oldest:
            return self._build(request, wanted)
        page = self.store.remembered(wanted.key)
        if page is None or page.age >= oldest:
            page = self.store.fetch(wanted.key)
        if page is None or page.age >= oldest:
            return self._build_cold(request, wanted)
        if page.age >= oldest * 0.6:
            self._refresh(request, wanted)
        return page.answer(request)

    def _refresh(self, request: HttpRequest, wanted: _Wanted) -> None:
        """Build anew behind the reader's back, once among all threads and processes."""
        if wanted.key in self._refreshing:
            return
        self._refreshing.add(wanted.key)
        clean = _clean(request, wanted)
        self._builders.submit(self._refresh_now, clean, wanted)

    def _refresh_now(self, clean: HttpRequest, wanted: _Wanted) -> None:
        try:
            page = self.store.fetch(wanted.key)
            is_old = page is None or page.age >= settings.SHARED_PAGE_SECONDS * 0.6
            if is_old and self.store.claim(wanted.key):
                self._build(clean, wanted)
        except Exception:
            log.exception("A shared page could not be built anew: %s", clean.path)
        finally:
            self._refreshing.discard(wanted.key)
            close_old_connections()

    def _build_cold(self, request: HttpRequest, wanted: _Wanted) -> HttpResponseBase:
        """Build while others who want the same page wait for it, two seconds at most."""
        lock = self._cold[hash(wanted.key) % len(self._cold)]
        has_lock = lock.acquire(timeout=2)
        try:
            page = self.store.remembered(wanted.key)
            if page is None or page.age >= settings.SHARED_PAGE_SECONDS:
                page = None if self.store.claim(wanted.key) else self._await(wanted.key)
            return page.answer(request) if page else self._build(request, wanted)
        finally:
            if has_lock:
                lock.release()

    def _await(self, key: str) -> Page | None:
        """What another process is building, if it comes soon."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            page = self.store.fetch(key)
            if page and page.age < settings.SHARED_PAGE_SECONDS:
                return page
            time.sleep(0.02)
        return None

    def _build(self, request: HttpRequest, wanted: _Wanted) -> HttpResponseBase:
        clean = _clean(request, wanted)
        response = self.get_response(clean)
        if response.status_code != 200 or response.get("Cache-Control") != PRIVATE:
            self.store.release(wanted.key)
            return response
        fault = _fault(clean, response)
        if fault or not isinstance(response, HttpResponse):
            return self._refuse(request, wanted, fault or "is streamed")
        response["Cache-Control"] = PUBLIC
        patch_vary_headers(response, VARIES_BY)
        page = page_from(response.content, response.items())
        if settings.SHARED_PAGE_SECONDS:
            self.store.keep(wanted.key, page, seconds=settings.SHARED_PAGE_SECONDS)
        return page.answer(request)

    def _refuse(self, request: HttpRequest, wanted: _Wanted, fault: str) -> HttpResponseBase:
        self.store.release(wanted.key)
        if settings.DEBUG or settings.SHARED_PAGES_STRICT:
            raise UnsharablePage(f"{request.path} {fault}")
        log.error("Not shared, though marked so: %s %s", request.path, fault)
        return self.get_response(request)


def _wanted(request: HttpRequest) -> _Wanted | None:
    """The shared page that this request asks for; None where it must go the whole way."""
    if request.method not in ("GET", "HEAD") or not is_anonymous(request):
        return None
    sharing = _sharing(request.path_info, get_urlconf())
    if sharing is None:
        return None
    query = _query(request, sharing)
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    if query is None:
        return None
    language = language_of(request)
    fragment = "htmx" if request.META.get("HTTP_HX_REQUEST") == "true" else "page"
    parts = (request.scheme or "", host, request.path_info, query, language, fragment)
    return _Wanted("\n".join(parts), query, language)


@lru_cache(maxsize=4096)
def _sharing(path: str, urlconf: str | None) -> Sharing | None:
    if len(path) > _LONGEST or not _is_text(path):
        return None
    try:
        return getattr(resolve(path, urlconf).func, "sharing", None)
    except Resolver404:
        return None


def _query(request: HttpRequest, sharing: Sharing) -> str | None:
    """The allowed parameters in one order; None for what no page of ours ever asked."""
    if not request.META.get("QUERY_STRING"):
        return ""
    pairs = [(name, request.GET[name]) for name in sharing.query if request.GET.get(name)]
    if any(len(value) > _LONGEST or not _is_text(value) for _, value in pairs):
        return None
    return urlencode(pairs)


def _is_text(value: str) -> bool:
    return value.isprintable()


def _clean(request: HttpRequest, wanted: _Wanted) -> HttpRequest:
    """The same request from nobody in particular: no cookie, no address that was not asked."""
    environ = {
        name: value
        for name, value in request.META.items()
        if not name.startswith("HTTP_") or name in _KEPT_HEADERS
    }
    if environ.get("HTTP_HX_REQUEST") != "true":
        environ.pop("HTTP_HX_REQUEST", None)
    environ |= {
        "REQUEST_METHOD": "GET",
        # As a server gives it: the bytes of the path, one character each.
        "PATH_INFO": request.path_info.encode().decode("latin-1"),
        "QUERY_STRING": wanted.query,
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_LANGUAGE": wanted.language,
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
    }
    return WSGIRequest(environ)


def _fault(clean: HttpRequest, response: HttpResponseBase) -> str:
    if response.cookies:
        return f"sets the cookie {', '.join(response.cookies)}"
    if clean.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return "holds a CSRF token"
    return ""

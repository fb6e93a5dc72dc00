"""Finished bodies of shared pages: in this process, and behind it in Valkey."""

import gzip
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.encoding import force_bytes, force_str
from redis.typing import EncodableT, FieldT

from core import valkey

_MOST_PAGES = 256
# Said of every answer that a 304 stands for.
_KEPT_BY_304 = ("Cache-Control", "Vary", "Content-Language", "ETag")


@dataclass
class Page:
    """One body in all its encodings, with the headers that the whole chain gave it."""

    built_at: float
    headers: dict[str, str]
    bodies: dict[str, bytes]

    @property
    def age(self) -> float:
        return time.time() - self.built_at

    @cached_property
    def _headers_by_encoding(self) -> dict[str, dict[str, str]]:
        return {
            encoding: {
                **self.headers,
                "Content-Length": str(len(body)),
                **({} if encoding == "identity" else {"Content-Encoding": encoding}),
            }
            for encoding, body in self.bodies.items()
        }

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The response to this request, in an encoding that it accepts; 304 where it has it."""
        if self.headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
            kept = {name: self.headers[name] for name in _KEPT_BY_304 if name in self.headers}
            return HttpResponseNotModified(headers=kept)
        encoding = _accepted(request.META.get("HTTP_ACCEPT_ENCODING", "")[:200])
        return HttpResponse(self.bodies[encoding], headers=self._headers_by_encoding[encoding])


def page_from(body: bytes, headers: Iterable[tuple[str, str]]) -> Page:
    """Compress once what will be sent many times."""
    digest = hashlib.sha256(body).hexdigest()[:24]
    return Page(
        built_at=time.time(),
        headers={**dict(headers), "ETag": f'W/"{digest}"'},
        bodies={
            "identity": body,
            "gzip": gzip.compress(body, 6, mtime=0),
            "br": brotli.compress(body, quality=5),
        },
    )


@lru_cache(maxsize=256)
def _accepted(header: str) -> str:
    offers = {}
    for offer in header.lower().split(","):
        name, _, quality = offer.partition(";")
        offers[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ("br", "gzip") if offers.get(name)), "identity")


class PageStore:
    """Remembers pages; what it forgets is built again."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def remembered(self, key: str) -> Page | None:
        """The page in this process' memory, of any age."""
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def remember(self, key: str, page: Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)

    def forget_all(self) -> None:
        """Empty this process' memory."""
        with self._lock:
            self._pages.clear()

    def fetch(self, key: str) -> Page | None:
        """The page that some process has put into Valkey."""
        found: dict[bytes | str, bytes | str] = valkey.attempt(
            lambda v: v.hgetall(_name(key)), otherwise={}
        )
        if not found:
            return None
        head = json.loads(found.pop(b"head"))
        bodies = {force_str(encoding): force_bytes(body) for encoding, body in found.items()}
        page = Page(built_at=head["built_at"], headers=head["headers"], bodies=bodies)
        self.remember(key, page)
        return page

    def keep(self, key: str, page: Page, *, seconds: float) -> None:
        """Remember the page here, and for all processes while it may be served."""
        self.remember(key, page)
        stored: dict[FieldT, EncodableT] = {
            "head": json.dumps({"built_at": page.built_at, "headers": page.headers})
        }
        for encoding, body in page.bodies.items():
            stored[encoding] = body

        def put(server: valkey.Redis) -> None:
            with server.pipeline() as pipe:
                pipe.hset(_name(key), mapping=stored)
                pipe.pexpire(_name(key), int(seconds * 1000))
                pipe.delete(_building(key))
                pipe.execute()

        valkey.attempt(put, otherwise=None)

    def claim(self, key: str) -> bool:
        """Whether this process may build the page now; always, where Valkey is gone."""
        return valkey.attempt(
            lambda v: bool(v.set(_building(key), 1, nx=True, px=3000)), otherwise=True
        )

    def release(self, key: str) -> None:
        valkey.attempt(lambda v: v.delete(_building(key)), otherwise=None)


def _name(key: str) -> str:
    return f"page:{hashlib.sha256(key.encode()).hexdigest()}"


def _building(key: str) -> str:
    return f"{_name(key)}:building"

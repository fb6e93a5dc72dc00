"""Server-sent events for one signed-in reader: a bare ASGI application."""

import asyncio
from http.cookies import CookieError, SimpleCookie

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import HttpRequest

from messaging.hub import Hub

PATH = "/stream/"
PING_SECONDS = 15.0
# A session that has ended stops listening within so many seconds.
RECHECK_SECONDS = 45.0
_RETRY = b"retry: 3000\n\n"
_PING = b": ping\n\n"


class Stream:
    def __init__(self):
        self.hub = Hub()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive, send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.hub.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _answer(self, scope, receive, send) -> None:
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        origin = headers.get("origin")
        if scope["path"] == "/healthz":
            await _refuse(send, 200)
        elif scope["path"] != PATH:
            await _refuse(send, 404)
        elif scope["method"] != "GET":
            await _refuse(send, 405)
        elif origin is not None and origin not in settings.STREAM_ORIGINS:
            await _refuse(send, 403)
        else:
            await self._admit(headers, origin, receive, send)

    async def _admit(self, headers, origin, receive, send) -> None:
        key = session_key(headers.get("cookie", ""))
        reader_id = await sync_to_async(reader_of)(key)
        if reader_id is None:
            await _refuse(send, 401, origin)
            return
        await send({"type": "http.response.start", "status": 200, "headers": _headers(origin)})
        self.hub.open()
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await self._pour(key, reader_id, gone, send)
        finally:
            gone.cancel()

    async def _pour(self, key, reader_id, gone, send) -> None:
        clock = asyncio.get_running_loop().time
        checked = clock()
        with self.hub.queue_of(reader_id) as queue:
            await _write(send, _RETRY)
            while not gone.done():
                event = await _next(queue, gone)
                if event is None:
                    break
                if clock() - checked >= RECHECK_SECONDS:
                    if await sync_to_async(reader_of)(key) != reader_id:
                        break
                    checked = clock()
                await _write(send, event)
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def reader_of(key: str) -> int | None:
    """Who is signed in with this session, by the database; None if nobody is, or no longer."""
    if not key:
        return None
    close_old_connections()
    request = HttpRequest()
    request.session = SessionStore(key)
    user = auth.get_user(request)
    return user.pk if user.is_authenticated and user.is_active else None


async def _next(queue: asyncio.Queue, gone: asyncio.Task) -> bytes | None:
    """The next event, or a ping where none comes; None: the page is gone or ran over."""
    waiting = asyncio.create_task(queue.get())
    done, _ = await asyncio.wait(
        {waiting, gone}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    return None if gone in done else _PING


async def _disconnected(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send, status: int, origin: str | None = None) -> None:
    headers = [*_cors(origin), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _headers(origin: str | None) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"private, no-store"),
        (b"x-accel-buffering", b"no"),
        *_cors(origin),
    ]


def _cors(origin: str | None) -> list[tuple[bytes, bytes]]:
    if origin is None:
        return [(b"vary", b"Origin")]
    return [
        (b"vary", b"Origin"),
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]

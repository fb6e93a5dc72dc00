import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client

from core import valkey
from messaging import live_news, stream
from tests.factories.accounts import UserFactory

ORIGIN = "http://localhost:8000"


class Visit:
    """One request to the bare application, read event by event."""

    def __init__(self, *, cookie="", origin=None, path="/stream/", method="GET"):
        headers = [(b"cookie", cookie.encode())]
        headers += [(b"origin", origin.encode())] if origin else []
        self.scope = {"type": "http", "path": path, "method": method, "headers": headers}
        self.gone = asyncio.Event()
        self.sent = asyncio.Queue()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def start(self, application):
        self.task = asyncio.create_task(application(self.scope, self.receive, self.sent.put))
        return await asyncio.wait_for(self.sent.get(), 5)

    async def body(self):
        return (await asyncio.wait_for(self.sent.get(), 5))["body"]

    async def leave(self, application):
        self.gone.set()
        await asyncio.wait_for(self.task, 5)
        await application.hub.close()


async def _status(visit):
    application = stream.Stream()
    start = await visit.start(application)
    await visit.leave(application)
    return start["status"]


@pytest.fixture
def cookie(transactional_db):
    reader = UserFactory()
    client = Client()
    client.force_login(reader)
    key = client.cookies["sessionid"].value
    yield reader, f"theme=dark; sessionid={key}"
    # The thread in which the application asks the database keeps a connection of its own.
    asyncio.run(sync_to_async(connections.close_all)())


def test_a_reader_hears_the_own_news_alone(cookie):
    reader, header = cookie

    async def listen():
        application = stream.Stream()
        visit = Visit(cookie=header, origin=ORIGIN)
        start = await visit.start(application)
        first = await visit.body()
        await _until_subscribed()
        live_news.tell(reader.pk + 1, "like", {"n": 0})
        live_news.tell(reader.pk, "like", {"n": 1})
        event = await visit.body()
        await visit.leave(application)
        return start, first, event

    start, first, event = asyncio.run(listen())
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"access-control-allow-origin"] == ORIGIN.encode()
    assert headers[b"cache-control"] == b"private, no-store"
    assert first == b"retry: 3000\n\n"
    assert event == b'event: like\ndata: {"n": 1}\n\n'


async def _until_subscribed():
    for _ in range(100):
        if valkey.client().pubsub_numsub(live_news.CHANNEL)[0][1]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("Nobody has subscribed.")


def test_silence_is_filled_with_pings(cookie, monkeypatch):
    monkeypatch.setattr(stream, "PING_SECONDS", 0.05)

    async def listen():
        application = stream.Stream()
        visit = Visit(cookie=cookie[1])
        await visit.start(application)
        bodies = [await visit.body(), await visit.body()]
        await visit.leave(application)
        return bodies

    assert asyncio.run(listen())[1] == b": ping\n\n"


def test_an_ended_session_stops_listening(cookie, monkeypatch):
    monkeypatch.setattr(stream, "PING_SECONDS", 0.05)
    monkeypatch.setattr(stream, "RECHECK_SECONDS", 0.0)
    reader, header = cookie

    async def listen():
        application = stream.Stream()
        visit = Visit(cookie=header)
        await visit.start(application)
        await sync_to_async(type(reader).objects.update)(is_active=False)
        while await visit.body():
            pass
        await asyncio.wait_for(visit.task, 5)
        await application.hub.close()

    asyncio.run(listen())


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"cookie": ""}, 401),
        ({"cookie": "sessionid=unknown"}, 401),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"path": "/"}, 404),
        ({"method": "POST"}, 405),
    ],
)
def test_others_are_refused(cookie, change, status):
    arguments = {"cookie": cookie[1], **change}
    assert asyncio.run(_status(Visit(**arguments))) == status


def test_news_are_lost_without_harm_where_valkey_is_away(valkey_away):
    live_news.tell(1, "like", {})

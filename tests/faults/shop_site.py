"""The shop's real processes on the test's database, and buyers with sessions who speak HTTP."""

import datetime
import http.client
import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import User
from rednote.supervisor import processes, servers
from rednote.supervisor.process import kill_group
from rednote.supervisor.watch import Watch
from tests.browser import free_port
from tests.factories.orders import ADDRESS

HOST = "127.0.0.1"
CSRF = "c" * 32
PATIENCE = 30
START_SECONDS = 300


class ShopSite:
    """Web, and where wanted a worker and beat, with a Valkey of its own that may be killed."""

    def __init__(self, var, *, with_workers=False, **more):
        self.port = free_port()
        self.valkey = servers.Valkey(var, os.environ)
        self.valkey.prepare()
        socket = self.valkey.pid_file.parent / "valkey.sock"
        variables = processes.environment(host=HOST, port=self.port, stream_port=1, var=var)
        variables |= {
            "DJANGO_SETTINGS_MODULE": "rednote.settings.test",
            "TEST_DATABASE": connection.settings_dict["NAME"],
            "TEST_DATABASE_HOST": connection.settings_dict["HOST"],
            "REDIS_URL": f"unix://{socket}",
            "REDNOTE_VAR": str(var),
            "TEST_PROVIDER_FILE": settings.SHOP["TEST_PROVIDER_FILE"],
            **more,
        }
        site = processes.Site(var, variables)
        self.web = site.web(HOST, self.port)
        self.worker = site.worker("worker", "urgent,default", 1)
        self.beat = site.beat()
        self.children = [self.valkey.process, self.web]
        self.children += [self.worker, self.beat] if with_workers else []
        # A worker may end by itself when the queue dies under it; who starts it again, as in
        # real life, is asked by `watch.once()` from the test's main thread.
        self.watch = Watch(say=lambda words: None)

    def __enter__(self):
        self.watch.servers = [self.valkey]
        self.watch.processes = [one for one in self.children if one is not self.valkey.process]
        try:
            for child in self.children:
                child.start()
            if self.web in self.children:
                self.await_web()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.stop()

    def kill(self, child):
        """As the kernel would when memory is short: no goodbye, to it or to its children."""
        child.child.kill()
        kill_group(child.pid)
        child.child.wait()

    def await_web(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                line = http.client.HTTPConnection(HOST, self.port, timeout=5)
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise AssertionError(self.web.last_words(40))


class Client:
    """One kept-alive connection; the buyer changes with the cookie."""

    def __init__(self, port):
        self.port = port
        self.line = None

    def send(self, session, method, path, body=None, **headers):
        """Status and document; status 0 where no answer came."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            **headers,
        }
        try:
            self.line = self.line or http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
            self.line.request(method, path, json.dumps(body), headers)
            answer = self.line.getresponse()
            raw = answer.read()
            is_json = "json" in answer.getheader("Content-Type", "")
            return answer.status, json.loads(raw) if is_json else {}
        except (OSError, http.client.HTTPException) as error:
            self.line = None
            return 0, {"error": repr(error)}

    def place(self, session, sku, key, provider="test"):
        body = {"address": ADDRESS, "provider": provider}
        body["lines"] = [{"sku": sku, "quantity": 1}]
        return self.send(session, "POST", "/api/v1/checkout", body, **{"Idempotency-Key": key})


def sessions(count, *, name="buyer"):
    """Buyers who are signed in already: their session keys."""
    names = [f"{name}{n}" for n in range(count)]
    people = User.objects.bulk_create(
        User(handle=name, name=name, email=f"{name}@example.com", password="!") for name in names
    )
    store, rows = SessionStore(), []
    for person in people:
        data = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=f"{person.handle:0>32}",
                session_data=store.encode(data),
                expire_date=timezone.now() + datetime.timedelta(days=1),
            )
        )
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def crowd(port, turns, act, *, connections=50):
    """Let `act(client, turn)` run for all turns over so many connections at once."""
    here = threading.local()

    def run(turn):
        if not hasattr(here, "client"):
            here.client = Client(port)
        return act(here.client, turn)

    with ThreadPoolExecutor(connections) as pool:
        return list(pool.map(run, turns))

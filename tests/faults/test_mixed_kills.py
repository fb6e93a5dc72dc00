"""Web, worker, Valkey (with all its data) and PostgreSQL die in any order, for ten minutes, under
load: nothing that was answered is lost, and each time it goes on by itself within seconds."""

import json
import os
import random
import shutil
import sqlite3
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connections
from django.utils import timezone

from feed.models import News
from shop.gateways import test as provider
from shop.gateways import test_books as books
from shop.models import OrderGroup, Payment, Refund
from shop.services import audit, payments
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.factories.shop import SkuFactory
from tests.faults.database import crash
from tests.faults.shop_site import ShopSite, crowd, sessions
from tests.faults.shoppers import UNANSWERED_SECONDS, Shoppers

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SECONDS = int(os.environ.get("MIXED_KILLS_SECONDS", "600"))
SEED = int(os.environ.get("MIXED_KILLS_SEED", "20261122"))
BUYERS, CONNECTIONS, PAUSE = 400, 6, (2, 6)
ALLOWED = {"web": 10, "worker": 10, "valkey": 10, "postgres": 30}
# When to give up waiting; what is allowed is asked at the end, of all that was measured.
HOPELESS_SECONDS = 180
# The reconciler looks every 30 s at what is older than 20 s, and works through a list.
OWED_SECONDS = 180


class Fickle(Shoppers):
    """Most come back from the provider; two in ten are never heard of again; one in ten cancels,
    and the provider takes the money all the same, and tells until it is heard."""

    def pay(self, client, session, number, payment):
        whim = len(self.answered) % 10
        if whim == 0:
            self.insist(
                lambda: client.send(session, "PUT", f"/api/v1/orders/{number}/cancellation")
            )
            capture_all_the_same(payment["number"])
            self.insist(lambda: _tell(client, payment["number"]))
            return
        super().pay(client, session, number, payment)
        if whim > 2:
            self.insist(lambda: client.send(session, "GET", f"/orders/{number}/return"))


def capture_all_the_same(number):
    with sqlite3.connect(django_settings.SHOP["TEST_PROVIDER_FILE"], timeout=30) as ledger:
        ledger.execute(
            "UPDATE trade SET state = 'captured', captures_at = ? WHERE out_trade_no = ?",
            [time.time(), number],
        )


def _tell(client, number):
    headers, raw = provider.event(number, at=time.time())
    return client.send("", "POST", "/api/v1/payments/test/callback", json.loads(raw), **headers)


class Havoc:
    """Kills one after the other, and measures how long it takes until all goes on."""

    def __init__(self, site, shoppers, rng, say):
        self.site, self.shoppers, self.rng, self.say = site, shoppers, rng, say
        self.children = {"web": site.web, "worker": site.worker, "valkey": site.valkey.process}
        self.note, self.reader = NoteFactory(), UserFactory()
        self.took = defaultdict(list)

    def run(self, seconds):
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            # Every one of them in each round, in an order that nobody knows.
            for victim in self.rng.sample(sorted(ALLOWED), len(ALLOWED)):
                self._rest(self.rng.uniform(*PAUSE))
                died_at = self._kill(victim)
                self._await_life(died_at)
                self.took[victim].append(time.monotonic() - died_at)
                at, load = died_at - began, os.getloadavg()[0]
                took = self.took[victim][-1]
                self.say(f"{at:6.0f} s  {victim:<8} {took:5.1f} s  (load {load:.1f})")

    def _rest(self, seconds):
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            self.site.watch.once()
            time.sleep(0.1)

    def _kill(self, victim):
        if victim == "postgres":
            return crash()
        self.site.kill(self.children[victim])
        if victim == "valkey":
            shutil.rmtree(self.site.valkey.data)
        return time.monotonic()

    def _await_life(self, died_at):
        """Somebody ordered, and what a reader did was counted: web, queue, worker and database."""
        before, pending = len(self.shoppers.answered), None
        while len(self.shoppers.answered) == before or pending is None or _waits(pending):
            assert time.monotonic() - died_at < HOPELESS_SECONDS
            self.site.watch.once()
            pending = pending or self._read()
            time.sleep(0.05)

    def _read(self):
        try:
            return News.objects.create(
                note=self.note, reader=self.reader, at=timezone.now(), kind="impression"
            )
        except OperationalError:
            connections.close_all()
            return None


def _waits(news):
    return News.objects.filter(pk=news.pk).exists()


@pytest.fixture
def site(tmp_path, settings):
    file = str(tmp_path / "provider.sqlite3")
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": file}
    site = ShopSite(tmp_path / "var", with_workers=True)
    # Two at work: what is urgent need not wait until a long sweep is through.
    command = site.worker.command
    command[command.index("-c") + 1] = "2"
    with site:
        yield site


def test_mixed_kills_lose_nothing_and_each_is_got_over_in_time(site, capsys):
    shoppers = Fickle([SkuFactory(on_hand=1_000_000).pk for _ in range(3)], sessions(BUYERS))

    def say(words):
        with capsys.disabled():
            print(words, flush=True)

    havoc = Havoc(site, shoppers, random.Random(SEED), say)
    say(f"\nseed {SEED}, {SECONDS} s")
    with ThreadPoolExecutor(1) as aside:
        shopping = aside.submit(
            crowd, site.port, range(CONNECTIONS), shoppers, connections=CONNECTIONS
        )
        # In this thread: the kernel ends a child together with the thread that started it.
        try:
            havoc.run(SECONDS)
        finally:
            shoppers.is_over.set()
        shopping.result(UNANSWERED_SECONDS)

    kept = set(OrderGroup.objects.values_list("number", flat=True))
    assert set(shoppers.answered.values()) == kept, "one order a key, none lost"
    assert len(shoppers.answered) == len(kept)
    say(f"{len(kept)} orders; all settled after {_settled(havoc):.0f} s")
    assert audit.findings() == []
    _say_and_judge(havoc.took, say)


def _settled(havoc):
    """Seconds until every capture at the provider is in a paid order or went back."""
    began = time.monotonic()
    while left := _unsettled(havoc.shoppers):
        assert time.monotonic() - began < OWED_SECONDS, left
        havoc.site.watch.once()
        time.sleep(0.2)
    assert Refund.objects.exists(), "nobody was given anything back"
    return time.monotonic() - began


def _unsettled(shoppers):
    captured = {row["out_trade_no"] for row in books.captured_since(time.time() - 80_000)}
    taken = Payment.objects.filter(status__in=payments.TAKEN)
    unknown = captured - set(taken.values_list("out_trade_no", flat=True))
    unpaid = OrderGroup.objects.filter(number__in=shoppers.approved).exclude(status="paid")
    owed = Refund.objects.exclude(status="succeeded")
    counts = {"unknown": len(unknown), "unpaid": unpaid.count(), "owed": owed.count()}
    return {name: count for name, count in counts.items() if count}


def _say_and_judge(took, say):
    for victim, allowed in ALLOWED.items():
        times = sorted(took[victim])
        middle = times[len(times) // 2]
        say(
            f"{victim:<8} {len(times)} kills, middle {middle:.1f} s, "
            f"longest {times[-1]:.1f} s (allowed {allowed})"
        )
    late = {victim: max(times) for victim, times in took.items() if max(times) > ALLOWED[victim]}
    assert not late

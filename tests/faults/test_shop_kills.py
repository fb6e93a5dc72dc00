"""Web, worker and Valkey (with all its data) die under load: what was answered 2xx is kept."""

import shutil
import threading
import time

import pytest

from shop.gateways import test as provider
from shop.models import OrderGroup, Payment
from shop.services import audit
from tests.factories.shop import SkuFactory
from tests.faults.shop_site import START_SECONDS, ShopSite, crowd, sessions

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
BUYERS, ORDERS_EACH, CONNECTIONS = 30, 8, 8
# The reconciler looks every 30 s at what is older than 20 s.
OWED_SECONDS = 60


class Shopper:
    """Places, pays, and asks again by the same key until somebody answers."""

    def __init__(self, skus):
        self.skus = skus
        self.answered: dict[str, str] = {}
        self.approved: list[str] = []

    def __call__(self, client, turn):
        number, session = turn
        status, receipt = self._insist(
            lambda: client.place(session, self.skus[number % len(self.skus)], f"key-{number}")
        )
        assert status == 201, receipt
        self.answered[f"key-{number}"] = receipt["number"]
        path = f"/api/v1/orders/{receipt['number']}/payments"
        status, payment = self._insist(
            lambda: client.send(session, "POST", path, {"provider": "test"})
        )
        if status == 201 and payment["pay_url"]:
            # The payer approves, closes the browser, and every callback is lost.
            provider.decide(payment["pay_url"].rsplit("/", 1)[-1], "approve")
            self.approved.append(receipt["number"])

    def _insist(self, ask):
        deadline = time.monotonic() + START_SECONDS
        while True:
            status, document = ask()
            if status and status < 500 or time.monotonic() > deadline:
                return status, document
            time.sleep(0.2)


def _havoc(site, done):
    """Each of them twice, while orders come in."""
    for _ in range(2):
        for victim in (site.web, site.valkey.process, site.worker):
            if done.wait(2):
                return
            site.kill(victim)
            if victim is site.valkey.process:
                shutil.rmtree(site.valkey.data)
                site.valkey.prepare()
            victim.start()
            if victim is site.web:
                site.await_web()


@pytest.fixture
def site(tmp_path, settings):
    books = str(tmp_path / "provider.sqlite3")
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": books}
    with ShopSite(tmp_path / "var", with_workers=True) as site:
        yield site


def test_kills_under_load_lose_nothing_that_was_answered(site):
    buyers = sessions(BUYERS)
    shopper = Shopper([SkuFactory(on_hand=10_000).pk for _ in range(3)])
    turns = list(enumerate(buyers * ORDERS_EACH))
    done = threading.Event()
    havoc = threading.Thread(target=_havoc, args=(site, done))
    havoc.start()
    try:
        crowd(site.port, turns, shopper, connections=CONNECTIONS)
    finally:
        done.set()
        havoc.join()

    kept = set(OrderGroup.objects.values_list("number", flat=True))
    assert len(shopper.answered) == len(turns)
    assert set(shopper.answered.values()) == kept, "one order a key, none lost"
    assert shopper.approved
    _await_paid(set(shopper.approved))
    assert audit.findings() == []


def _await_paid(numbers):
    """Nobody returned and no callback came: worker and beat find out by asking."""
    deadline = time.monotonic() + OWED_SECONDS
    while time.monotonic() < deadline:
        paid = OrderGroup.objects.filter(number__in=numbers, status="paid").count()
        if paid == len(numbers):
            return
        time.sleep(0.5)
    open_payments = Payment.objects.filter(group__number__in=numbers).exclude(status="captured")
    raise AssertionError(f"{open_payments.count()} of {len(numbers)} are not paid")

"""Web, worker, Valkey (with all its data) and PostgreSQL die under load: what was answered 2xx is
kept, and it goes on by itself."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.models import OrderGroup, Payment
from shop.services import audit
from tests.factories.shop import SkuFactory
from tests.faults.database import crash
from tests.faults.shop_site import Client, ShopSite, crowd, sessions
from tests.faults.shoppers import UNANSWERED_SECONDS, Shoppers
from tests.provider.process import ProviderProcess

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
# More than 20 unpaid orders are refused to one buyer: so many buyers never get there.
BUYERS, CONNECTIONS, ROUNDS = 200, 6, 2
# After the database has died, so long until somebody can order again.
RECOVERY_SECONDS = 30
# The reconciler looks every 30 s at what is older than 20 s, and works through a list.
OWED_SECONDS = 90
# One payment, in the quiet, of which nobody ever tells us.
UNTOLD_SECONDS = 60


def _database_crash(shoppers):
    """Seconds from the death of the database to the next order that was answered."""
    died_at, before = crash(), len(shoppers.answered)
    while len(shoppers.answered) == before:
        assert time.monotonic() - died_at < RECOVERY_SECONDS
        time.sleep(0.05)
    return time.monotonic() - died_at


def _havoc(site, shoppers):
    """Each dies twice while orders come in; how many had been answered at each death.

    Valkey comes last: worker and beat must find the new one by themselves.
    """
    answered = []
    for _ in range(ROUNDS):
        for victim in (site.web, site.worker, site.valkey.process):
            time.sleep(2)
            answered.append(len(shoppers.answered))
            site.kill(victim)
            if victim is site.valkey.process:
                shutil.rmtree(site.valkey.data)
                site.valkey.prepare()
            victim.start()
            if victim is site.web:
                site.await_web()
    return answered


@pytest.fixture
def alipay():
    process = ProviderProcess()
    yield process
    process.stop()


@pytest.fixture
def site(tmp_path, settings, alipay):
    books = str(tmp_path / "provider.sqlite3")
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": books}
    ways = alipay.environment(names=("test", "alipay"))
    with ShopSite(tmp_path / "var", with_workers=True, **ways) as site:
        yield site


def test_kills_under_load_lose_nothing_that_was_answered(site, alipay):
    skus = [SkuFactory(on_hand=100_000).pk for _ in range(3)]
    shoppers = Shoppers(skus, sessions(BUYERS))
    with ThreadPoolExecutor(1) as aside:
        connections = range(CONNECTIONS)
        shopping = aside.submit(crowd, site.port, connections, shoppers, connections=CONNECTIONS)
        # In this thread: the kernel ends a child together with the thread that started it.
        try:
            answered = _havoc(site, shoppers)
            assert _database_crash(shoppers) < RECOVERY_SECONDS
            time.sleep(2)
        finally:
            shoppers.is_over.set()
        shopping.result(UNANSWERED_SECONDS)

    kept = set(OrderGroup.objects.values_list("number", flat=True))
    assert answered[0] < answered[-1] < len(shoppers.answered), "orders came in all the while"
    assert len(set(shoppers.answered.values())) == len(shoppers.answered)
    assert set(shoppers.answered.values()) == kept, "one order a key, none lost"
    assert shoppers.approved
    _await_paid(site, set(shoppers.approved), OWED_SECONDS)
    _await_paid(site, {_paid_and_never_told(site, alipay, shoppers)}, UNTOLD_SECONDS)
    assert audit.findings() == []


def _paid_and_never_told(site, alipay, shoppers):
    """One order, paid at Alipay, after which the payer and every callback are gone."""
    client, session = Client(site.port), shoppers.buyers[0]
    status, receipt = client.place(session, shoppers.skus[0], "untold", provider="alipay")
    assert status == 201, receipt
    path = f"/api/v1/orders/{receipt['number']}/payments"
    status, attempt = client.send(session, "POST", path, {"provider": "alipay"})
    assert status == 201, attempt
    assert alipay.pay(Payment.objects.get(out_trade_no=attempt["number"]))
    return receipt["number"]


def _await_paid(site, numbers, seconds):
    """Nobody returned and no callback came: worker and beat find out by asking."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        paid = OrderGroup.objects.filter(number__in=numbers, status="paid").count()
        if paid == len(numbers):
            return
        site.watch.once()
        time.sleep(0.2)
    open_payments = Payment.objects.filter(group__number__in=numbers).exclude(status="captured")
    raise AssertionError(f"{open_payments.count()} of {len(numbers)} are not paid")

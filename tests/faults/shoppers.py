"""Shoppers who are never at rest while the site's processes die under them."""

import itertools
import threading
import time

from shop.gateways import test as provider

# A shopper thinks for a moment; the machine is busy, not drowned.
THINKS_SECONDS = 0.1
UNANSWERED_SECONDS = 90


class Shoppers:
    """Place, pay, and ask again by the same key until somebody answers; on and on."""

    def __init__(self, skus, buyers):
        self.skus = skus
        self.buyers = buyers
        self.turns = itertools.count()
        self.is_over = threading.Event()
        self.answered: dict[str, str] = {}
        self.approved: list[str] = []

    def __call__(self, client, _connection):
        while not self.is_over.wait(THINKS_SECONDS):
            self._buy(client, next(self.turns))

    def _buy(self, client, turn):
        session, sku = self.buyers[turn % len(self.buyers)], self.skus[turn % len(self.skus)]
        key = f"key-{turn}"
        status, receipt = self.insist(lambda: client.place(session, sku, key))
        assert status == 201, receipt
        self.answered[key] = receipt["number"]
        path = f"/api/v1/orders/{receipt['number']}/payments"
        status, payment = self.insist(
            lambda: client.send(session, "POST", path, {"provider": "test"})
        )
        if status == 201 and payment["pay_url"]:
            self.pay(client, session, receipt["number"], payment)

    def pay(self, client, session, number, payment):
        """Approve, close the browser, and every callback is lost."""
        provider.decide(payment["pay_url"].rsplit("/", 1)[-1], "approve")
        self.approved.append(number)

    def insist(self, ask):
        """Ask until somebody answers; what the last answer was."""
        deadline = time.monotonic() + UNANSWERED_SECONDS
        while True:
            status, document = ask()
            if status and status < 500 or time.monotonic() > deadline:
                return status, document
            time.sleep(0.2)

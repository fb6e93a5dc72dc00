"""The whole trade as rules that Hypothesis may call in any order: place, pay, ship, refund."""

import datetime
import sqlite3
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from core.errors import RuleViolation
from shop.gateways import test as provider
from shop.gateways import test_books as books
from shop.gateways.base import Trade, TradeState, Verdict
from shop.models import OrderGroup, Payment, Refund, Stock
from shop.services import attempts, audit, closing, fulfilment, payments, refunds, stock
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory, SkuFactory
from tests.shop.buyer import place
from tests.shop.payer import RETURN, callback

PRICES = (1, 3333, 8800)
STOCKED = 6


class TradeMachine(RuleBasedStateMachine):
    """Every rule may be refused; what is refused must have changed nothing that the audit sees."""

    groups = Bundle("groups")

    @initialize()
    def open_shop(self):
        self.all = transaction.atomic()
        self.all.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        path = str(Path(self.folder.name) / "provider.sqlite3")
        settings.SHOP["TEST_PROVIDER_FILE"] = path
        self.at, self.keys = timezone.now(), 0
        self.buyer, self.clerk = UserFactory(), UserFactory(is_superuser=True)
        first, second = ProductFactory(), ProductFactory(store__shipping_fee=600)
        self.skus = [
            SkuFactory(product=product, price=price, on_hand=STOCKED)
            for product, price in zip((first, first, second), PRICES, strict=True)
        ]
        self.on_hand = dict.fromkeys((sku.pk for sku in self.skus), STOCKED)

    def teardown(self):
        if not hasattr(self, "all"):
            return
        with connection.cursor() as cursor:
            # What is asked only at commit is asked now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)
        self.folder.cleanup()

    def tried(self, act):
        """What came of it; None where the rules say no."""
        try:
            with transaction.atomic():
                return act()
        except RuleViolation:
            return None

    @rule(target=groups, counts=st.lists(st.integers(0, 4), min_size=3, max_size=3))
    def place(self, counts):
        self.keys += 1
        wants = [Want(sku.pk, n) for sku, n in zip(self.skus, counts, strict=True) if n]
        receipt = self.tried(lambda: place(self.buyer, wants, self.at, f"k{self.keys}"))
        return receipt.number if receipt else ""

    @rule(number=groups)
    def open(self, number):
        if group := self.found(number):
            self.tried(lambda: attempts.start(group, "test", return_url=RETURN, at=self.at))

    @rule(number=groups, decision=st.sampled_from(["approve", "decline"]))
    def decide(self, number, decision):
        for payment in self.attempts_of(number):
            provider.decide(payment.pay_url.rsplit("/", 1)[-1], decision)

    @rule(number=groups, times=st.integers(1, 2))
    def call_back(self, number, times):
        for payment in self.attempts_of(number):
            for _ in range(times):
                headers, raw = callback(payment, at=time.time())
                self.tried(
                    lambda h=headers, r=raw: payments.receive("test", h, r, at=timezone.now())
                )

    @rule(number=groups)
    def look(self, number):
        if group := self.found(number):
            payments.look(group, at=self.at)

    @rule(number=groups)
    def capture_whatever_we_think(self, number):
        """The provider took it, though it was declined, closed or never heard of again."""
        for payment in self.attempts_of(number):
            self._capture_there(payment.out_trade_no)
            trade = provider.TestGateway().query(payment)
            payments.apply(payment, trade, at=self.at)

    @rule(number=groups)
    def an_old_story(self, number):
        for payment in self.attempts_of(number):
            told = Trade(Verdict.OK, TradeState.PENDING, payment.out_trade_no)
            payments.apply(payment, told, at=self.at)

    @rule(number=groups)
    def cancel(self, number):
        if group := self.found(number):
            self.tried(lambda: closing.cancel(group, actor=self.buyer, at=self.at))

    @rule(minutes=st.sampled_from([1, 16, 24 * 60 * 8]))
    def wait(self, minutes):
        self.at += datetime.timedelta(minutes=minutes)
        closing.expire_due(at=self.at)
        closing.settle_closing(at=self.at)
        closing.reconcile(at=self.at)

    @rule(number=groups, share=st.sampled_from([None, 1]))
    def ship(self, number, share):
        for order in self.orders_of(number):
            line = order.lines.order_by("pk").first()
            units = {line.pk: share} if share else None
            self.keys += 1
            self.tried(
                lambda o=order, u=units: fulfilment.ship(
                    o,
                    carrier="SF",
                    tracking=f"T{self.keys}",
                    actor=self.clerk,
                    at=self.at,
                    units=u,
                )
            )

    @rule(number=groups)
    def receive_and_complete(self, number):
        for order in self.orders_of(number):
            self.tried(lambda o=order: fulfilment.receive(o, at=self.at, actor=self.buyer))
            self.tried(lambda o=order: fulfilment.complete(o, at=self.at))

    @rule(number=groups)
    def cancel_unshipped(self, number):
        for order in self.orders_of(number):
            self.tried(lambda o=order: fulfilment.cancel_unshipped(o, at=self.at))

    @rule(number=groups, pieces=st.integers(0, 4), amount=st.none() | st.integers(1, 9000))
    def refund(self, number, pieces, amount):
        for order in self.orders_of(number)[:1]:
            line = order.lines.order_by("pk").last()
            asked = [(line, pieces, amount)]
            self.tried(
                lambda o=order, a=asked: refunds.request(
                    o, cause="test", lines=a, actor=self.clerk, at=self.at
                )
            )

    @rule()
    def send_refunds(self):
        self.at += datetime.timedelta(seconds=30)
        refunds.submit_due(at=self.at)

    @rule(which=st.integers(0, 2), delta=st.sampled_from([-2, 3]))
    def count_stock(self, which, delta):
        self.keys += 1
        sku = self.skus[which]
        if self.tried(lambda: stock.adjust(sku, delta, reference=f"r{self.keys}")):
            self.on_hand[sku.pk] += delta

    @invariant()
    def the_books_balance(self):
        if hasattr(self, "all") and (found := audit.findings()):
            raise AssertionError("; ".join(map(str, found)))

    @invariant()
    def nothing_leaves_but_in_parcels(self):
        if not hasattr(self, "all"):
            return
        for row in Stock.objects.filter(sku__in=self.skus):
            gone = sum(
                hold.quantity for hold in row.holds.filter(status="shipped").only("quantity")
            )
            assert row.on_hand == self.on_hand[row.sku_id] - gone

    @invariant()
    def the_provider_agrees(self):
        """What it took and gave back is what we say; it may know of a capture before us."""
        if not hasattr(self, "all"):
            return
        for payment in Payment.objects.exclude(pay_url=""):
            is_taken = payment.status in payments.TAKEN
            taken = provider.TestGateway().query(payment).state == TradeState.CAPTURED
            assert taken or not is_taken
        for refund in Refund.objects.exclude(status="failed"):
            assert books.has_refund(refund.out_request_no) == (refund.status == "succeeded")

    def _capture_there(self, number):
        with sqlite3.connect(settings.SHOP["TEST_PROVIDER_FILE"]) as ledger:
            ledger.execute("UPDATE trade SET state = 'captured' WHERE out_trade_no = ?", [number])

    def found(self, number):
        return OrderGroup.objects.get(number=number) if number else None

    def attempts_of(self, number):
        return Payment.objects.filter(group__number=number).exclude(pay_url="")

    def orders_of(self, number):
        group = self.found(number)
        return list(group.store_orders.order_by("pk")) if group else []

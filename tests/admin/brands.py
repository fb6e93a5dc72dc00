"""A brand with one row of everything, and its name in every text."""

from django.utils import timezone

from notes.models import Note
from shop.models import (
    Account,
    AfterSale,
    AfterSaleMessage,
    Answer,
    Coupon,
    FlashDeal,
    Invoice,
    MarketOrder,
    OrderGroup,
    OrderLine,
    OutboundClick,
    OutboundOffer,
    Parcel,
    Payout,
    Product,
    Question,
    Review,
    Stock,
    Store,
    StoreOrder,
    Verification,
)
from shop.services import deals
from tests.factories.accounts import OfficialAccountFactory, UserFactory
from tests.factories.coupons import CouponFactory
from tests.factories.notes import NOON, NoteFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreFactory, StoreStaffFactory

CANARY = "canary"


class Brand:
    def __init__(self, name):
        self.name = name
        account = OfficialAccountFactory(handle=f"{name}_official", name=name)
        self.store = StoreFactory(slug=f"{name}-store", name=name, account=account)
        self.product = ProductFactory(store=self.store, title=f"{name} teapot")
        self.sku = SkuFactory(product=self.product, code=f"{name}-1")
        self.offer = OutboundOffer.objects.create(
            product=self.product,
            marketplace="jd",
            url=f"https://item.jd.com/1.html?{name}",
        )
        self.click = OutboundClick.objects.create(
            offer=self.offer, visitor="v", source=name, at=timezone.now()
        )
        self.coupon = CouponFactory(store=self.store, title=f"{name} less")
        self.deal = self._deal()
        self.order = self._order()
        self.market_order = MarketOrder.objects.create(
            provider="jd", line=name, title=name, click=self.click, imported_at=timezone.now()
        )
        self._say(name)
        self.account = Account.objects.create(kind="pending", store=self.store, currency="CNY")
        self.payout = Payout.objects.create(
            store=self.store, amount=1, reference=name, proposed_at=timezone.now()
        )
        self.case = self._case()
        Invoice.objects.create(order=self.order, title=name, email="x@y.z", requested_at=NOON)
        self.note = NoteFactory(author=account, title=f"{name} says")
        self.verification = Verification.objects.create(
            store=self.store, legal_name=name, registration="1", submitted_at=timezone.now()
        )
        StoreStaffFactory(store=self.store, user__handle=f"{name}_boss")

    def _say(self, name):
        words = {"author": UserFactory(handle=f"{name}_says"), "text": name, "at": timezone.now()}
        self.review = Review.objects.create(
            product=self.product, line=self.order.lines.get(), rating=3, **words
        )
        self.question = Question.objects.create(product=self.product, **words)
        self.answer = Answer.objects.create(question=self.question, by="buyer", **words)

    def _deal(self):
        now = timezone.now()
        return deals.create(
            sku=self.sku,
            price=100,
            quantity=1,
            starts_at=now,
            ends_at=now + timezone.timedelta(hours=1),
        )

    def _order(self):
        now = timezone.now()
        buyer = UserFactory(handle=f"{self.name}_buyer")
        group = OrderGroup.objects.create(
            buyer=buyer,
            goods=8800,
            total=8800,
            address={"recipient": self.name},
            placed_at=now,
            expires_at=now,
        )
        order = StoreOrder.objects.create(group=group, store=self.store, goods=8800)
        Parcel.objects.create(order=order, carrier=self.name, tracking="1", shipped_at=now)
        OrderLine.objects.create(
            order=order,
            sku=self.sku,
            title=self.product.title,
            unit_price=8800,
            quantity=1,
            amount=8800,
        )
        return order

    def _case(self):
        line = self.order.lines.get()
        case = AfterSale.objects.create(
            order=self.order,
            line=line,
            kind="return",
            reason="other",
            quantity=1,
            opened_at=NOON,
            back_carrier=self.name,
        )
        AfterSaleMessage.objects.create(case=case, side="buyer", text=self.name, at=NOON)
        return case

    def member(self, role):
        return StoreStaffFactory(
            store=self.store, role=role, user__handle=f"{self.name}_{role}"
        ).user

    def rows(self, model):
        """The keys of this brand's rows of one admin model."""
        by_store = {
            Store: {"pk": self.store.pk},
            Product: {"store": self.store},
            Stock: {"sku__product__store": self.store},
            StoreOrder: {"store": self.store},
            AfterSale: {"order__store": self.store},
            Invoice: {"order__store": self.store},
            OutboundClick: {"offer__product__store": self.store},
            MarketOrder: {"click": self.click},
            Review: {"product": self.product},
            Question: {"product": self.product},
            Answer: {"question": self.question},
            Account: {"store": self.store},
            Payout: {"store": self.store},
            OrderGroup: {"store_orders__store": self.store},
            Coupon: {"store": self.store},
            FlashDeal: {"sku__product__store": self.store},
            Verification: {"store": self.store},
            Note: {"author": self.store.account},
        }
        if model not in by_store:
            return []
        return list(model.objects.filter(**by_store[model]).values_list("pk", flat=True))

    def models(self):
        own = [
            Store,
            Product,
            Stock,
            StoreOrder,
            AfterSale,
            Invoice,
            OutboundClick,
            Account,
            Payout,
        ]
        return [*own, Coupon, FlashDeal, MarketOrder, Review, Question, Answer, Verification, Note]

    def snapshot(self):
        """Every value of every row, to see that nothing moved."""
        return [
            (model._meta.label, row)
            for model in self.models()
            for row in model.objects.filter(pk__in=self.rows(model)).order_by("pk").values()
        ]

    def product_form(self, **changes):
        empty = {
            f"{prefix}-{field}": value
            for prefix in ("skus", "pictures", "offers")
            for field, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
        }
        return {
            "store": self.store.pk,
            "title": "A new pot",
            "category": self.product.category_id,
            "status": "draft",
            **empty,
            **changes,
        }

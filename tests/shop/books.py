"""Orders that were paid, with shares and coupons; refunds that succeed; and what the books say."""

from django.db.models import F, Sum
from django.utils import timezone

from shop.models import (
    Account,
    CouponUse,
    Line,
    OrderGroup,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
    StoreOrder,
)
from shop.services import moves, payments, refunds
from tests.factories.coupons import claimed
from tests.factories.orders import placed
from tests.shop.payer import decide, opened


def led(line, creator, rate_bp):
    """As if a creator's note had led to this line."""
    OrderLine.objects.filter(pk=line.pk).update(
        beneficiary=creator, rate_bp=rate_bp, source="note1"
    )


def discount(line, amount, subsidy=0):
    """As if a coupon had taken this off before the order was placed."""
    if not amount:
        return
    order, group = line.order, line.order.group
    OrderLine.objects.filter(pk=line.pk).update(discount=amount, subsidy=subsidy)
    StoreOrder.objects.filter(pk=order.pk).update(discount=F("discount") + amount)
    OrderGroup.objects.filter(pk=group.pk).update(
        discount=F("discount") + amount, total=F("total") - amount
    )
    Payment.objects.filter(group=group).update(amount=F("amount") - amount)
    claim = claimed(group.buyer)
    claim.group = group
    claim.save(update_fields=["group"])
    CouponUse.objects.create(claim=claim, group=group, amount=amount, used_at=group.placed_at)


def pay(group, at=None):
    """Pay at the demo's provider, and ask it."""
    payment = opened(OrderGroup.objects.get(pk=group.pk))
    decide(payment)
    return payments.query(payment, at=at or timezone.now())


def paid(skus=None, *, quantity=1, creator=None, rate_bp=1000, at=None, **values):
    """A store's order, paid; every line led here by the creator."""
    group = placed(skus=skus, quantity=quantity, **values)
    if creator:
        for line in OrderLine.objects.filter(order__group=group):
            led(line, creator, rate_bp)
    pay(group, at)
    return group.store_orders.order_by("pk").first()


def give_back(order, lines=(), shipping=0, at=None):
    """Give this back, (line, quantity, amount) by line, until the provider has done it."""
    at = at or timezone.now()
    refund = Refund.objects.create(
        payment=order.group.payments.get(status__in=payments.TAKEN),
        order=order,
        shipping=shipping,
        amount=shipping + sum(amount for _line, _quantity, amount in lines),
        cause="goodwill",
        requested_at=at,
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line=line, quantity=quantity, amount=amount)
        for line, quantity, amount in lines
    )
    moves.begun(refund, "request", at=at).save()
    moves.move(refund, "approve", at=at)
    refunds.submit(refund, at=at)
    return Refund.objects.get(pk=refund.pk)


def balance(**which):
    """What stands on the accounts that match."""
    return Account.objects.filter(**which).aggregate(sum=Sum("balance"))["sum"] or 0


def standing():
    """Every account with something on it: (whose, kind) → balance."""
    rows = Account.objects.select_related("store", "user").exclude(balance=0)
    return {
        (
            row.store.slug if row.store else row.user.handle if row.user else row.provider,
            row.kind,
        ): row.balance
        for row in rows
    }


def sums_of(order):
    """Σ of the lines of an order, by account."""
    rows = Line.objects.filter(order=order).values("account").annotate(sum=Sum("amount"))
    return {row["account"]: row["sum"] for row in rows.order_by()}

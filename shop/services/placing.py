"""The rows of a placed order. The hottest writes of the shop: each table is written once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from core.writes import insert
from shop.models import OrderGroup, OrderLine, Payment, StockHold, StoreOrder
from shop.services import moves, referrals
from shop.services.quoted import Quote, QuoteLine


def group_of(
    buyer: User, offer: Quote, address: Mapping[str, str], *, number: str, at: datetime
) -> OrderGroup:
    """What the buyer will pay, not yet written."""
    return OrderGroup(
        number=number,
        buyer=buyer,
        currency=offer.currency,
        goods=offer.goods,
        shipping=offer.shipping,
        discount=offer.discount,
        total=offer.total,
        address=dict(address),
        placed_at=at,
        expires_at=at + timedelta(minutes=settings.SHOP["PAYMENT_MINUTES"]),
    )


def write(group: OrderGroup, offer: Quote, *, provider: str, at: datetime) -> list[StockHold]:
    """Write the group with all that hangs on it; gives the holds, which stock must grant yet."""
    insert([group])
    orders = [
        StoreOrder(
            group=group,
            store=part.store,
            goods=part.goods,
            shipping=part.shipping,
            discount=part.discount,
        )
        for part in offer.stores
    ]
    insert(orders)
    lines = _lines(group.buyer, offer, orders, at)
    insert(lines)
    payment = Payment(
        group=group, provider=provider, amount=group.total, currency=group.currency, created_at=at
    )
    insert([payment])
    begun: list[moves.Row] = [group, *orders, payment]
    insert([moves.begun(row, "place", at=at, actor=group.buyer) for row in begun])
    return [
        StockHold(line=line, stock=wanted.stock, quantity=wanted.quantity)
        for line, wanted in zip(lines, offer.lines, strict=True)
        if wanted.stock
    ]


def _lines(
    buyer: User, offer: Quote, orders: Sequence[StoreOrder], at: datetime
) -> list[OrderLine]:
    led = referrals.latest_for(buyer, {line.sku.product_id for line in offer.lines}, at=at)
    made = []
    for order, part in zip(orders, offer.stores, strict=True):
        for line in part.lines:
            row = _line(order, line)
            if referral := led.get(line.sku.product_id):
                row.beneficiary_id = referral.beneficiary_id
                row.rate_bp, row.source = referral.rate_bp, referral.source
            made.append(row)
    return made


def _line(order: StoreOrder, line: QuoteLine) -> OrderLine:
    return OrderLine(
        order=order,
        sku=line.sku,
        title=line.sku.product.title,
        variant=line.sku.label[:120],
        unit_price=line.price,
        quantity=line.quantity,
        amount=line.amount,
        discount=line.discount,
        subsidy=line.subsidy,
    )

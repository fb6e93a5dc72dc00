"""The rows of a placed order. The hottest writes of the shop: all tables by one message."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from core.writes import Writing
from shop.models import OrderGroup, OrderLine, Payment, Referral, StockHold, StoreOrder
from shop.services import moves, referrals, stock
from shop.services.quoted import Quote, QuoteLine, StoreQuote
from shop.services.stock import Claim


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


def write(group: OrderGroup, offer: Quote, *, provider: str, at: datetime) -> list[Claim]:
    """Write the group with all that hangs on it; gives what stock must grant yet."""
    led = referrals.latest_for(group.buyer, {one.sku.product_id for one in offer.lines}, at=at)
    rows = Writing(
        {
            OrderGroup: 1,
            StoreOrder: len(offer.stores),
            OrderLine: len(offer.lines),
            Payment: 1,
            StockHold: len(offer.lines),
        }
    )
    rows.put(group)
    moves.write_begun(rows, OrderGroup, group.pk, "place", at=at, actor=group.buyer)
    claims: list[Claim] = []
    for part in offer.stores:
        order = _order(rows, group, part)
        moves.write_begun(rows, StoreOrder, order, "place", at=at, actor=group.buyer)
        for one in part.lines:
            line = _line(rows, order, one, led.get(one.sku.product_id))
            if one.stock:
                claims.append(Claim(one.stock, one.quantity))
                stock.write_hold(rows, line, claims[-1])
    payment = _payment(rows, group, provider, at)
    moves.write_begun(rows, Payment, payment, "place", at=at, actor=group.buyer)
    rows.send()
    return claims


def _order(rows: Writing, group: OrderGroup, part: StoreQuote) -> int:
    return rows.add(
        StoreOrder,
        group_id=group.pk,
        store_id=part.store.pk,
        goods=part.goods,
        shipping=part.shipping,
        discount=part.discount,
    )


def _line(rows: Writing, order: int, line: QuoteLine, led: Referral | None) -> int:
    return rows.add(
        OrderLine,
        order_id=order,
        sku_id=line.sku.pk,
        title=line.sku.product.title,
        variant=line.sku.label[:120],
        unit_price=line.price,
        quantity=line.quantity,
        amount=line.amount,
        discount=line.discount,
        subsidy=line.subsidy,
        beneficiary_id=led.beneficiary_id if led else None,
        rate_bp=led.rate_bp if led else 0,
        source=led.source if led else "",
    )


def _payment(rows: Writing, group: OrderGroup, provider: str, at: datetime) -> int:
    return rows.add(
        Payment,
        group_id=group.pk,
        provider=provider,
        amount=group.total,
        currency=group.currency,
        created_at=at,
    )

"""From what a buyer wants to an order that awaits payment: one transaction, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import (
    Cart,
    CartLine,
    OrderGroup,
    OrderLine,
    Payment,
    StatusChange,
    Stock,
    StockHold,
    StoreOrder,
)
from shop.services import addresses, idempotency, limits, moves, payments, quote, referrals, stock
from shop.services.quote import Quote, Want
from shop.services.retries import retrying
from shop.signals import order_placed

ADDRESS_FIELDS = ("recipient", "phone", "region", "street", "postcode")


class UnknownProvider(RuleViolation):
    code = "unknown_provider"
    status = 400


class NoWayToPay(RuleViolation):
    code = "no_way_to_pay"


class CartChanged(RuleViolation):
    code = "cart_changed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a placed order.

    :param body: what the API says, the same at every repeat
    """

    number: str
    body: Mapping[str, Any]
    is_replay: bool


def place_order(
    *,
    buyer: User,
    key: str,
    address: Mapping[str, str],
    provider: str,
    at: datetime,
    wants: Sequence[Want] | None = None,
    cart: Cart | None = None,
    total_seen: int | None = None,
) -> Receipt:
    """Place an order for these wants, or for the selected lines of the cart.

    With both, the cart must still be what the wants say. The same key again gives the same answer.

    :param key: the Idempotency-Key of the buyer
    :param total_seen: compared with the total, never believed
    :raises OutOfStock, PriceChanged, NotOnSale, UnfitQuantity, NothingToBuy: see `quote`
    :raises NoWayToPay, UnknownProvider: if the stores do not take it this way, or at all
    :raises CartChanged: if the cart was changed elsewhere since the wants were shown
    :raises KeyReused: if the key has answered another request
    :raises TooManyUnpaid: if the buyer keeps too much from others
    :raises Busy: if the stock stays locked
    """
    if provider not in settings.SHOP["GATEWAYS"]:
        raise UnknownProvider(_("Choose how to pay."), field="provider")
    sent = {field: address.get(field, "") for field in ADDRESS_FIELDS}
    asked = None if wants is None else [(w.sku_id, w.quantity, w.price_seen) for w in wants]
    request = {"address": sent, "provider": provider, "wants": asked, "total": total_seen}
    request_hash = idempotency.digest("place", request)

    def attempt() -> Receipt:
        with transaction.atomic():
            try:
                # First and without a write, so that a rush for what is sold out stays cheap.
                offer = _checked(wants, cart, total_seen, provider)
            except RuleViolation:
                # What is gone by now may have gone to this very request.
                body = idempotency.given(buyer, key, request_hash)
                if body is None:
                    raise
                return Receipt(body["number"], body, is_replay=True)
            row = idempotency.claim(buyer, key, request_hash)
            if row.status is not None:
                body = row.body or {}
                return Receipt(body["number"], body, is_replay=True)
            limits.refuse_hoarding(buyer)
            group, holds = _write(buyer, offer, sent, provider, at)
            body = receipt_body(group)
            idempotency.answer(row, status=201, body=body)
            if cart is not None:
                bought = [line.sku.pk for line in offer.lines]
                CartLine.objects.filter(cart=cart, sku__in=bought).delete()
            order_placed.send(sender=OrderGroup, group=group)
            _claim_stock(offer, holds)
            return Receipt(group.number, body, is_replay=False)

    return retrying(attempt)


def receipt_body(group: OrderGroup) -> dict[str, Any]:
    """A placed order in plain values."""
    return {
        "number": group.number,
        "status": group.status,
        "currency": group.currency,
        "goods": group.goods,
        "shipping": group.shipping,
        "total": group.total,
        "placed_at": group.placed_at.isoformat(),
        "expires_at": group.expires_at.isoformat(),
    }


def _checked(
    wants: Sequence[Want] | None, cart: Cart | None, total_seen: int | None, provider: str
) -> Quote:
    in_cart = quote.of_cart(cart)
    asked = in_cart if wants is None else list(wants)
    if not asked:
        raise quote.nothing_to_buy()
    offer = quote.quote(asked)
    if wants is not None and cart is not None:
        now = {want.sku_id: want.quantity for want in in_cart}
        if now != {line.sku.pk: line.quantity for line in offer.lines}:
            raise CartChanged(_("Your cart has changed. Please look at it again."), field="lines")
    # An early refusal spares the locks; what grants is the conditional update at the end.
    for problem in offer.problems(total_seen=total_seen):
        raise problem
    stores = [part.store for part in offer.stores]
    if reason := payments.why_unpayable(stores):
        raise NoWayToPay(reason, field="provider")
    if provider not in payments.gateways_for(stores):
        raise UnknownProvider(_("Choose how to pay."), field="provider")
    return offer


def _write(
    buyer: User, offer: Quote, address: Mapping[str, str], provider: str, at: datetime
) -> tuple[OrderGroup, list[StockHold]]:
    group = OrderGroup.objects.create(
        buyer=buyer,
        currency=offer.currency,
        goods=offer.goods,
        shipping=offer.shipping,
        total=offer.total,
        address=dict(address),
        placed_at=at,
        expires_at=at + timedelta(minutes=settings.SHOP["PAYMENT_MINUTES"]),
    )
    orders = StoreOrder.objects.bulk_create(
        StoreOrder(group=group, store=part.store, goods=part.goods, shipping=part.shipping)
        for part in offer.stores
    )
    holds = _write_lines(buyer, offer, orders, at)
    payment = Payment.objects.create(
        group=group, provider=provider, amount=group.total, currency=group.currency, created_at=at
    )
    rows: list[moves.Row] = [group, *orders, payment]
    StatusChange.objects.bulk_create(moves.begun(row, "place", at=at, actor=buyer) for row in rows)
    addresses.remember(buyer, address)
    return group, holds


def _write_lines(
    buyer: User, offer: Quote, orders: Sequence[StoreOrder], at: datetime
) -> list[StockHold]:
    led = referrals.latest_for(buyer, {line.sku.product_id for line in offer.lines}, at=at)
    lines, stocks = [], []
    for order, part in zip(orders, offer.stores, strict=True):
        for line in part.lines:
            referral = led.get(line.sku.product_id)
            lines.append(
                OrderLine(
                    order=order,
                    sku=line.sku,
                    title=line.sku.product.title,
                    variant=line.sku.label[:120],
                    unit_price=line.price,
                    quantity=line.quantity,
                    amount=line.amount,
                    beneficiary_id=referral.beneficiary_id if referral else None,
                    rate_bp=referral.rate_bp if referral else 0,
                    source=referral.source if referral else "",
                )
            )
            stocks.append(line.stock)
    OrderLine.objects.bulk_create(lines)
    return [
        StockHold(line=line, stock=found, quantity=line.quantity)
        for line, found in zip(lines, stocks, strict=True)
        if found
    ]


def _claim_stock(offer: Quote, holds: Sequence[StockHold]) -> None:
    short = {hold.stock_id for hold in stock.hold(holds)}
    if not short:
        return
    fresh = Stock.objects.in_bulk(list(short))
    raise quote.out_of_stock(
        [
            quote.QuoteLine(line.sku, line.quantity, line.price, fresh[line.stock.pk])
            for line in offer.lines
            if line.stock and line.stock.pk in short
        ]
    )

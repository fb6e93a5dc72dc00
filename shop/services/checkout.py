"""From what a buyer wants to an order that awaits payment: one transaction, all or nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.ids import order_number
from shop.models import Cart, CartLine, CouponClaim, OrderGroup, Stock
from shop.services import (
    addresses,
    coupons,
    deals,
    idempotency,
    limits,
    payments,
    placing,
    quote,
    quoted,
    refusals,
    shipping,
    stock,
)
from shop.services.quoted import Quote, Want
from shop.services.retries import retrying
from shop.signals import order_placed


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the buyer sent."""

    buyer: User
    key: str
    address: Mapping[str, str]
    provider: str
    at: datetime
    wants: Sequence[Want] | None
    cart: Cart | None
    total_seen: int | None
    claims: Collection[str]

    def digest(self) -> str:
        wants = self.wants
        request = {
            "address": self.address,
            "provider": self.provider,
            "wants": None
            if wants is None
            else [(w.sku_id, w.quantity, w.price_seen) for w in wants],
            "total": self.total_seen,
            "coupons": sorted(self.claims),
        }
        return idempotency.digest("place", request)


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
    claims: Collection[str] = (),
) -> Receipt:
    """Place an order for these wants, or for the selected lines of the cart.

    With both, the cart must still be what the wants say. The same key again gives the same answer.

    :param key: the Idempotency-Key of the buyer
    :param total_seen: compared with the total, never believed
    :param claims: the coupons to use, by the public ids of the buyer's claims
    :raises OutOfStock, PriceChanged, NotOnSale, UnfitQuantity, NothingToBuy: see `refusals`
    :raises CouponUnfit: if a coupon takes nothing off this order, or is used
    :raises NoWayToPay, UnknownProvider: if the stores do not take it this way, or at all
    :raises CartChanged: if the cart was changed elsewhere since the wants were shown
    :raises KeyReused: if the key has answered another request
    :raises TooManyUnpaid: if the buyer keeps too much from others
    :raises Busy: if the stock stays locked
    """
    if provider not in settings.SHOP["GATEWAYS"]:
        raise UnknownProvider(_("Choose how to pay."), field="provider")
    sent = addresses.snapshot(address)
    asked = _Asked(buyer, key, sent, provider, at, wants, cart, total_seen, claims)
    request_hash = asked.digest()
    return retrying(lambda: _place(asked, request_hash))


@transaction.atomic
def _place(asked: _Asked, request_hash: str) -> Receipt:
    try:
        # First and without a write, so that a rush for what is sold out stays cheap.
        offer, used = _checked(asked)
    except RuleViolation:
        # What is gone by now may have gone to this very request.
        given = idempotency.given(asked.buyer, asked.key, request_hash)
        if given is None:
            raise
        return Receipt(given["number"], given, is_replay=True)
    group = placing.group_of(asked.buyer, offer, asked.address, number=order_number(), at=asked.at)
    body = receipt_body(group)
    given = idempotency.claim(asked.buyer, asked.key, request_hash, status=201, body=body)
    if given is not None:
        return Receipt(given["number"], given, is_replay=True)
    limits.refuse_hoarding(asked.buyer)
    claims = placing.write(group, offer, provider=asked.provider, at=asked.at)
    addresses.remember(asked.buyer, asked.address, at=asked.at)
    if asked.cart is not None:
        bought = [line.sku.pk for line in offer.lines]
        CartLine.objects.filter(cart=asked.cart, sku__in=bought).delete()
    order_placed.send(sender=OrderGroup, group=group)
    if used:
        coupons.use(group, used, offer.taken, at=asked.at)
    deals.take(asked.buyer, offer.deals)
    _claim_stock(offer, claims)
    return Receipt(group.number, body, is_replay=False)


def receipt_body(group: OrderGroup) -> dict[str, Any]:
    """A placed order in plain values."""
    return {
        "number": group.number,
        "status": group.status,
        "currency": group.currency,
        "goods": group.goods,
        "shipping": group.shipping,
        "discount": group.discount,
        "total": group.total,
        "placed_at": group.placed_at.isoformat(),
        "expires_at": group.expires_at.isoformat(),
    }


def _checked(asked: _Asked) -> tuple[Quote, Sequence[CouponClaim]]:
    in_cart = quote.of_cart(asked.cart)
    wants = in_cart if asked.wants is None else list(asked.wants)
    if not wants:
        raise refusals.nothing_to_buy()
    offer = quote.quote(wants, buyer=asked.buyer, to=shipping.destination_of(asked.address))
    if asked.wants is not None and asked.cart is not None:
        _refuse_changed(in_cart, offer)
    used = coupons.chosen(asked.buyer, asked.claims, at=asked.at) if asked.claims else []
    if used:
        offer = offer.less(coupons.offers(used))
    # An early refusal spares the locks; what grants is the conditional update at the end.
    for problem in offer.problems(total_seen=asked.total_seen):
        raise problem
    if len(offer.taken) < len(used):
        raise coupons.unfit()
    _refuse_unpayable(offer, asked.provider)
    return offer, used


def _refuse_changed(in_cart: Sequence[Want], offer: Quote) -> None:
    now = {want.sku_id: want.quantity for want in in_cart}
    if now != {line.sku.pk: line.quantity for line in offer.lines}:
        raise CartChanged(_("Your cart has changed. Please look at it again."), field="lines")


def _refuse_unpayable(offer: Quote, provider: str) -> None:
    stores = [part.store for part in offer.stores]
    if reason := payments.why_unpayable(stores):
        raise NoWayToPay(reason, field="provider")
    if provider not in payments.gateways_for(stores):
        raise UnknownProvider(_("Choose how to pay."), field="provider")


def _claim_stock(offer: Quote, claims: Sequence[stock.Claim]) -> None:
    short = {claim.stock.pk for claim in stock.claim(claims)}
    if not short:
        return
    fresh = Stock.objects.in_bulk(list(short))
    raise quoted.out_of_stock(
        [
            line.with_stock(fresh[line.stock.pk])
            for line in offer.lines
            if line.stock and line.stock.pk in short
        ]
    )

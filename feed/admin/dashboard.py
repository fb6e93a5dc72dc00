"""The first page of the admin: what waits for somebody today, of one's own stores alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.wording import ago, exact, money
from notes.models import Note, Save, Share
from shop.admin.base import EVERYBODY, stores_where
from shop.models import Stock, StoreOrder

DAYS = 7
ROWS = 8
WAITING = StoreOrder.Status.PENDING_PAYMENT
TO_SHIP = StoreOrder.Status.PAID


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    value: int
    link: str
    meaning: str


def figures(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by the admin's index: figures, and the rows that come first."""
    orders = _own(request, StoreOrder.objects.all(), "store")
    stock = _own(request, Stock.objects.low(), "sku__product__store")
    return context | {
        "title": _("Today"),
        "figures": [*_of_orders(orders), _of_stock(stock), *_of_notes(request)],
        "next_to_ship": _next_to_ship(orders),
        "nearly_sold_out": stock.select_related("sku__product").order_by("on_hand", "pk")[:ROWS],
    }


def _own(request: HttpRequest, rows: QuerySet, path: str) -> QuerySet:
    """Rows of the stores in which one works; platform staff have all."""
    if request.user.is_superuser:
        return rows
    return rows.filter(**{f"{path}__in": stores_where(request, EVERYBODY)})


def _of_orders(orders: QuerySet[StoreOrder]) -> Iterable[Figure]:
    counts = orders.aggregate(
        to_ship=Count("pk", filter=Q(status=TO_SHIP)),
        unpaid=Count("pk", filter=Q(status=WAITING)),
    )
    link = reverse("admin:shop_storeorder_changelist")
    yield Figure(
        _("To ship now"),
        counts["to_ship"],
        f"{link}?status__exact={TO_SHIP}",
        _("Orders that are paid and not yet shipped."),
    )
    yield Figure(
        _("Awaiting payment"),
        counts["unpaid"],
        f"{link}?status__exact={WAITING}",
        _("Placed and not yet paid; they close by themselves when their time is over."),
    )


def _of_stock(stock: QuerySet[Stock]) -> Figure:
    meaning = _("Variants on sale of which %(most)d or fewer are free to sell.")
    return Figure(
        _("Low stock"),
        stock.count(),
        reverse("admin:shop_stock_changelist") + "?free=low",
        meaning % {"most": Stock.LOW},
    )


def _of_notes(request: HttpRequest) -> Iterable[Figure]:
    since = timezone.now() - timedelta(days=DAYS)
    notes = _own(request, Note.objects.filter(status=Note.Status.PUBLISHED), "author__store")
    link = reverse("admin:notes_note_changelist") + "?status__exact=published"
    yield Figure(
        _("Notes published"),
        notes.count(),
        link,
        _("Notes of everybody that are published now.")
        if request.user.is_superuser
        else _("Notes of the official account that are published now."),
    )
    for title, model in ((_("Saves this week"), Save), (_("Shares this week"), Share)):
        acts = _own(request, model.objects.filter(at__gte=since), "note__author__store")
        meaning = _("By readers, on these notes, in the last %(days)d days.")
        yield Figure(
            title,
            acts.filter(note__status=Note.Status.PUBLISHED).count(),
            link,
            meaning % {"days": DAYS},
        )


def _next_to_ship(orders: QuerySet[StoreOrder]) -> list[dict[str, str]]:
    first = orders.filter(status=TO_SHIP).select_related("group__buyer", "store")
    return [
        {
            "number": order.number,
            "link": reverse("admin:shop_storeorder_change", args=[order.pk]),
            "store": order.store.name,
            "buyer": str(order.group.buyer),
            "sum": money(order.total, order.group.currency),
            "due": exact(order.ship_by) if order.ship_by else "",
            "ago": ago(order.ship_by) if order.ship_by else "",
        }
        for order in first.order_by("ship_by", "pk")[:ROWS]
    ]

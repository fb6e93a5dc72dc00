"""Reading orders: what was bought, how it came to where it stands, and what happens next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.models import (
    AfterSale,
    OrderGroup,
    OrderLine,
    Parcel,
    Provider,
    Refund,
    StatusChange,
    Store,
    StoreOrder,
    TrackingEvent,
)
from shop.services import fulfilment, invoices, next_steps, payments, showcase
from shop.services.aftersales import asking

# What a buyer is told of a move; moves without words are inner matters.
WORDS = {
    ("order_group", "place"): _("Order placed"),
    ("order_group", "capture_confirmed"): _("Payment received"),
    ("order_group", "cancel"): _("Cancelled by you"),
    ("order_group", "expire"): _("Not paid in time"),
    ("order_group", "gateway_closed"): _("Order closed"),
    ("store_order", "late"): _("The store is late"),
    ("store_order", "ship_part"): _("Partly shipped"),
    ("store_order", "ship"): _("Shipped"),
    ("store_order", "receive"): _("Received"),
    ("store_order", "complete"): _("Completed"),
    ("store_order", "refund_all"): _("Refunded"),
}


# What the tabs of the list show: the states of the stores' parts.
TABS = {
    "to_pay": ("pending_payment",),
    "to_ship": ("paid", "partly_shipped"),
    "to_receive": ("shipped", "partly_shipped"),
    "done": ("received", "completed", "refunded"),
}
LABELS = [
    ("", _("All")),
    ("to_pay", _("To pay")),
    ("to_ship", _("To be shipped")),
    ("to_receive", _("On the way")),
    ("done", _("Received")),
    ("cases", _("After-sales")),
]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an order's history.

    :param store: which store's parcel it is about; "" for the whole order
    """

    words: Any
    at: datetime
    store: str = ""


def of_buyer(user: User) -> QuerySet[OrderGroup]:
    """The buyer's orders, the newest first, with all that a list shows of them."""
    lines = OrderLine.objects.select_related("sku__product").order_by("pk")
    orders = StoreOrder.objects.select_related("store").order_by("pk")
    return (
        OrderGroup.objects.visible_to(user)
        .prefetch_related(Prefetch("store_orders", orders), Prefetch("store_orders__lines", lines))
        .order_by("-pk")
    )


def whole(user: User) -> QuerySet[OrderGroup]:
    """As `of_buyer`, with the parcels and what carriers said of them, for the page of one order."""
    events = TrackingEvent.objects.order_by("-at", "-pk")
    parcels = Parcel.objects.order_by("pk").prefetch_related(
        Prefetch("events", events), "lines__line", "case"
    )
    cases = AfterSale.objects.open()
    return of_buyer(user).prefetch_related(
        Prefetch("store_orders__parcels", parcels), Prefetch("store_orders__cases", cases)
    )


def in_state(groups: QuerySet[OrderGroup], tab: str) -> QuerySet[OrderGroup]:
    """Those in which something stands as the tab says; all for an unknown one."""
    if tab == "cases":
        cases = AfterSale.objects.filter(order__group=OuterRef("pk"))
        return groups.filter(Exists(cases))
    if tab not in TABS:
        return groups
    inside = StoreOrder.objects.filter(group=OuterRef("pk"), status__in=TABS[tab])
    return groups.filter(Exists(inside))


@dataclass(slots=True)
class Part:
    """One store's part of an order as its page shows it.

    :param lines: each with its open case, or None
    """

    order: StoreOrder
    lines: list[tuple[OrderLine, AfterSale | None]]
    next_step: next_steps.NextStep | None
    may_receive: bool
    may_cancel: bool
    may_complain: bool
    may_invoice: bool


def parts(group: OrderGroup, *, at: datetime) -> list[Part]:
    """The parts of an order that was loaded by `whole`."""
    found = []
    for order in group.store_orders.all():
        order.group = group
        open_cases = {case.line_id: case for case in order.cases.all()}
        begins = fulfilment.cancel_from(order)
        found.append(
            Part(
                order=order,
                lines=[(line, open_cases.get(line.pk)) for line in order.lines.all()],
                next_step=next_steps.of_order(order, at=at),
                may_receive=order.status == StoreOrder.Status.SHIPPED,
                may_cancel=begins is not None and begins <= at,
                may_complain=order.status in asking.ASKABLE,
                may_invoice=order.status in invoices.ASKABLE,
            )
        )
    return found


def given_back(group: OrderGroup) -> int:
    """What the provider has given back of this order, in minor units."""
    refunds = Refund.objects.filter(payment__group=group, status=Refund.Status.SUCCEEDED)
    return refunds.aggregate(sum=Sum("amount"))["sum"] or 0


def show_covers(groups: Sequence[OrderGroup]) -> None:
    """Give each line of these orders `cover`, the first picture of its product."""
    lines: list[Any] = [
        line for group in groups for order in group.store_orders.all() for line in order.lines.all()
    ]
    covers = showcase.first_pictures(line.sku.product_id for line in lines)
    for line in lines:
        line.cover = covers.get(line.sku.product_id)


def history(group: OrderGroup) -> list[Step]:
    """What happened to the order and its parcels, in order."""
    stores = {order.pk: order.store.name for order in group.store_orders.all()}
    changes = StatusChange.objects.filter(
        Q(machine="order_group", subject=group.pk)
        | Q(machine="store_order", subject__in=list(stores))
    )
    steps = []
    for change in changes.order_by("at", "pk"):
        words = WORDS.get((change.machine, change.event))
        if words:
            is_parcel = change.machine == "store_order" and len(stores) > 1
            store = stores[change.subject] if is_parcel else ""
            steps.append(Step(words, change.at, store))
    return steps


def providers(stores: Iterable[Store] = ()) -> list[tuple[str, Any]]:
    """The ways to pay all of these stores that may be chosen, with their names."""
    return [(name, Provider(name).label) for name in payments.gateways_for(stores)]

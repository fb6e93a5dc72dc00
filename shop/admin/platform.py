"""What platform staff alone see: payments, refunds, and who moved what."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin import ENDED, MOVING, QUIET, WAITING, WELL, ReadOnlyAdmin, in_colour, in_money
from shop.models import OrderGroup, Payment, Refund, StatusChange
from shop.services import moves


@admin.register(OrderGroup)
class OrderGroupAdmin(ReadOnlyAdmin):
    list_display = ["number", "buyer", "state", "sum", "placed_at", "expires_at"]
    list_select_related = ["buyer"]
    list_filter = ["status"]
    search_fields = ["number", "buyer__handle"]
    ordering = ["-id"]
    sum = in_money("total", _("total"))
    state = in_colour(
        "status", _("status"), pending_payment=WAITING, closing=MOVING, closed=QUIET, paid=WELL
    )


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["out_trade_no", "provider", "state", "sum", "created_at"]
    list_filter = ["status", "provider"]
    search_fields = ["out_trade_no", "trade_id", "group__number"]
    ordering = ["-id"]
    sum = in_money("amount", _("amount"))
    state = in_colour(
        "status",
        _("status"),
        created=QUIET,
        opening=MOVING,
        pending=WAITING,
        unknown=WAITING,
        captured=WELL,
        partly_refunded=MOVING,
        refunded=QUIET,
        failed=ENDED,
        closed=QUIET,
    )


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["out_request_no", "cause", "state", "sum", "requested_at"]
    list_select_related = ["payment"]
    list_filter = ["status", "cause"]
    ordering = ["-id"]
    sum = in_money("amount", _("amount"), currency="payment__currency")
    state = in_colour(
        "status",
        _("status"),
        requested=WAITING,
        approved=MOVING,
        submitting=MOVING,
        unknown=WAITING,
        succeeded=WELL,
        failed=ENDED,
    )


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display = ["kind", "subject", "was", "became", "actor", "at"]
    list_select_related = ["actor"]
    list_filter = ["at"]
    ordering = ["-id"]
    fields = readonly_fields = ["kind", "subject", "event", "was", "became", "actor", "at"]

    @display(description=_("kind of row"), ordering="machine")
    def kind(self, change):
        return capfirst(_MACHINES[change.machine]._meta.verbose_name)

    @display(description=_("from state"))
    def was(self, change):
        return _words(change, change.from_state)

    @display(description=_("to state"))
    def became(self, change):
        return _words(change, change.to_state)


# What the history calls a kind of row, and what that is.
_MACHINES = {name: model for model, (name, _table) in moves.MACHINES.items()}


def _words(change: StatusChange, state: str) -> str:
    choices = _MACHINES[change.machine]._meta.get_field("status").choices
    return dict(choices or ()).get(state, state)

"""What platform staff alone see: payments, refunds, and who moved what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ENDED, MOVING, QUIET, WAITING, WELL, ReadOnlyAdmin, in_colour, in_money
from shop.models import OrderGroup, Payment, Refund, StatusChange


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
    list_display = ["machine", "subject", "event", "from_state", "to_state", "actor", "at"]
    list_select_related = ["actor"]
    list_filter = ["machine", "event"]

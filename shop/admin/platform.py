"""What platform staff alone see: payments, refunds, and who moved what."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from shop.models import OrderGroup, Payment, Refund, StatusChange


@admin.register(OrderGroup)
class OrderGroupAdmin(ReadOnlyAdmin):
    list_display = ["number", "buyer", "status", "total", "currency", "placed_at", "expires_at"]
    list_select_related = ["buyer"]
    list_filter = ["status"]
    search_fields = ["number", "buyer__handle"]


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["out_trade_no", "provider", "status", "amount", "currency", "created_at"]
    list_filter = ["status", "provider"]
    search_fields = ["out_trade_no", "trade_id", "group__number"]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["out_request_no", "cause", "status", "amount", "requested_at"]
    list_filter = ["status", "cause"]


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display = ["machine", "subject", "event", "from_state", "to_state", "actor", "at"]
    list_select_related = ["actor"]
    list_filter = ["machine", "event"]

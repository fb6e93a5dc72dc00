"""The admin's sidebar: what one may open, in the order of a day's work."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# (heading, [(icon, model label)]) — a line shows where its admin says that one may.
_SECTIONS = [
    (
        _("Store"),
        [
            ("receipt_long", "shop.storeorder"),
            ("assignment_return", "shop.aftersale"),
            ("request_quote", "shop.invoice"),
            ("inventory_2", "shop.product"),
            ("warehouse", "shop.stock"),
            ("confirmation_number", "shop.coupon"),
            ("bolt", "shop.flashdeal"),
            ("ads_click", "shop.outboundclick"),
            ("shopping_cart_checkout", "shop.marketorder"),
            ("reviews", "shop.review"),
            ("help", "shop.question"),
            ("account_balance", "shop.account"),
            ("send_money", "shop.payout"),
            ("storefront", "shop.store"),
            ("verified", "shop.verification"),
        ],
    ),
    (
        _("Notes"),
        [
            ("article", "notes.note"),
            ("insights", "feed.notescore"),
            ("science", "feed.experiment"),
            ("search", "feed.searchterm"),
            ("trending_up", "feed.searchday"),
        ],
    ),
    (
        _("Platform"),
        [
            ("group", "accounts.user"),
            ("flag", "accounts.report"),
            ("forum", "shop.answer"),
            ("category", "shop.category"),
            ("tune", "shop.attribute"),
            ("shopping_bag", "shop.ordergroup"),
            ("payments", "shop.payment"),
            ("currency_exchange", "shop.refund"),
            ("history", "shop.statuschange"),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict]:
    """The sections with at least one line for this person."""
    known = {model._meta.label_lower: model for model in admin.site._registry}
    today = {"title": _("Today"), "icon": "space_dashboard", "link": reverse("admin:index")}
    sections: list[dict] = [{"items": [today]}]
    for title, lines in _SECTIONS:
        items = [
            _item(known[label], icon)
            for icon, label in lines
            if label in known and admin.site._registry[known[label]].has_module_permission(request)
        ]
        if items:
            sections.append({"title": title, "separator": True, "items": items})
    return sections


def _item(model, icon: str) -> dict:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return {
        "title": capfirst(model._meta.verbose_name_plural),
        "icon": icon,
        "link": reverse(name),
    }

"""Coupons and flash deals of a store; the platform's coupons are platform staff's."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from core.admin import in_money
from core.errors import RuleViolation
from core.wording import money
from shop.admin.base import EDITOR, OWNER, StoreAdmin, stores_where
from shop.models import Coupon, FlashDeal, Product
from shop.services import deals


class CouponForm(forms.ModelForm):
    """Who gives it follows from who pays: no store, the platform; a creator, that creator."""

    creator_handle = forms.CharField(
        label=capfirst(_("creator")),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The handle of who hands it out in notes; empty: the store itself."),
    )

    class Meta:
        model = Coupon
        fields = [
            "store",
            "title",
            "code",
            "kind",
            "value",
            "cap",
            "minimum",
            "scope",
            "category",
            "products",
            "starts_at",
            "ends_at",
            "total_limit",
            "per_user_limit",
            "is_listed",
            "is_active",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind == Coupon.Kind.PERCENT:
            self.initial["value"] = str(self.instance.value)
        if "value" in self.fields:
            self.fields["value"].label = capfirst(_("value"))
            self.fields["value"].help_text = _("Yuan; or per cent, a whole number from 1 to 90.")
        creator = self.instance.creator
        self.initial.setdefault("creator_handle", creator.handle if creator else "")

    def clean_code(self):
        return (self.cleaned_data["code"] or "").strip().upper() or None

    def clean_creator_handle(self):
        handle = self.cleaned_data["creator_handle"].strip().removeprefix("@")
        found = User.objects.filter(handle=handle).first() if handle else None
        if handle and found is None:
            raise forms.ValidationError(_("There is nobody with this handle."))
        self.instance.creator = found
        return handle

    def clean(self):
        data = super().clean() or self.cleaned_data
        self._check_value(data)
        self._check_scope(data)
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and starts_at >= ends_at:
            self.add_error("ends_at", _("It must end after it has begun."))
        limit = data.get("total_limit")
        if limit is not None and limit < self.instance.claimed:
            self.add_error("total_limit", _("More are claimed already."))
        store, creator = data.get("store"), self.instance.creator
        if creator and not store:
            self.add_error("store", _("Choose the store that pays for it."))
        issuers = Coupon.Issuer
        by_store = issuers.CREATOR if creator else issuers.STORE
        self.instance.issuer = by_store if store else issuers.PLATFORM
        return data

    def _check_value(self, data):
        value = data.get("value")
        if value is not None and data.get("kind") == Coupon.Kind.PERCENT:
            # Typed like a sum: 10 stands for ten per cent, 10.50 for nothing.
            data["value"], broken = divmod(value, 100)
            value = 0 if broken or data["value"] > Coupon.MOST_PERCENT else data["value"]
        if value == 0:
            self.add_error("value", _("Give an amount above zero, or per cent from 1 to 90."))
        if not 1 <= (data.get("per_user_limit") or 1) <= Coupon.MOST_PER_USER:
            self.add_error("per_user_limit", _("Choose a number from 1 to 20."))
        if data.get("cap") == 0:
            self.add_error("cap", _("Give an amount above zero."))

    def _check_scope(self, data):
        is_by_category = data.get("scope") == Coupon.Scope.CATEGORY
        if is_by_category and not data.get("category"):
            self.add_error("category", _("Choose a category."))
        if not is_by_category:
            data["category"] = None
        if data.get("scope") == Coupon.Scope.PRODUCTS and not data.get("products"):
            self.add_error("products", _("Choose at least one product."))


@admin.register(Coupon)
class CouponAdmin(StoreAdmin):
    form = CouponForm
    adders = (OWNER, EDITOR)
    list_display = ["title", "store", "issuer", "worth", "claimed", "total_limit", "ends_at"]
    list_select_related = ["store"]
    list_filter = ["issuer", "is_active", "store"]
    search_fields = ["title", "code"]
    autocomplete_fields = ["category", "products"]
    ordering = ["-id"]
    sums = {"value": "worth", "cap": "most", "minimum": "least"}
    fieldsets = [
        (None, {"fields": ["store", "title", "creator_handle", "code", "is_listed", "is_active"]}),
        (_("What it takes off"), {"fields": ["kind", "value", "cap", "minimum"]}),
        (_("What it is good for"), {"fields": ["scope", "category", "products"]}),
        (_("When, and how many"), {"fields": ["starts_at", "ends_at", "total_limit"]}),
        (None, {"fields": ["per_user_limit"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "store" and field is not None:
            # Only the platform gives coupons that no store pays for.
            field.required = not request.user.is_superuser
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "products" and not request.user.is_superuser:
            mine = stores_where(request, self.viewers)
            kwargs["queryset"] = Product.objects.filter(store__in=mine)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @display(description=_("value"))
    def worth(self, coupon):
        if coupon.kind == Coupon.Kind.PERCENT:
            return f"{coupon.value} %"
        return _of_payer(coupon.value, coupon)

    @display(description=_("at most"))
    def most(self, coupon):
        return _of_payer(coupon.cap, coupon)

    @display(description=_("minimum spend"))
    def least(self, coupon):
        return _of_payer(coupon.minimum, coupon)


def _of_payer(minor, coupon):
    if minor is None:
        return "–"
    return money(minor, coupon.store.currency if coupon.store else "CNY")


class DealForm(forms.ModelForm):
    class Meta:
        model = FlashDeal
        fields = ["sku", "price", "quantity", "per_user_limit", "starts_at", "ends_at"]

    def clean(self):
        data = super().clean() or self.cleaned_data
        if not self.instance.pk and not self.errors:
            try:
                self.instance = deals.create(**data)
            except RuleViolation as refused:
                name = refused.field if refused.field in self.fields else None
                self.add_error(name, refused.message)
        return data

    def _post_clean(self):
        """The service has made the row, with its stock, or said why not."""


@admin.register(FlashDeal)
class FlashDealAdmin(StoreAdmin):
    form = DealForm
    store_path = "sku__product__store"
    adders = (OWNER, EDITOR)
    list_display = ["product", "sku", "cost", "quantity", "starts_at", "ends_at", "is_stopped"]
    list_select_related = ["sku__product__store"]
    search_fields = ["sku__product__title", "sku__code"]
    ordering = ["-id"]
    fields = ["sku", "price", "quantity", "per_user_limit", "starts_at", "ends_at"]
    actions_submit_line = ["stop"]

    cost = in_money("price", _("price"), currency="sku__product__store__currency")
    told = [
        "product",
        "sku",
        "cost",
        "quantity",
        "per_user_limit",
        "starts_at",
        "ends_at",
        "is_stopped",
    ]

    def get_readonly_fields(self, request, obj=None):
        # What buyers were promised is not changed: a deal is stopped, and another made.
        return self.told if obj else []

    def get_fields(self, request, obj=None):
        return self.told if obj else self.fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "sku" and field is not None:
            sold = field.queryset.filter(is_active=True).select_related("product")
            field.queryset = sold.order_by("product__title", "position", "pk")
            field.label_from_instance = lambda sku: f"{sku.product} · {sku}"
        return field

    def get_actions_submit_line(self, request, object_id):
        deal = self.get_object(request, str(object_id)) if object_id else None
        if deal is None or deal.is_stopped or deal.ends_at <= timezone.now():
            return []
        return super().get_actions_submit_line(request, object_id)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "show_save": False,
                "show_save_and_continue": False,
                "show_save_and_add_another": False,
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @action(description=_("Stop, and take back what is unsold"))
    def stop(self, request, deal):
        deals.stop(deal, at=timezone.now(), actor=request.user)
        self.message_user(request, _("The deal is stopped."), messages.SUCCESS)

    @display(description=_("product"))
    def product(self, deal):
        return deal.sku.product.title

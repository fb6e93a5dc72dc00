"""What a store sells: products with their variants, pictures and ways out."""

from django.contrib import admin, messages
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminURLInputWidget

from core.admin import ENDED, QUIET, WELL, PlatformAdmin, in_colour, in_money
from core.errors import RuleViolation
from media.services import ingest
from shop.admin import attributes, product_desk
from shop.admin.base import EDITOR, NOBODY, OWNER, StoreAdmin, StoreInline, stores_where
from shop.admin.forms import PictureForm, SkuForm, SkuFormSet
from shop.models import Category, OutboundOffer, Product, ProductPicture, Sku, Store
from shop.services import attributes as attribute_service
from shop.services import catalogue


class EditedByStaff(StoreInline):
    """Parts of a product that owners and editors add, change and take away."""

    adders: tuple[str, ...] = (OWNER, EDITOR)
    deleters: tuple[str, ...] = (OWNER, EDITOR)


class SkuInline(EditedByStaff):
    model = Sku
    verbose_name = _("variant")
    verbose_name_plural = _("variants")
    form = SkuForm
    formset = SkuFormSet
    store_path = "product__store"
    fields = ["code", "options", "price", "weight", "is_active", "position", "available"]
    readonly_fields = ["available"]
    sums = {"price": "cost"}
    cost = in_money("price", _("price"), currency="product__store__currency")
    # A variant that was sold stays for the orders' sake: it is switched off instead.
    deleters = NOBODY

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("stocks")

    @display(description=_("available"))
    def available(self, sku):
        return (
            sum(one.available for one in sku.stocks.all() if one.bucket == "main")
            if sku.pk
            else "–"
        )


class PictureInline(EditedByStaff):
    model = ProductPicture
    form = PictureForm
    store_path = "product__store"
    fields = ["shown", "file", "alt", "position"]
    readonly_fields = ["shown"]

    @display(description=_("picture"))
    def shown(self, row):
        if not row.pk or not row.picture.is_ready:
            return "–"
        smallest = min(row.picture.renditions.all(), key=lambda each: each.width)
        return format_html('<img src="{}" alt="" width="64">', smallest.file.url)


class OfferInline(EditedByStaff):
    model = OutboundOffer
    store_path = "product__store"
    # What the base says of sums holds here as well.
    formfield_overrides = {
        **StoreInline.formfield_overrides,
        models.URLField: {"widget": UnfoldAdminURLInputWidget, "assume_scheme": "https"},
    }
    fields = ["marketplace", "url", "last_price", "price_seen_at", "is_active"]
    sums = {"last_price": "seen_price"}
    seen_price = in_money("last_price", _("last known price"), currency="product__store__currency")


@admin.register(Product)
class ProductAdmin(StoreAdmin):
    adders = (OWNER, EDITOR)
    list_display = ["title", "store", "category", "price", "state", "created_at"]
    list_select_related = ["store", "category"]
    list_filter = ["status", "store", "category"]
    search_fields = ["title", "public_id", "skus__code"]
    ordering = ["-id"]
    autocomplete_fields = ["category"]
    fields = ["store", "title", "category", "description", "status"]
    readonly_fields = ["status"]
    inlines = [SkuInline, PictureInline, OfferInline]
    actions = ["publish_chosen", "withdraw_chosen"]
    actions_submit_line = ["publish", "withdraw"]
    actions_detail = ["matrix", "sale", "answers"]
    actions_list = ["import_sheet", "export_sheet"]

    price = in_money("price_from", _("price from"), currency="store__currency")
    state = in_colour("status", _("status"), draft=QUIET, on_sale=WELL, withdrawn=ENDED)

    def save_model(self, request, obj, form, change):
        # The base would press the buttons here, before the variants are saved.
        obj.save()

    def save_formset(self, request, form, formset, change):
        if formset.model is ProductPicture:
            _receive_files(formset, owner=form.instance.store.account)
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        attribute_service.keep_facets(form.instance)
        catalogue.refresh(form.instance)
        for name in self.actions_submit_line:
            if f"shop_product_{name}" in request.POST:
                getattr(self, name)(request, form.instance)

    @action(description=_("Save and put on sale"))
    def publish(self, request, product):
        self._tell(request, catalogue.publish, product)

    @action(description=_("Save and withdraw"))
    def withdraw(self, request, product):
        self._tell(request, catalogue.withdraw, product)

    @admin.action(description=_("Put on sale"), permissions=["change"])
    def publish_chosen(self, request, queryset):
        self._each(request, queryset, catalogue.publish)

    @admin.action(description=_("Withdraw from sale"), permissions=["change"])
    def withdraw_chosen(self, request, queryset):
        self._each(request, queryset, catalogue.withdraw)

    @action(description=_("Matrix of variants"), url_path="matrix")
    def matrix(self, request, object_id):
        product = self._own(request, object_id)
        return product_desk.matrix_page(self, request, product)

    @action(description=_("Sale"), url_path="sale")
    def sale(self, request, object_id):
        product = self._own(request, object_id)
        return product_desk.sale_page(self, request, product)

    @action(description=_("Attributes"), url_path="answers")
    def answers(self, request, object_id):
        return attributes.answers_page(self, request, self._own(request, object_id))

    @action(description=_("Import products"), url_path="import-sheet")
    def import_sheet(self, request):
        return product_desk.import_page(self, request, self._own_stores(request))

    @action(description=_("Export products"), url_path="export-sheet")
    def export_sheet(self, request):
        return product_desk.export_file(self._own_stores(request))

    def _own(self, request, object_id):
        """The product that one may change; what is forbidden and what is not there are alike."""
        product = self.get_object(request, str(object_id))
        if product is None or not self.has_change_permission(request, product):
            raise Http404
        return product

    def _own_stores(self, request):
        stores = Store.objects.order_by("pk")
        if request.user.is_superuser:
            return stores
        own = stores.filter(pk__in=stores_where(request, self.changers))
        if not own:
            raise Http404
        return own

    def _each(self, request, queryset, service):
        for product in queryset:
            if self.has_change_permission(request, product):
                self._tell(request, service, product)

    def _tell(self, request, service, product):
        try:
            service(product)
        except RuleViolation as refusal:
            self.message_user(request, f"{product}: {refusal.message}", messages.ERROR)


def _receive_files(formset, *, owner):
    for form in formset.forms:
        file = form.cleaned_data.get("file") if form.has_changed() else None
        if file:
            upload = ingest.receive(owner=owner, file=file, at=timezone.now())
            form.instance.picture = upload.picture


@admin.register(Category)
class CategoryAdmin(PlatformAdmin):
    list_display = ["name_zh", "name_en", "slug", "parent", "position"]
    autocomplete_fields = ["parent"]
    search_fields = ["name_zh", "name_en", "slug"]
    ordering = ["slug"]

    def has_view_permission(self, request, obj=None):
        # Brand staff choose a category for their products; the tree itself is no secret.
        return request.user.is_staff

    def has_module_permission(self, request):
        return request.user.is_superuser

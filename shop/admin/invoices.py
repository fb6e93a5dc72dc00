"""The invoice queue: what buyers asked for, the oldest first; issued with a number and a file."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from core.admin import WAITING, WELL, in_colour
from core.errors import RuleViolation
from core.wording import money
from shop.admin.base import EVERYBODY, OWNER, SERVICE, StoreAdmin
from shop.models import Invoice
from shop.services import invoices


class IssueForm(forms.ModelForm):
    given = forms.CharField(
        label=capfirst(_("invoice number")), max_length=30, widget=UnfoldAdminTextInputWidget
    )
    pdf = forms.FileField(
        label=capfirst(_("file")),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("PDF, up to 5 MB. The buyer finds it beside the order."),
    )

    class Meta:
        model = Invoice
        fields: list[str] = []

    def clean_pdf(self):
        file = self.cleaned_data.get("pdf")
        if file:
            try:
                invoices.check_file(file)
            except RuleViolation as refusal:
                raise forms.ValidationError(refusal.message) from refusal
        return file


@admin.register(Invoice)
class InvoiceAdmin(StoreAdmin):
    store_path = "order__store"
    viewers = EVERYBODY
    changers = (OWNER, SERVICE)
    form = IssueForm
    list_display = ["order", "title", "kind", "sum", "state", "requested_at"]
    list_select_related = ["order__group"]
    list_filter = ["status", "kind"]
    search_fields = ["title", "tax_number", "number", "order__number"]
    ordering = ["-status", "requested_at"]
    shown = ["order", "sum", "kind", "title", "tax_number", "email", "status", "requested_at"]
    actions_submit_line = ["issue"]
    state = in_colour("status", _("status"), requested=WAITING, issued=WELL)

    def get_fieldsets(self, request, obj=None):
        may_issue = self.has_change_permission(request, obj)
        return [
            (None, {"fields": self.shown}),
            *([(_("Issue"), {"fields": ["given", "pdf"]})] if may_issue else []),
            (_("Issued"), {"fields": ["number", "issued_at", "issued_by"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.shown, "number", "issued_at", "issued_by"]

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        request.typed = form.cleaned_data
        self.issue(request, obj)

    @action(description=_("Issue"))
    def issue(self, request, obj):
        typed = request.typed
        try:
            invoices.issue(
                obj,
                number=typed["given"],
                file=typed.get("pdf"),
                actor=request.user,
                at=timezone.now(),
            )
            self.message_user(request, _("Done."), messages.SUCCESS)
        except RuleViolation as refusal:
            self.message_user(request, refusal.message, messages.ERROR)

    def response_change(self, request, obj):
        return HttpResponseRedirect(request.path)

    @display(description=_("total"))
    def sum(self, invoice):
        return money(invoice.order.total, invoice.order.group.currency)

"""Balances, statements and payouts: a store's owner reads them, platform staff pay out."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ENDED, MOVING, QUIET, WAITING, WELL, in_colour, in_money
from core.errors import RuleViolation
from core.pagination import BadCursor
from core.wording import exact, money
from shop import csv_files
from shop.admin.base import NOBODY, OWNER, StoreAdmin
from shop.admin.forms import PayoutForm
from shop.models import Account, Payout
from shop.services import moves, payouts, statements

# The buttons of a payout, and the events that they are.
BUTTONS = {"mark_sent": "send", "mark_failed": "fail"}


def _event_of(button):
    return BUTTONS[button.removeprefix("shop_payout_")]


def _owner(row):
    return row.store or row.user or row.provider or _("the platform")


@admin.register(Account)
class AccountAdmin(StoreAdmin):
    """What is owed to whom. Nothing here is edited; every figure is the sum of its lines."""

    viewers = (OWNER,)
    changers = NOBODY
    list_display = ["owner", "state", "sum"]
    list_select_related = ["store", "user"]
    list_filter = ["kind", "currency"]
    search_fields = ["store__name", "user__handle", "provider"]
    ordering = ["store", "user", "provider", "kind"]
    fields = readonly_fields = ("owner", "state", "sum")
    actions = ["prepare_payout"]
    actions_list = ["statement"]
    sum = in_money("balance", _("balance"))
    state = in_colour(
        "kind",
        _("kind"),
        pending=WAITING,
        payable=WELL,
        in_payout=MOVING,
        paid_out=QUIET,
        revenue=QUIET,
        subsidy=QUIET,
        unassigned=WAITING,
        clearing=QUIET,
    )

    def get_actions(self, request):
        return super().get_actions(request) if request.user.is_superuser else {}

    @display(description=_("owner"), ordering="store")
    def owner(self, account):
        return _owner(account)

    @action(description=_("Prepare payouts of what is payable"))
    def prepare_payout(self, request, queryset):
        chosen = queryset.filter(kind=Account.Kind.PAYABLE, balance__gt=0)
        for account in chosen.select_related("store", "user"):
            try:
                payout = payouts.propose(
                    account.store or account.user,
                    currency=account.currency,
                    actor=request.user,
                    at=timezone.now(),
                )
            except RuleViolation as refusal:
                self.message_user(request, f"{_owner(account)}: {refusal.message}", messages.ERROR)
                continue
            text = _("Prepared for %(owner)s: %(amount)s.") % {
                "owner": _owner(account),
                "amount": money(payout.amount, payout.currency),
            }
            self.message_user(request, text, messages.SUCCESS)

    @action(description=_("Statement"), url_path="statement")
    def statement(self, request):
        """One owner's month: opening, lines, closing; as a page or as CSV."""
        account = self._account(request)
        if account is None:
            message = _("Nothing has been booked yet.")
            self.message_user(request, message, messages.WARNING)
            return HttpResponseRedirect("..")
        try:
            month = statements.month_of(request.GET.get("month", ""), at=timezone.now())
            told = statements.of(account.store or account.user, month, currency=account.currency)
            if request.GET.get("file"):
                return csv_files.response(f"statement-{month.name}", statements.table(told))
            page = statements.page(told, after=request.GET.get("after", ""))
        except (statements.UnknownMonth, BadCursor) as refusal:
            raise Http404 from refusal
        context = {
            **self.admin_site.each_context(request),
            "title": _("Statement"),
            "account": account,
            "accounts": self._accounts(request),
            "statement": told,
            "page": page,
        }
        return render(request, "shop/admin/statement.html", context)

    def _accounts(self, request):
        """One account of each owner whose statement may be read."""
        mine = self.get_queryset(request).filter(kind=Account.Kind.PENDING)
        return mine.select_related("store", "user").order_by("store", "user", "currency")

    def _account(self, request):
        wanted = request.GET.get("account", "")
        accounts = self._accounts(request)
        if not wanted:
            return accounts.first()
        found = accounts.filter(pk=wanted).first() if wanted.isdecimal() else None
        if found is None:
            raise Http404
        return found


@admin.register(Payout)
class PayoutAdmin(StoreAdmin):
    """Records of what was sent; the money itself leaves elsewhere."""

    viewers = (OWNER,)
    changers = NOBODY
    form = PayoutForm
    list_display = ["number", "owner", "state", "sum", "reference", "proposed_at"]
    list_select_related = ["store", "user"]
    list_filter = ["status"]
    search_fields = ["number", "reference", "store__name", "user__handle"]
    ordering = ["-id"]
    actions_submit_line = list(BUTTONS)
    shown = ["number", "owner", "status", "sum", "prepared", "sent", "came_back"]
    fields = [*shown, "reference"]
    sum = in_money("amount", _("amount"))
    state = in_colour("status", _("status"), proposed=WAITING, sent=WELL, failed=ENDED)

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj and moves.may(obj, "send") else [*self.shown, "reference"]

    def get_actions_submit_line(self, request, object_id):
        payout = self.get_object(request, str(object_id))
        if payout is None or not self.has_change_permission(request, payout):
            return []
        offered = super().get_actions_submit_line(request, object_id)
        return [one for one in offered if moves.may(payout, _event_of(one.action_name))]

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """Nothing is saved by the form: the two buttons call their services."""
        for name in BUTTONS:
            if f"shop_payout_{name}" in form.data:
                getattr(self, name)(request, obj)

    @action(description=_("Mark as sent"))
    def mark_sent(self, request, obj):
        self._move(
            request,
            lambda: payouts.mark_sent(
                obj, reference=obj.reference, actor=request.user, at=timezone.now()
            ),
        )

    @action(description=_("It came back"))
    def mark_failed(self, request, obj):
        self._move(request, lambda: payouts.mark_failed(obj, actor=request.user, at=timezone.now()))

    def _move(self, request, act):
        try:
            act()
        except RuleViolation as refusal:
            self.message_user(request, refusal.message, messages.ERROR)

    def response_change(self, request, obj):
        return HttpResponseRedirect(request.path)

    @display(description=_("owner"))
    def owner(self, payout):
        return _owner(payout)

    @display(description=_("prepared at"))
    def prepared(self, payout):
        return exact(payout.proposed_at)

    @display(description=_("sent at"))
    def sent(self, payout):
        return exact(payout.sent_at) if payout.sent_at else None

    @display(description=_("came back at"))
    def came_back(self, payout):
        return exact(payout.failed_at) if payout.failed_at else None

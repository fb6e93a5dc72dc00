"""Verification: a brand applies with its papers, the platform decides."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action, display

from core.admin import ENDED, QUIET, WAITING, WELL, in_colour
from core.errors import RuleViolation
from media.services import ingest
from shop.admin.base import EVERYBODY, NOBODY, OWNER, StoreAdmin
from shop.admin.verification_forms import DecisionForm, VerificationForm
from shop.models import Verification
from shop.services import pdf_papers
from shop.services import verification as verifications

Status = Verification.Status


@admin.register(Verification)
class VerificationAdmin(StoreAdmin):
    """Nothing is saved by the form itself: each button calls its service."""

    viewers = EVERYBODY
    changers = (OWNER,)
    adders = (OWNER,)
    deleters = NOBODY
    list_display = ["store", "kind", "legal_name", "state", "submitted_at", "expires_at"]
    list_select_related = ["store"]
    list_filter = ["status", "store"]
    search_fields = ["store__name", "legal_name", "registration"]
    ordering = ["-id"]
    actions_submit_line = ["approve", "refuse", "revoke", "withdraw"]
    claim = ["store", "kind", "legal_name", "registration", "message"]
    outcome = ["status", "reviewer", "decided_at", "reason", "expires_at"]
    state = in_colour(
        "status",
        _("status"),
        submitted=WAITING,
        approved=WELL,
        refused=ENDED,
        withdrawn=QUIET,
        revoked=ENDED,
    )

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = DecisionForm if obj else VerificationForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": [*self.claim, "papers"]})]
        decides = request.user.is_superuser and obj.status in (Status.SUBMITTED, Status.APPROVED)
        decision = ["why", "until"] if decides else []
        return [
            (None, {"fields": [*self.claim, "applicant", "submitted_at"]}),
            (_("Documents"), {"fields": ["shown_papers"]}),
            *([(_("Decision"), {"fields": decision})] if decision else []),
            (_("What was decided"), {"fields": self.outcome}),
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return [*self.claim, "applicant", "submitted_at", "shown_papers", *self.outcome]

    def get_actions_submit_line(self, request, object_id):
        shown = self.get_queryset(request).filter(pk=object_id).first() if object_id else None
        if shown is None or not self.has_change_permission(request, shown):
            return []
        wanted = _buttons(shown, is_platform=request.user.is_superuser)
        lines = super().get_actions_submit_line(request, object_id)
        return [line for line in lines if line.action_name.endswith(wanted)] if wanted else []

    def render_change_form(self, request, context, *args, **kwargs):
        if context.get("original"):
            context |= {"show_save": False, "show_save_and_continue": False}
            context |= {"show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except ingest.FileRefused as refusal:
            # There was no room for the papers; what was typed stands in the form again.
            self.message_user(request, refusal.message, messages.ERROR)
            typed = {name: request.POST.get(name, "") for name in self.claim}
            return HttpResponseRedirect(f"{request.path}?{urlencode(typed)}")

    def save_model(self, request, obj, form, change):
        request.refusal = None
        try:
            if change:
                self._press(request, obj, form)
            else:
                self._apply(request, obj, form)
        except ingest.FileRefused:
            raise
        except RuleViolation as refusal:
            # Somebody else was quicker between the form's check and here.
            request.refusal = refusal.message
            if not obj.pk:
                obj.pk = Verification.objects.awaiting().get(store=obj.store_id).pk

    def _apply(self, request, obj, form):
        at = timezone.now()
        papers = [_paper(request.user, file, at) for file in form.cleaned_data["papers"]]
        made = verifications.apply(
            obj.store,
            applicant=request.user,
            claim=form.claim(),
            documents=papers,
            at=at,
        )
        obj.pk = made.pk

    def _press(self, request, obj, form):
        found = self.get_queryset(request).get(pk=obj.pk)
        for name in _buttons(found, is_platform=request.user.is_superuser):
            if f"shop_verification_{name}" in request.POST:
                request.decision = form
                getattr(self, name)(request, found)

    @action(description=pgettext_lazy("verification", "Approve"))
    def approve(self, request, found):
        verifications.approve(found, expires_at=request.decision.end(), **_decision(request))

    @action(description=_("Refuse"))
    def refuse(self, request, found):
        verifications.refuse(found, **_decision(request))

    @action(description=_("Revoke"))
    def revoke(self, request, found):
        verifications.revoke(found, **_decision(request))

    @action(description=_("Withdraw"))
    def withdraw(self, request, found):
        verifications.withdraw(found, actor=request.user, at=timezone.now())

    def response_change(self, request, obj):
        if request.refusal:
            self.message_user(request, request.refusal, messages.ERROR)
        else:
            self.message_user(request, _("Done."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def response_add(self, request, obj, post_url_continue=None):
        if request.refusal:
            self.message_user(request, request.refusal, messages.ERROR)
            return HttpResponseRedirect(f"../{obj.pk}/change/")
        return super().response_add(request, obj, post_url_continue)

    @display(description=_("documents"))
    def shown_papers(self, verification):
        papers = verification.documents.select_related("picture")
        return render_to_string("shop/admin/_papers.html", {"papers": papers})


def _paper(owner, file, at):
    if pdf_papers.is_one(file):
        return file, file.name or "PDF"
    upload = ingest.receive(owner=owner, file=file, at=at, is_private=True)
    return upload.picture, upload.name


def _decision(request):
    reason = request.decision.cleaned_data["why"]
    return {"reviewer": request.user, "reason": reason, "at": timezone.now()}


def _buttons(verification, *, is_platform) -> tuple[str, ...]:
    """What may be done with it: the platform decides, its store takes back."""
    if verification.status == Status.SUBMITTED:
        return ("approve", "refuse") if is_platform else ("withdraw",)
    if verification.status == Status.APPROVED and is_platform:
        return ("revoke",)
    return ()

"""Forms of verification: the claim with its papers, and the decision."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextInputWidget,
)

from core.errors import RuleViolation
from media.services import ingest
from shop.models import Verification
from shop.services import pdf_papers
from shop.services import verification as verifications


class ManyFiles(UnfoldAdminFileFieldWidget):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several papers at once: PDFs, and pictures that are checked as the upload pipeline would."""

    widget = ManyFiles(
        attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp,application/pdf"}
    )

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        if len(files) > verifications.MOST_DOCUMENTS:
            most = verifications.MOST_DOCUMENTS
            raise forms.ValidationError(_("Add from 1 to %(most)d documents.") % {"most": most})
        for file in files:
            try:
                pdf_papers.check(file) if pdf_papers.is_one(file) else ingest.check(file)
            except RuleViolation as refusal:
                raise forms.ValidationError(f"{file.name}: {refusal.message}") from refusal
        return files


class VerificationForm(forms.ModelForm):
    papers = FilesField(
        label=capfirst(_("documents")),
        help_text=_(
            "Photographs, scans or PDFs: business licence, trademark, letter of authority. "
            "The platform's reviewers and your own staff alone see them."
        ),
    )

    class Meta:
        model = Verification
        fields = ["store", "kind", "legal_name", "registration", "message"]

    def clean_store(self):
        store = self.cleaned_data["store"]
        if Verification.objects.awaiting().filter(store=store).exists():
            raise forms.ValidationError(_("An application of this store waits already."))
        return store

    def claim(self) -> verifications.Claim:
        names = ("kind", "legal_name", "registration", "message")
        return verifications.Claim(**{name: self.cleaned_data[name] for name in names})


class DecisionForm(forms.ModelForm):
    """Why, and until when; needed as the pressed button needs it."""

    why = forms.CharField(
        label=capfirst(_("reason")),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The store reads it."),
    )
    until = forms.DateField(
        label=capfirst(_("valid until")),
        required=False,
        widget=UnfoldAdminDateWidget,
        help_text=_("The last day of the badge, within three years."),
    )

    class Meta:
        model = Verification
        fields: list[str] = []

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        pressed = {name.removeprefix("shop_verification_") for name in self.data}
        if pressed & {"refuse", "revoke"} and not (cleaned.get("why") or "").strip():
            self.add_error("why", _("Say why, in a sentence."))
        if "approve" in pressed and "until" not in self.errors:
            self._check_until(cleaned.get("until"))
        return cleaned

    def end(self) -> datetime:
        """The end of the chosen day, in the site's time zone."""
        after = self.cleaned_data["until"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(after, time()))

    def _check_until(self, day):
        today = timezone.localdate()
        if day is None or not today <= day < today + verifications.LONGEST:
            self.add_error("until", _("Choose a day within the next three years."))

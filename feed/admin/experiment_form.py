"""An experiment as staff write it: each arm's changes in lines, checked with a clear answer."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from feed.experiments import changes, running
from feed.models import Experiment


class ChangesField(forms.CharField):
    """Lines of `NAME = value`; which names there are stands below the form."""

    widget = UnfoldAdminTextareaWidget

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=2000, **kwargs)
        self.widget.attrs |= {"rows": 4, "spellcheck": "false", "autocapitalize": "off"}


class ExperimentForm(forms.ModelForm):
    lines_a = ChangesField(label=_("Changes of A"), help_text=_("Empty: the feed as it is."))
    lines_b = ChangesField(
        label=_("Changes of B"), help_text=_("One change a line, as in RELATED = 15.")
    )

    class Meta:
        model = Experiment
        fields = [
            "name",
            "question",
            "kind",
            "surface",
            "layer",
            "share",
            "ends_at",
            "name_a",
            "name_b",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.state != Experiment.State.DRAFT:
            # Whatever is sent, the arms of what runs stay as they are.
            del self.fields["lines_a"], self.fields["lines_b"]
        if "question" in self.fields:
            self.fields["question"].widget.attrs["rows"] = 2
        self.initial.setdefault("lines_a", changes.written(self.instance.changes_a))
        self.initial.setdefault("lines_b", changes.written(self.instance.changes_b))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._read_again()
        kind = cleaned.get("kind", self.instance.kind)
        for field in ("lines_a", "lines_b"):
            if field in cleaned:
                try:
                    parsed = changes.parse(cleaned[field], kind=kind)
                    setattr(self.instance, field.replace("lines", "changes"), parsed)
                except changes.UnfitChange as refusal:
                    self.add_error(field, refusal.message)
        self._check_share(cleaned)
        return cleaned

    def _read_again(self):
        """Save over the row as it is by now, but for one that was started or stopped since."""
        running.take_turn()
        same = Experiment.objects.filter(pk=self.instance.pk, state=self.instance.state)
        if not same.exists():
            text = _("It was started or stopped meanwhile: open it again.")
            raise forms.ValidationError(text, code="moved")
        self.instance.refresh_from_db()

    def _check_share(self, cleaned):
        if self.instance.state != Experiment.State.RUNNING or "share" not in cleaned:
            return
        before = self.instance.share
        if cleaned["share"] < before:
            text = _("While it runs the share only rises: %(share)d or more.")
            self.add_error("share", text % {"share": before})
